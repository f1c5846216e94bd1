/**
 * Columns in units of their own: x̃ⱼ = (xⱼ − mⱼ) sⱼ, where that helps the arithmetic. With W̃ = W / s and the intercept
 * b̃ = b + Σⱼ mⱼ wⱼ the linear predictors are the same, so a problem whose intercept is not penalized stays the stated one
 * when its l1 becomes l1 s and its l2 becomes l2 s².
 *
 * A column is shifted where it varies little around a number far from 0 (a year, a time in milliseconds): a sum of squares
 * of 1e16 has no digit left for a variance of 1. Columns are scaled where their sizes differ by more than {@link SPREAD}, or
 * all are smaller than 1 by as much, as what rounding makes of a derivative is known of columns of about size 1. Scales are
 * powers of two, which round nothing. A sparse column is shifted only if it has no implicit zeros.
 *
 * Source: Chan, Golub & LeVeque, *Algorithms for computing the sample variance*, The American Statistician 37 (1983).
 */

import { PreciseSums } from '../kernels/precise-sums'
import { gather } from '../support/arrays'
import { ValidationError } from '../support/errors'
import type { Steps } from '../support/steps'
import type { DesignMatrix, FeatureMatrix } from './design-matrix'

/** Mean over standard deviation from which on a column is shifted. */
const FAR_FROM_ZERO = 100

/** Largest column over the smallest, by root mean square, or 1 over the largest, from which on columns are scaled. */
const SPREAD = 1e4

/** log₂ of the largest scale: a ridge times the square of that has to stay within the doubles too. */
const LARGEST_EXPONENT = 470

/** Root mean squares outside this range are refused: squares of the values, times weights, would leave the doubles. */
const [SMALLEST, LARGEST] = [1e-152, 1e152]

/** What is known of columns that are not at hand, each array of length d. */
export interface MomentsOfColumns {
  readonly mean: Float64Array
  /** that of a population */
  readonly variance: Float64Array
  readonly least: Float64Array
  readonly most: Float64Array
}

/** Of the values of each column, and of their squares. */
interface Sums {
  readonly rows: number
  /** `undefined` where columns may not be shifted */
  readonly sums: Float64Array | undefined
  readonly squares: Float64Array
}

interface Shifted {
  readonly shift: number
  /** mean square around the shift */
  readonly square: number
}

export class ColumnUnits {
  constructor(
    readonly shift: Float64Array,
    readonly scale: Float64Array,
  ) {}

  /** From coefficients in these units to the stated ones, in place; the intercept, if there is one, is the last. */
  toStated(w: Float64Array): void {
    const { shift, scale } = this
    let back = 0
    for (let j = 0; j < shift.length; j++) {
      w[j] *= scale[j]
      back += shift[j] * w[j]
    }
    if (w.length > shift.length) w[shift.length] -= back
  }

  /**
   * The other way. The shift is summed in twice the precision, so that the predictors are those of the stated numbers once
   * what is returned is added: the rest of the intercept, which a double has no digits for.
   */
  fromStated(w: Float64Array): number {
    const { shift, scale } = this
    const rest = w.length > shift.length ? addPrecisely(w.subarray(shift.length), shift, w) : 0
    for (let j = 0; j < shift.length; j++) w[j] /= scale[j]
    return rest
  }
}

/**
 * The units that suit the columns, `undefined` if they are well as they are.
 *
 * @param mayShift - whether there is an intercept that takes up the shifts
 * @throws ValidationError naming a column whose squares overflow or underflow
 */
export function* unitsSuiting(design: FeatureMatrix, mayShift: boolean): Steps<ColumnUnits | undefined> {
  const { rows } = design
  const squares = yield* design.squares()
  refuseExtremes(squares, rows, columns => design.largest(columns))
  const sums = mayShift ? yield* design.sums() : undefined
  return decide({ rows, sums, squares }, (j, mean) => aroundMean(design, j, mean))
}

/**
 * As {@link unitsSuiting}, of columns of which these figures are known and nothing else.
 *
 * @throws ValidationError naming a column whose squares overflow or underflow
 */
