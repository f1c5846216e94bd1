/**
 * Tables as people have them, with categories, blanks, rare levels and amounts beside codes: whether the fit reaches the
 * optimum with the defaults, and how long it takes compared with scikit-learn at equal suboptimality. The data are not
 * part of the project; `--data DIR` says where they are.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ndarray from 'ndarray'
import {
  CsrMatrix,
  LogisticRegression,
  LogisticRegressionCV,
  type LogisticRegressionOptions,
  type MatrixLike,
  MaxAbsScaler,
  type Penalty,
  StandardScaler,
  setWarningHandler,
} from 'ndlogit'
import type { Arguments } from '../arguments'
import { compare } from '../comparison'
import { deadline, ndlogit } from '../peers/ndlogit'
import { TimeLimitError } from '../peers/peer'
import { writeProblem } from '../peers/problem-files'
import { findScikitLearn, scikitLearn } from '../peers/scikit-learn'
import { denseProblem, type Problem, sparseProblem } from '../problem'
import { problemReport } from '../report'
import { geometricMean } from '../statistics'
import { digits, milliseconds, table } from '../table'
import { readTable, type Table } from '../tables/read-table'
import { SOURCES } from '../tables/sources'

const PENALTIES: readonly Penalty[] = ['l1', 'l2', 'elasticnet', 'none']
const CS = [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3]

/** The tolerance at which the optimum is looked for. */
const TIGHT = 1e-9

/** Objective over that of the null model below which the data are taken as separable. */
const SEPARATED = 1e-7

export async function tables(options: Arguments): Promise<void> {
  if (options.data === undefined) {
    console.log('absent: tables — no folder; name it by --data DIR\n')
    return
  }
  const ratios: { name: string; ratio: number }[] = []
  for (const source of SOURCES.filter(
    ({ name }) => options.only === undefined || options.only.includes(name),
  )) {
    const read = readTable(source, options.data)
    if (read === undefined) {
      console.log(`absent: ${source.name} — no ${source.file} in ${options.data}\n`)
      continue
    }
    await reach(read, options)
    ratios.push(...(await race(read, options)))
  }
  if (ratios.length === 0) return
  const worst = ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a))
  console.log(
    `ndlogit / best of scikit-learn's liblinear (l1) and lbfgs (l2) over ${ratios.length} tasks: geometric mean ` +
      `${digits(geometricMean(ratios.map(({ ratio }) => ratio)), 2)}, worst ${digits(worst.ratio, 2)} (${worst.name})`,
  )
}

type Layout = 'standardised' | 'raw' | 'sparse'

function layouts({ values, rows, cols }: Table): Record<Layout, MatrixLike> {
  const raw = ndarray(values, [rows, cols])
  return {
    standardised: new StandardScaler().fitTransform(raw),
    raw,
    sparse: new MaxAbsScaler().fitTransform(CsrMatrix.fromDense(raw)),
  }
}

interface Row {
  readonly layout: string
  readonly penalty: Penalty
  readonly C: string
  readonly converged: boolean
  readonly iterations: number
  readonly seconds: number
  /** over the least objective found */
  readonly above: number
  readonly note: string
}

/** Every penalty, layout and C, by one fit each with the defaults and by cross-validation. */
async function reach(read: Table, { limit, quick, markdown }: Arguments): Promise<void> {
  console.log(`${read.name}: ${read.rows} × ${read.cols}, ${new Set(read.labels).size} classes\n`)
  const rows: Row[] = []
  let warnings = 0
  setWarningHandler(() => {
    warnings++
  })
  for (const [layout, X] of Object.entries(layouts(read))) {
    for (const penalty of PENALTIES) {
      for (const C of penalty === 'none' ? [1] : quick ? [1e-3, 1, 1e3] : CS) {
        process.stderr.write(`  ${read.name} ${layout} ${penalty} C = ${C} …\n`)
        rows.push(tryFit(read, layout, X, penalty, C, limit))
      }
    }
    if (layout === 'sparse') continue
    for (const penalty of ['l1', 'l2'] as const) {
      warnings = 0
      process.stderr.write(`  ${read.name} ${layout} ${penalty} by cross-validation …\n`)
      const started = performance.now()
      const model = await new LogisticRegressionCV({ penalty }).fit(X, read.labels)
      const { converged, iterations } = model.convergence ?? { converged: false, iterations: 0 }
      const seconds = (performance.now() - started) / 1000
      const note = `by cross-validation, ${warnings} warnings`
      rows.push({ layout, penalty, C: 'CV', converged, iterations, seconds, above: 0, note })
    }
  }
  setWarningHandler()
  const failed = rows.filter(
    ({ converged, above, note }) => !note.startsWith('no optimum') && !(converged && above <= 1e-4),
  )
  const columns = [
    { heading: 'layout', cell: ({ layout }: Row) => layout, align: 'left' as const },
    { heading: 'penalty', cell: ({ penalty }: Row) => penalty, align: 'left' as const },
    { heading: 'C', cell: ({ C }: Row) => C },
    { heading: 'converged', cell: ({ converged }: Row) => (converged ? 'yes' : 'no') },
    { heading: 'steps', cell: ({ iterations }: Row) => `${iterations}` },
    { heading: 'ms', cell: ({ seconds }: Row) => milliseconds(seconds) },
    { heading: '(F − F*)/F*', cell: ({ above }: Row) => (above < 1e-12 ? '0' : above.toExponential(0)) },
    { heading: '', cell: ({ note }: Row) => note, align: 'left' as const },
  ]
  console.log(
    `${table(columns, rows, markdown)}\n\n${rows.length - failed.length} of ${rows.length} as they should be\n`,
  )
}

