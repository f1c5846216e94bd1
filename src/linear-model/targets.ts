/**
 * What may go with the rows of a fit besides labels and weights: an offset, and targets that are shares of the classes,
 * probabilities or successes of trials, in place of labels.
 */

import type { DenseLike } from '../data/dense-like'
import { finiteAt } from '../data/finite'
import { checkFitOptions, FIT_OPTIONS } from '../data/fit-options'
import type { LabelsLike } from '../data/labels'
import { checkView, isNdArray, valueAt } from '../data/ndview'
import { nJobsName } from '../design/crew'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import type { Watch } from '../support/steps'
import { checkChoice, describe } from '../support/validate'
import { applyOwnWeights, balance, type ClassWeight } from './class-weight'

/** What may go with each row. */
export interface RowOptions {
  /** a weight per row, >= 0; an integer weight equals repeating the row. Default: 1 for every row */
  readonly sampleWeight?: LabelsLike<number> | undefined
  /** a number per row that is added to its margin, `[n]`; with three or more classes one for each, `[n, K]`. Default: 0 */
  readonly offset?: LabelsLike<number> | DenseLike | undefined
  /**
   * What y holds: labels, or probabilities, `[n]` of the class 1 against 0, or `[n, K]` of the classes 0 … K − 1, in rows
   * that add up to 1. Default `'label'`, and with `trials` `'probability'`.
   */
  readonly target?: 'label' | 'probability' | undefined
  /** the number of trials per row, >= 0, of which y counts the successes, or with `[n, K]` the outcomes of each class */
  readonly trials?: LabelsLike<number> | undefined
}

/** What may accompany the data of a fit. */
export interface FitOptions extends Watch, RowOptions {
  /**
   * threads that share the fit, of `fitAsync` alone; −1 for one per core. They come from `ndlogit/workers`, by
   * {@link setWorkers}. The result is the same, to the bit, for any number of them. Default: this thread alone
   */
  readonly nJobs?: number | undefined
}

/** What may accompany the data of a prediction. */
export type PredictOptions = Pick<RowOptions, 'offset'>

/** The offset of a prediction. @throws ValidationError for an unknown option */
export function offsetOf(method: string, options: PredictOptions | undefined): RowOptions['offset'] {
  if (options !== undefined) checkFitOptions(`LogisticRegression.${method}`, options, ['offset'])
  return options?.offset
}

/** The names of {@link RowOptions}. */
export const ROW_OPTIONS = [
  'sampleWeight',
  'offset',
  'target',
  'trials',
] as const satisfies (keyof RowOptions)[]

/** The names of {@link FitOptions}. */
export function fitOptionNames(): readonly string[] {
  return [...new Set([...FIT_OPTIONS, ...ROW_OPTIONS]), nJobsName()]
}

/** A number for each row and class, `data[i · cols + k]`. */
export interface Table {
  readonly data: Float64Array
  readonly cols: number
}

/** A margin of 1e100 is as far as any other. */
const LARGEST_OFFSET = 1e100

/** How far the shares of a row may be from 1 in sum. */
const SUM_ROUNDING = 1e-6

/** `[n]` or `[n, K]`. @throws ValidationError when there are not so many rows, they are ragged, or a value is not finite */
export function readTable(name: string, values: LabelsLike<number> | DenseLike, rows: number): Table {
  const view = isNdArray(values) ? values : undefined
  if (view !== undefined) checkView(name, view)
  const list = values as ArrayLike<unknown>
  const rowOf = (i: number): unknown =>
    view === undefined
      ? list[i]
      : Array.from({ length: view.shape[1] ?? 1 }, (_, k) =>
          valueAt(view, view.offset + i * view.stride[0] + k * (view.stride[1] ?? 0)),
        )
  const count = view === undefined ? (Object(list).length ?? 0) : view.shape[0]
  if (count !== rows) throw new ValidationError(`${name} has ${counted(count, 'row')}, but X has ${rows}`)
  const table: number[] = []
  let cols = 1
  for (let i = 0; i < rows; i++) {
    const row = rowOf(i)
    const own = typeof row === 'object' && row !== null ? (row as ArrayLike<unknown>) : [row]
    if (i === 0) cols = own.length
    if (own.length !== cols) throw new ValidationError(`${name} is ragged in row ${i}`)
    for (let k = 0; k < cols; k++) table.push(finiteAt(name, i, k, own[k]))
  }
  return { data: Float64Array.from(table), cols }
}

/** The offset, if there is one. */
export function readOffset(offset: RowOptions['offset'], rows: number): Table | undefined {
  if (offset === undefined) return undefined
  const table = readTable('offset', offset, rows)
  const bad = table.data.find(value => Math.abs(value) > LARGEST_OFFSET)
  if (bad !== undefined) throw new ValidationError(`offset must be within ±${LARGEST_OFFSET}, got ${bad}`)
  return table
}

/** The offset as rows of numbers. @throws ValidationError as {@link readTable} */
export function offsetRows(offset: RowOptions['offset'], rows: number): number[][] | undefined {
  const table = readOffset(offset, rows)
  if (table === undefined) return undefined
  const { data, cols } = table
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols)))
}

/** The offset of each output, one output after the other. @throws ValidationError as {@link checkOffset} */
export function offsetOfOutputs(offset: Table, outputs: number): Float64Array {
  checkOffset(offset, outputs)
  return byOutput(offset.data, outputs)
}