export function unitsOfMoments(moments: MomentsOfColumns, mayShift: boolean): ColumnUnits | undefined {
  const { mean, variance, least, most } = moments
  const squares = variance.map((value, j) => value + mean[j] ** 2)
  refuseExtremes(squares, 1, columns =>
    gather(least, columns).map((low, k) => Math.max(-low, most[columns[k]])),
  )
  return decide({ rows: 1, sums: mayShift ? mean : undefined, squares }, j => {
    if (least[j] === most[j]) return { shift: least[j], square: 0 }
    if ((least[j] <= 0 && most[j] >= 0) || !(variance[j] > 0)) return undefined
    const shift = roundMean(mean[j], Math.sqrt(variance[j]))
    return { shift, square: variance[j] + (mean[j] - shift) ** 2 }
  })
}

/** @param around - a number to shift column j by and its mean square around that, `undefined` to leave it */
function decide(
  { rows, sums, squares }: Sums,
  around: (j: number, mean: number) => Shifted | undefined,
): ColumnUnits | undefined {
  const cols = squares.length
  const shift = new Float64Array(cols)
  const central = new Float64Array(cols)
  let [smallest, largest, shifted] = [Infinity, 0, false]
  for (let j = 0; j < cols; j++) {
    let square = squares[j] / rows
    if (square < SMALLEST ** 2) continue
    const mean = sums === undefined ? 0 : sums[j] / rows
    if (mean !== 0 && square < mean * mean * (1 + FAR_FROM_ZERO ** -2)) {
      const moved = around(j, mean)
      if (moved !== undefined) {
        shift[j] = moved.shift
        square = moved.square
        shifted = true
      }
    }
    if (square === 0) continue
    central[j] = square
    smallest = Math.min(smallest, square)
    largest = Math.max(largest, square)
  }
  const scaled = largest > smallest * SPREAD * SPREAD || largest < SPREAD ** -2
  if (!shifted && !scaled) return undefined
  const scale = new Float64Array(cols).fill(1)
  for (let j = 0; j < cols; j++) {
    if (central[j] > 0) scale[j] = 2 ** Math.min(-Math.round(Math.log2(central[j]) / 2), LARGEST_EXPONENT)
  }
  return new ColumnUnits(shift, scale)
}

/** b ← b + Σⱼ mⱼ wⱼ; returns its rounding error. */
function addPrecisely(b: Float64Array, m: Float64Array, w: Float64Array): number {
  const sums = new PreciseSums(b)
  for (let j = 0; j < m.length; j++) sums.addMultiple(m.subarray(j, j + 1), w[j])
  return sums.round()[0]
}

/** A number near the mean with few digits, and the mean square around it; `undefined` where that gains nothing. */
function aroundMean(design: DesignMatrix, j: number, mean: number): Shifted | undefined {
  const values = new Float64Array(design.rows)
  design.select(Int32Array.of(j)).timesInto(Float64Array.of(1), values)
  const first = values[0]
  if (values.every(value => value === first)) return { shift: first, square: 0 }
  const squareAround = (center: number) =>
    values.reduce((sum, x) => sum + (x - center) ** 2, 0) / values.length
  const deviation = Math.sqrt(squareAround(mean))
  const shift = roundMean(mean, deviation)
  // A sparse column keeps its zeros where they are.
  if (values.includes(0)) return undefined
  return { shift, square: squareAround(shift) }
}

/** The mean to as many digits as the deviation leaves sense in. */
function roundMean(mean: number, deviation: number): number {
  const unit = 2 ** Math.floor(Math.log2(deviation))
  return Math.round(mean / unit) * unit
}

/** @param squares - the sum of squares of each column, of which those of zeros are 0, or leave the doubles */
function refuseExtremes(
  squares: Float64Array,
  rows: number,
  largestIn: (columns: Int32Array) => Float64Array,
): void {
  const extreme: number[] = []
  for (let j = 0; j < squares.length; j++) {
    const square = squares[j] / rows
    if (!(square >= SMALLEST ** 2 && square <= LARGEST ** 2)) extreme.push(j)
  }
  if (extreme.length === 0) return
  const largest = largestIn(Int32Array.from(extreme))
  const k = largest.findIndex(size => size !== 0)
  if (k < 0) return
  throw new ValidationError(
    `X: column ${extreme[k]} has values up to ${largest[k]}, whose squares ${largest[k] > 1 ? 'overflow' : 'underflow'}; ` +
      'scale it, or leave it out',
  )
}
