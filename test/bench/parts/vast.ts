/** Time and memory of an L1 fit to a sparse matrix that would take 800 GB as a dense one. */

import type { Arguments } from '../arguments'
import { runChild } from '../child'
import { digits, table } from '../table'

interface Measured {
  readonly seconds: number
  readonly nonZero: number
  readonly converged: boolean
  /** relative to the objective */
  readonly gap: number
  /** bytes, at the peak of the process */
  readonly resident: number
}

interface Row extends Measured {
  readonly multiple: string
}

export async function vast({ quick, markdown }: Arguments): Promise<void> {
  const rows: Row[] = []
  for (const multiple of quick ? ['10'] : ['10', '100', '1000']) {
    const flags = ['--max-old-space-size=4096']
    const measured = await runChild<Measured>('children/vast.ts', [multiple], { flags })
    if (measured !== undefined) rows.push({ multiple, ...measured })
  }
  const columns = [
    { heading: 'C / smallest C', cell: ({ multiple }: Row) => multiple },
    { heading: 'seconds', cell: ({ seconds }: Row) => digits(seconds, 3) },
    { heading: 'non-zeros', cell: ({ nonZero }: Row) => String(nonZero) },
    { heading: 'gap / objective', cell: ({ gap }: Row) => gap.toExponential(0) },
    { heading: 'converged', cell: ({ converged }: Row) => String(converged) },
    { heading: 'resident peak, MB', cell: ({ resident }: Row) => (resident / 1e6).toFixed(0) },
  ]
  console.log(
    `L1 on 100,000 × 1,000,000, 50 non-zeros a row, default tolerance\n\n${table(columns, rows, markdown)}\n`,
  )
}