function tryFit(read: Table, layout: string, X: MatrixLike, penalty: Penalty, C: number, limit: number): Row {
  const about = { layout, penalty, C: `${C}` }
  const fit = (more: object) => {
    const options = { penalty, C, ...(penalty === 'elasticnet' && { l1Ratio: 0.5 }), ...more }
    const started = performance.now()
    try {
      const { convergence } = new LogisticRegression(options as LogisticRegressionOptions).fit(
        X,
        read.labels,
        {
          signal: deadline(limit),
        },
      )
      return { ...convergence, seconds: (performance.now() - started) / 1000 }
    } catch (error) {
      if (error instanceof TimeLimitError) return undefined
      throw error
    }
  }
  const first = fit({})
  if (first === undefined) {
    return { ...about, converged: false, iterations: 0, seconds: limit, above: Infinity, note: 'time limit' }
  }
  const other = penalty === 'l2' || penalty === 'none' ? 'newton-cg' : 'newton-cd'
  const others = [fit({ tol: TIGHT, maxIter: 1000 }), fit({ tol: TIGHT, maxIter: 1000, solver: other })]
  const least = Math.min(first.objective, ...others.map(found => found?.objective ?? Infinity))
  const nullObjective = C * read.rows * Math.log(2)
  const why =
    penalty !== 'none'
      ? undefined
      : least < SEPARATED * nullObjective
        ? 'the classes are separable'
        : hasPureColumn(read)
          ? 'a column is 0 but for rows of one class'
          : undefined
  const above = (first.objective - least) / least
  if (why === undefined) return { ...about, ...first, above, note: '' }
  return { ...about, ...first, above: 0, note: first.separated ? `no optimum, and said so: ${why}` : '' }
}

/** Whether the coefficient of some column, such as that of a rare level, can grow for ever. */
function hasPureColumn({ values, rows, cols, signs }: Table): boolean {
  return Array.from({ length: cols }, (_, j) => j).some(j => {
    let [least, most] = [0, 0]
    for (let i = 0; i < rows; i++) {
      const push = values[i * cols + j] * signs[i]
      if (push < least) least = push
      if (push > most) most = push
    }
    return (least === 0) !== (most === 0)
  })
}

/** Two classes, no intercept, as the rest of the suite compares. */
async function race(read: Table, options: Arguments): Promise<{ name: string; ratio: number }[]> {
  const found = findScikitLearn()
  if ('absent' in found) {
    console.log(`absent: ${found.name} — ${found.absent}\n`)
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-bench-'))
  const ratios: { name: string; ratio: number }[] = []
  try {
    for (const problem of problemsOf(read)) {
      writeProblem(problem, folder)
      const library = scikitLearn(found.python, problem, folder, options.limit)
      const wanted = { l1: 'scikit-learn liblinear', l2: 'scikit-learn lbfgs' }
      const comparisons = []
      for (const penalty of options.penalties) {
        for (const C of options.quick ? [1] : [1e-2, 1, 100]) {
          process.stderr.write(`  ${problem.name} ${penalty} C = ${C} against scikit-learn …\n`)
          const peers = library.peers.filter(({ name }) => name === wanted[penalty])
          const task = { problem, penalty, C, multiple: undefined }
          const comparison = await compare(task, [ndlogit(options.limit), ...peers], options.rounds)
          comparisons.push(comparison)
          const ratio = comparison.entries[1].ratio
          if (ratio !== undefined) ratios.push({ name: `${problem.name} ${penalty} C = ${C}`, ratio })
        }
      }
      library.close()
      console.log(`${problem.name}\n\n${problemReport(comparisons, options.markdown)}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return ratios
}

function problemsOf(read: Table): Problem[] {
  const { standardised, sparse } = layouts(read)
  const { data } = standardised as { data: Float64Array }
  const { indptr, indices, data: values } = sparse as CsrMatrix
  const compressed = {
    rows: read.rows,
    cols: read.cols,
    indptr,
    indices,
    data: Float64Array.from(values),
  }
  return [
    denseProblem(`${read.name}, standardised`, data, read.cols, read.signs),
    sparseProblem(`${read.name}, sparse`, compressed, read.signs),
  ]
}
