/** How long `fitAsync` keeps the event loop from its other work, at most. */

import type { Arguments } from '../arguments'
import { runChild } from '../child'
import { digits, table } from '../table'

const PROBLEMS = ['digits, 10 classes', '10,000 × 784, normal', 'images', 'tall', 'embeddings']

interface Measured {
  readonly seconds: number
  /** longest gaps in milliseconds, of the first fit of the process and of later ones */
  readonly first: number
  readonly later: number
}

interface Row extends Measured {
  readonly problem: string
  readonly penalty: string
}

export async function responsiveness({ penalties, quick, markdown }: Arguments): Promise<void> {
  const rows: Row[] = []
  for (const problem of quick ? PROBLEMS.slice(0, 2) : PROBLEMS) {
    for (const penalty of penalties) {
      const measured = await runChild<Measured>('children/responsiveness.ts', [problem, penalty])
      if (measured !== undefined) rows.push({ problem, penalty, ...measured })
    }
  }
  const columns = [
    { heading: 'problem', cell: ({ problem }: Row) => problem, align: 'left' as const },
    { heading: 'penalty', cell: ({ penalty }: Row) => penalty.toUpperCase(), align: 'left' as const },
    { heading: 'fit, s', cell: ({ seconds }: Row) => digits(seconds, 3) },
    { heading: 'longest gap, first fit, ms', cell: ({ first }: Row) => digits(first, 3) },
    { heading: 'longest gap, later, ms', cell: ({ later }: Row) => digits(later, 3) },
  ]
  console.log(`Gaps in the event loop while fitAsync runs\n\n${table(columns, rows, markdown)}\n`)
}
