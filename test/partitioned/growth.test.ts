/** How a fit grows with the number of partitions: the same passes, bytes in proportion. */

import { expect, test } from 'vitest'
import { fitPartitioned, type PartitionedProgress } from '../../src/partitioned'
import { randomProblem } from '../support/random-problem'
import { evenly } from './rows'

const { rows: X, y } = randomProblem({ n: 1000, d: 10, seed: 6 })

test('a thousand partitions take the passes of ten and a hundred times the bytes', async () => {
  const finals: PartitionedProgress[] = []
  for (const count of [10, 1000]) {
    const told: PartitionedProgress[] = []
    const onProgress = (progress: PartitionedProgress) => told.push(progress)
    await fitPartitioned(evenly({ X, y }, count), { penalty: 'l1', C: 0.1 }, { onProgress })
    finals.push(...told.slice(-1))
  }
  const [ten, thousand] = finals
  expect(thousand.pass).toBe(ten.pass)
  expect(thousand.bytesReceived / ten.bytesReceived).toBeGreaterThan(98)
  // d + 1 coefficients: their gradient, half of their Hessian, and a few numbers of the pass itself.
  const [k, passes] = [11, thousand.pass]
  const perPass = 8 * (k + (k * (k + 1)) / 2)
  expect(thousand.bytesReceived / 1000 / passes).toBeLessThan(1.5 * perPass + 100)
  expect(thousand.bytesSent / 1000 / passes).toBeLessThan(3 * 8 * k + 300)
  console.log(
    `1000 partitions of ${k - 1} columns: ${passes} passes; a pass sends ${Math.round(thousand.bytesSent / passes / 1024)} KB and receives ${Math.round(thousand.bytesReceived / passes / 1024)} KB`,
  )
})
