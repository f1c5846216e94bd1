/** The comparisons as tables. */

import type { Comparison, Entry } from './comparison'
import type { Problem } from './problem'
import { geometricMean } from './statistics'
import { type Column, digits, milliseconds, table } from './table'
import type { Task } from './task'

const ENTRY_COLUMNS: readonly Column<Entry>[] = [
  { heading: 'penalty', cell: ({ task }) => task.penalty.toUpperCase(), align: 'left' },
  { heading: 'C', cell: ({ task }) => strength(task) },
  { heading: 'solver', cell: ({ solver }) => solver, align: 'left' },
  { heading: 'tolerance', cell: ({ reached }) => (reached ? reached.tol.toExponential(0) : '') },
  { heading: 'objective', cell: ({ reached }) => (reached ? reached.objective.toPrecision(10) : '') },
  { heading: '(F − F*)/F*', cell: ({ reached }) => (reached ? above(reached.suboptimality) : '') },
  { heading: 'ms', cell: ({ seconds }) => (seconds === undefined ? '' : milliseconds(seconds)) },
  { heading: 'ndlogit / it', cell: ({ ratio }) => (ratio === undefined ? '' : digits(ratio, 2)) },
  { heading: '', cell: ({ reason }) => reason ?? '', align: 'left' },
]

/** The heading of a problem: its shape and how full it is. */
export function describeProblem({ name, sparse, dense }: Problem): string {
  const { rows, cols, data } = sparse
  const share = ((100 * data.length) / (rows * cols)).toPrecision(3)
  const kind = dense instanceof Float32Array ? 'dense, Float32' : dense ? 'dense' : 'sparse'
  return `${name}: ${rows} × ${cols}, ${kind}, ${data.length} non-zeros (${share} %)`
}

/** Every solver that takes part or fails to; those that do not have the penalty are left out. */
export function problemReport(comparisons: readonly Comparison[], markdown: boolean): string {
  const entries = comparisons.flatMap(comparison =>
    comparison.entries.filter(({ reason }) => !reason?.startsWith('no ')),
  )
  const optima = comparisons.map(
    ({ task, optimum, gap }) =>
      `F* ${task.penalty.toUpperCase()} C = ${strength(task)}: ${optimum.toPrecision(13)}, duality gap ${(gap / optimum).toExponential(0)} F*`,
  )
  return `${table(ENTRY_COLUMNS, entries, markdown)}\n\n${optima.join(markdown ? '  \n' : '\n')}\n`
}

/** A task, our solver on it, and the best of the others. */
export interface Verdict {
  readonly task: Task
  readonly ours: Entry
  readonly best: Entry
}

const columnsAgainst = (library: string): readonly Column<Verdict>[] => [
  { heading: 'problem', cell: ({ task }) => task.problem.name, align: 'left' },
  { heading: 'penalty', cell: ({ task }) => task.penalty.toUpperCase(), align: 'left' },
  { heading: 'C', cell: ({ task }) => strength(task) },
  { heading: 'ndlogit, ms', cell: ({ ours }) => (ours.seconds ? milliseconds(ours.seconds) : ours.reason!) },
  { heading: `best ${library}, ms`, cell: ({ best }) => milliseconds(best.seconds!) },
  { heading: 'its solver', cell: ({ best }) => best.solver.replace(`${library} `, ''), align: 'left' },
  { heading: 'ratio', cell: ({ best }) => (best.ratio === undefined ? '∞' : digits(best.ratio, 2)) },
]

/** Whom ndlogit is compared with, of two classes and of more. */
const LIBRARIES = [
  { library: 'LIBLINEAR', ofTwo: true },
  { library: 'scikit-learn', ofTwo: false },
]

/** ndlogit against the best of each task, in tables; `undefined` where nobody else took part. */
export function verdicts(comparisons: readonly Comparison[], markdown: boolean): string | undefined {
  const tables = LIBRARIES.flatMap(({ library, ofTwo }) => {
    const rows = verdictsAgainst(library, ofTwo, comparisons)
    return rows.length > 0 ? [verdictTable(library, rows, markdown)] : []
  })
  return tables.length > 0 ? tables.join('\n\n') : undefined
}

export function verdictsOf(comparisons: readonly Comparison[]): Verdict[] {
  return LIBRARIES.flatMap(({ library, ofTwo }) => verdictsAgainst(library, ofTwo, comparisons))
}

function verdictsAgainst(library: string, ofTwo: boolean, comparisons: readonly Comparison[]): Verdict[] {
  return comparisons.flatMap(({ task, entries }): Verdict[] => {
    if ((task.problem.classes === 2) !== ofTwo) return []
    const [best] = entries
      .filter(({ solver, seconds }) => solver.startsWith(library) && seconds !== undefined)
      .sort((a, b) => a.seconds! - b.seconds!)
    return best ? [{ task, ours: entries[0], best }] : []
  })
}

function verdictTable(library: string, rows: readonly Verdict[], markdown: boolean): string {
  const ratios = rows.map(({ best }) => best.ratio ?? Number.POSITIVE_INFINITY)
  const worst = ratios.indexOf(Math.max(...ratios))
  const { problem, penalty } = rows[worst].task
  return [
    table(columnsAgainst(library), rows, markdown),
    '',
    `ndlogit / best ${library} over ${rows.length} tasks: geometric mean ${digits(geometricMean(ratios), 2)}, ` +
      `worst ${digits(ratios[worst], 2)} (${problem.name} ${penalty.toUpperCase()} C = ${strength(rows[worst].task)})`,
  ].join('\n')
}

export function strength({ C, multiple }: Task): string {
  return multiple === undefined ? `${C}` : `${multiple} × ${C.toPrecision(3)}`
}

/** A relative distance; below what double precision can tell it is called zero. */
function above(suboptimality: number): string {
  return suboptimality < 1e-14 ? '0' : suboptimality.toExponential(0)
}
