/** What the first fit in a fresh process takes, before anything has been compiled, against a warm one. */

import type { Arguments } from '../arguments'
import { runChild } from '../child'
import { median } from '../statistics'
import { digits, milliseconds, table } from '../table'

interface Row {
  readonly penalty: string
  readonly C: string
  readonly first: number
  readonly warm: number
}

export async function firstFit({ penalties, quick, markdown }: Arguments): Promise<void> {
  const rows: Row[] = []
  for (const penalty of penalties) {
    for (const C of ['100', '1', '0.01']) {
      const runs: { first: number; warm: number }[] = []
      for (let i = 0; i < (quick ? 1 : 5); i++) {
        runs.push((await runChild<{ first: number; warm: number }>('children/first-fit.ts', [penalty, C]))!)
      }
      const first = median(runs.map(run => run.first))
      rows.push({ penalty, C, first, warm: median(runs.map(run => run.warm)) })
    }
  }
  const columns = [
    { heading: 'penalty', cell: ({ penalty }: Row) => penalty.toUpperCase(), align: 'left' as const },
    { heading: 'C', cell: ({ C }: Row) => C },
    { heading: 'first fit, ms', cell: ({ first }: Row) => milliseconds(first) },
    { heading: 'warm, ms', cell: ({ warm }: Row) => milliseconds(warm) },
    { heading: 'ratio', cell: ({ first, warm }: Row) => digits(first / warm, 2) },
  ]
  console.log(
    `The first fit of a fresh process: digits, default tolerance, intercept\n\n${table(columns, rows, markdown)}\n`,
  )
}