/** @throws ValidationError unless there is one column an output */
export function checkOffset({ cols }: Table, outputs: number): void {
  if (cols !== outputs) {
    throw new ValidationError(
      outputs === 1
        ? `offset must be one number a row for two classes, got ${cols}`
        : `offset must have a column for each of the ${outputs} classes, got ${cols}`,
    )
  }
}

/** Column after column. */
function byOutput(data: Float64Array, cols: number): Float64Array {
  const rows = data.length / cols
  return data.map((_, p) => data[(p % rows) * cols + Math.floor(p / rows)])
}

/** Shares of K classes: for each row the class of the largest, its weight, and all of them, class after class. */
export interface Targets {
  readonly classes: number[]
  readonly codes: Int32Array
  readonly shares: Float64Array
}

/** Whether y holds no labels. @throws ValidationError for another target */
export function areShares({ target, trials }: RowOptions): boolean {
  const kind = checkChoice('target', target ?? (trials === undefined ? 'label' : 'probability'), [
    'label',
    'probability',
  ])
  if (kind === 'label' && trials !== undefined) {
    throw new ValidationError("trials goes with target 'probability', got 'label'")
  }
  return kind === 'probability'
}

/**
 * Reads probabilities or counts; multiplies the weights of the rows with the numbers of trials and the class weights.
 *
 * @throws ValidationError when a share is not within 0 and 1, a row does not add up to 1, or a class has no share
 */
export function readShares(
  y: LabelsLike<number> | DenseLike,
  { trials }: RowOptions,
  classWeight: ClassWeight | undefined,
  weights: Float64Array,
): Targets {
  const rows = weights.length
  const counts = trials === undefined ? undefined : readTable('trials', trials, rows)
  if (counts !== undefined && counts.cols !== 1) throw new ValidationError('trials must be one number a row')
  const shares = readRows(y, counts?.data, weights)
  const count = shares.length / rows
  const classes = Array.from({ length: count }, (_, k) => k)
  const factors = classFactors(classWeight, classes, shares, weights)
  const codes = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    let total = 0
    for (let k = 0; k < count; k++) {
      shares[k * rows + i] *= factors[k]
      total += shares[k * rows + i]
      if (shares[k * rows + i] > shares[codes[i] * rows + i]) codes[i] = k
    }
    weights[i] *= total
    for (let k = 0; k < count; k++)
      shares[k * rows + i] = total > 0 ? shares[k * rows + i] / total : +(k === codes[i])
  }
  return { classes, codes, shares }
}

/** The shares, class after class. */
function readRows(
  y: LabelsLike<number> | DenseLike,
  trials: Float64Array | undefined,
  weights: Float64Array,
): Float64Array {
  const rows = weights.length
  const { data, cols } = readTable('y', y, rows)
  const shares = new Float64Array(rows * Math.max(2, cols))
  for (let i = 0; i < rows; i++) {
    const scale = trials?.[i] ?? 1
    if (!(scale >= 0)) throw new ValidationError(`trials[${i}] is ${scale}; numbers of trials must be >= 0`)
    let total = 0
    for (let k = 0; k < cols; k++) {
      const value = data[i * cols + k]
      if (!(value >= 0 && value <= scale)) {
        const what =
          trials === undefined ? 'a probability, from 0 to 1' : `a count of ${counted(scale, 'trial')}`
        throw new ValidationError(`y: the value ${value} of row ${i} is not ${what}`)
      }
      total += value
      const share = scale > 0 ? value / scale : 0
      shares[(cols === 1 ? 1 : k) * rows + i] = share
      if (cols === 1) shares[i] = 1 - share
    }
    if (cols > 1 && !(Math.abs(total - scale) <= SUM_ROUNDING * scale)) {
      throw new ValidationError(`y: row ${i} must add up to ${scale}, got ${total}`)
    }
    weights[i] *= scale
  }
  return shares
}

/** The weight of each class. @throws ValidationError when a class has no share at all */
function classFactors(
  classWeight: ClassWeight | undefined,
  classes: readonly number[],
  shares: Float64Array,
  weights: Float64Array,
): Float64Array {
  const rows = weights.length
  const totals = Float64Array.from(classes, k =>
    weights.reduce((sum, weight, i) => sum + weight * shares[k * rows + i], 0),
  )
  const factors = new Float64Array(classes.length).fill(1)
  const codes = Int32Array.from(classes)
  applyOwnWeights(classWeight, classes, codes, factors)
  const empty = totals.findIndex((total, k) => !(total * factors[k] > 0))
  if (empty >= 0) {
    throw new ValidationError(
      `y gives the class ${empty} no share in any row of positive weight (${describe(totals[empty])}); leave its column out`,
    )
  }
  if (classWeight !== 'balanced') return factors
  const balanced = totals.slice()
  balance(classes.length, codes, balanced)
  return balanced.map((total, k) => total / totals[k])
}

/**
 * What a loss of the classes `codes` has to be tilted by for these shares: c ([a = y] − tₐ), class after class. Of y itself it
 * is what the other classes have, of which 1 − t would have no digits.
 */
export function tiltOf(
  shares: Float64Array,
  codes: Int32Array,
  weights: Float64Array,
): Float64Array | undefined {
  const rows = codes.length
  const tilt = new Float64Array(shares.length)
  for (let p = 0; p < tilt.length; p++) {
    const i = p % rows
    const own = codes[i] * rows + i
    if (p === own) continue
    tilt[p] = -weights[i] * shares[p]
    tilt[own] -= tilt[p]
  }
  return tilt.some(Boolean) ? tilt : undefined
}
