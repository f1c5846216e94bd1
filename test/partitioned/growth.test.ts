/** How a fit grows with the number of partitions: the same passes, bytes in proportion, and few sums that wait (tree-sum.test.ts). */

import { expect, test } from 'vitest'
import { type Executor, fitPartitioned, inProcess, type PartitionedProgress } from '../../src/partitioned'
import { randomProblem } from '../support/random-problem'
import { evenly } from './rows'

const { rows: X, y } = randomProblem({ n: 1000, d: 10, seed: 6 })

/** What a partition sends back in a pass, on paper, in bytes: the gradient and half of the Hessian of k coefficients. */
const K = 11
const ON_PAPER = 8 * (K + (K * (K + 1)) / 2)

/** Counts what is on its way and has not been taken yet. */
function counting(): { readonly executor: Executor; most: number } {
  const inner = inProcess()
  const counted = {
    most: 0,
    executor: {
      async *map(...args: Parameters<Executor['map']>) {
        let handed = 0
        for await (const outcome of inner.map(...args)) {
          handed++
          counted.most = Math.max(counted.most, handed - outcome.index)
          yield outcome
        }
      },
    },
  }
  return counted
}

test('a thousand partitions take the passes of ten and a hundred times the bytes', async () => {
  const finals: (PartitionedProgress & { readonly most: number })[] = []
  for (const count of [10, 100, 1000]) {
    const counted = counting()
    const { executor } = counted
    let last: PartitionedProgress | undefined
    const onProgress = (progress: PartitionedProgress) => {
      last = progress
    }
    await fitPartitioned(evenly({ X, y }, count), { penalty: 'l1', C: 0.1 }, { executor, onProgress })
    if (last !== undefined) finals.push({ ...last, most: counted.most })
  }
  const [ten, , thousand] = finals
  expect(thousand.pass).toBe(ten.pass)
  expect(thousand.bytesReceived / ten.bytesReceived).toBeGreaterThan(98)
  // And a few numbers of the pass itself.
  expect(thousand.bytesReceived / 1000 / thousand.pass).toBeLessThan(1.5 * ON_PAPER + 100)
  expect(thousand.bytesSent / 1000 / thousand.pass).toBeLessThan(3 * 8 * K + 300)
  const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1).padStart(8)
  const lines = finals.map(({ partitions, pass, bytesSent, bytesReceived, most }) => {
    const [sent, received] = [bytesSent, bytesReceived].map(bytes => kilobytes(bytes / pass))
    const parts = [partitions, pass].map(value => String(value).padStart(10))
    return `${parts.join('')} ${sent} ${received} ${kilobytes(partitions * ON_PAPER)} ${String(most).padStart(9)}`
  })
  console.log(
    `${K - 1} columns; KB are those of a pass\npartitions    passes  KB sent  KB back on paper   waiting\n${lines.join('\n')}`,
  )
})
