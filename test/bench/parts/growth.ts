/** How the time of a fit grows: the exponent b of time ≈ a · sizeᵇ, by least squares on logarithms. */

import { LogisticRegression } from 'ndlogit'
import type { Arguments } from '../arguments'
import type { Problem } from '../problem'
import { images } from '../problems/images'
import { tall } from '../problems/tall'
import { text } from '../problems/text'
import { exponent, median } from '../statistics'
import { digits, milliseconds, table } from '../table'
import { type Penalty, smallestC } from '../task'

const TOL = 1e-6
const SUPPORT_MULTIPLES = [3, 10, 30, 100]

interface Series {
  readonly name: string
  readonly penalties: readonly Penalty[]
  readonly points: readonly (() => { readonly problem: Problem; readonly multiple?: number })[]
  readonly size: (problem: Problem, support: number) => number
}

interface Row {
  readonly series: string
  readonly penalty: Penalty
  readonly sizes: readonly number[]
  readonly seconds: readonly number[]
}

export async function growth({ penalties, quick, markdown }: Arguments): Promise<void> {
  const rows: Row[] = []
  for (const series of allSeries(quick)) {
    for (const penalty of series.penalties.filter(name => penalties.includes(name))) {
      const sizes: number[] = []
      const seconds: number[] = []
      for (const make of series.points) {
        const { problem, multiple = 10 } = make()
        process.stderr.write(`  ${series.name}, ${penalty} …\n`)
        const { time, support } = timeFit(problem, penalty, multiple)
        sizes.push(series.size(problem, support))
        seconds.push(time)
      }
      rows.push({ series: series.name, penalty, sizes, seconds })
    }
  }
  const columns = [
    { heading: 'time against', cell: ({ series }: Row) => series, align: 'left' as const },
    { heading: 'penalty', cell: ({ penalty }: Row) => penalty.toUpperCase(), align: 'left' as const },
    { heading: 'sizes', cell: ({ sizes }: Row) => sizes.join(', ') },
    { heading: 'ms', cell: ({ seconds }: Row) => seconds.map(milliseconds).join(', ') },
    { heading: 'exponent', cell: ({ sizes, seconds }: Row) => digits(exponent(sizes, seconds), 2) },
  ]
  console.log(
    `Growth, tolerance ${TOL.toExponential(0)}, C = 10 × the smallest of the problem\n\n${table(columns, rows, markdown)}\n`,
  )
}

function allSeries(quick: boolean): Series[] {
  const both: readonly Penalty[] = ['l1', 'l2']
  const n = quick ? [10_000, 30_000, 100_000] : [10_000, 31_623, 100_000, 316_228, 1_000_000]
  const d = quick ? [50, 100, 200] : [50, 100, 200, 400, 800]
  const words = quick ? [20, 40] : [20, 40, 80, 160]
  return [
    {
      name: 'rows n, d = 30',
      penalties: both,
      points: n.map(rows => () => ({ problem: tall(rows) })),
      size: ({ labels }) => labels.length,
    },
    {
      name: 'columns d, n = 5000',
      penalties: both,
      points: d.map(cols => () => ({ problem: tall(5000, cols) })),
      size: ({ sparse }) => sparse.cols,
    },
    {
      name: 'non-zeros, 10000 × 20000',
      penalties: both,
      points: words.map(count => () => ({ problem: text(10_000, 20_000, count) })),
      size: ({ sparse }) => sparse.data.length,
    },
    {
      name: 'support, 5000 × 784',
      penalties: ['l1'],
      points: SUPPORT_MULTIPLES.map(multiple => () => ({ problem: images(5000), multiple })),
      size: (_, support) => support,
    },
  ]
}

function timeFit(problem: Problem, penalty: Penalty, multiple: number): { time: number; support: number } {
  const options = { penalty, C: multiple * smallestC(problem), tol: TOL, fitIntercept: false }
  let support = 0
  const times = Array.from({ length: 4 }, () => {
    const started = performance.now()
    const { coef } = new LogisticRegression(options).fit(problem.X, problem.labels)
    support = coef.data.filter(value => value !== 0).length
    return (performance.now() - started) / 1000
  })
  return { time: median(times.slice(1)), support }
}
