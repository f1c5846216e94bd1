/** One fit by two threads against the same fit by one: `nJobs` of `fitAsync`. */

import { LogisticRegression, setWorkers } from 'ndlogit'
import { startWorker } from 'ndlogit/workers'
import type { Arguments } from '../arguments'
import type { Problem } from '../problem'
import { embeddings } from '../problems/embeddings'
import { images } from '../problems/images'
import { tall } from '../problems/tall'
import { median } from '../statistics'
import { digits, table } from '../table'
import type { Penalty } from '../task'

const TOL = 1e-6

/** Problems, and the C of each penalty. */
const TASKS: readonly { readonly make: () => Problem; readonly C: Readonly<Record<Penalty, number>> }[] = [
  { make: tall, C: { l1: 1, l2: 1 } },
  { make: images, C: { l1: 10, l2: 100 } },
  { make: embeddings, C: { l1: 1, l2: 100 } },
]

interface Row {
  readonly problem: string
  readonly penalty: Penalty
  readonly C: number
  /** medians */
  readonly one: number
  readonly two: number
  readonly ratio: number
  readonly same: boolean
}

export async function threads({ penalties, quick, markdown }: Arguments): Promise<void> {
  setWorkers(startWorker)
  const rows: Row[] = []
  for (const { make, C } of TASKS) {
    const problem = make()
    for (const penalty of penalties) rows.push(await compare(problem, penalty, C[penalty], quick ? 1 : 3))
  }
  const columns = [
    { heading: 'problem', cell: ({ problem }: Row) => problem, align: 'left' as const },
    {
      heading: 'penalty',
      cell: ({ penalty, C }: Row) => `${penalty.toUpperCase()}, C = ${C}`,
      align: 'left' as const,
    },
    { heading: 'one thread, s', cell: ({ one }: Row) => digits(one, 3) },
    { heading: 'two, s', cell: ({ two }: Row) => digits(two, 3) },
    { heading: 'ratio', cell: ({ ratio }: Row) => digits(ratio, 2) },
    { heading: 'same bits', cell: ({ same }: Row) => (same ? 'yes' : 'no') },
  ]
  console.log(`One fit by two threads, to a tolerance of ${TOL}\n\n${table(columns, rows, markdown)}\n`)
}

/** Alternately, after a fit of each that does not count. */
async function compare(
  { name, X, labels }: Problem,
  penalty: Penalty,
  C: number,
  rounds: number,
): Promise<Row> {
  const times: Record<1 | 2, number[]> = { 1: [], 2: [] }
  const bits = new Set<string>()
  for (let round = 0; round <= rounds; round++) {
    for (const nJobs of [1, 2] as const) {
      const started = performance.now()
      const model = await new LogisticRegression({ penalty, C, tol: TOL }).fitAsync(X, labels, { nJobs })
      if (round > 0) times[nJobs].push((performance.now() - started) / 1000)
      bits.add(JSON.stringify(model))
    }
  }
  const [one, two] = [median(times[1]), median(times[2])]
  return { problem: name, penalty, C, one, two, ratio: one / two, same: bits.size === 1 }
}
