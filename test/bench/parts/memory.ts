/** The memory that a fit takes beyond its input. */

import type { Arguments } from '../arguments'
import { runChild } from '../child'
import { digits, table } from '../table'

const LAYOUTS = [
  'tall, row-major',
  'tall, column-major',
  'embeddings, row-major',
  'embeddings, column-major',
  'images, row-major',
  'text, CSR',
]

interface Measured {
  /** bytes of the input */
  readonly size: number
  readonly live: number
  readonly resident: number | null
}

interface Row extends Measured {
  readonly layout: string
  readonly penalty: string
}

export async function memory({ penalties, quick, markdown }: Arguments): Promise<void> {
  const rows: Row[] = []
  for (const layout of quick ? LAYOUTS.slice(0, 2) : LAYOUTS) {
    for (const penalty of penalties) {
      const measured = await runChild<Measured>('children/memory.ts', [layout, penalty], {
        flags: ['--expose-gc'],
        // Every large buffer gets pages of its own, which go back to the system when it is freed.
        env: { MALLOC_MMAP_THRESHOLD_: '65536' },
      })
      rows.push({ layout, penalty, ...measured! })
    }
  }
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
  const share = ({ size }: Row, bytes: number) => digits(bytes / size, 2)
  const columns = [
    { heading: 'input', cell: ({ layout }: Row) => layout, align: 'left' as const },
    { heading: 'penalty', cell: ({ penalty }: Row) => penalty.toUpperCase(), align: 'left' as const },
    { heading: 'input, MB', cell: ({ size }: Row) => megabytes(size) },
    { heading: 'live, MB', cell: ({ live }: Row) => megabytes(live) },
    { heading: '× input', cell: (row: Row) => share(row, row.live) },
    {
      heading: 'resident peak, MB',
      cell: ({ resident }: Row) => (resident === null ? '' : megabytes(resident)),
    },
    { heading: '× input', cell: (row: Row) => (row.resident === null ? '' : share(row, row.resident)) },
  ]
  console.log(`Memory of a fit beyond its input\n\n${table(columns, rows, markdown)}\n`)
}
