/**
 * Columns in units of their own: x̃ⱼ = (xⱼ − mⱼ) sⱼ, where that helps the arithmetic. With W̃ = W / s and the intercept
 * b̃ = b + Σⱼ mⱼ wⱼ the linear predictors are the same, so a problem whose intercept is not penalized stays the stated one
 * when its l1 becomes l1 s and its l2 becomes l2 s².
 *
 * A column is shifted where it varies little around a number far from 0 (a year, a time in milliseconds): a sum of squares
 * of 1e16 has no digit left for a variance of 1. Columns are scaled where their sizes differ by more than {@link SPREAD}.
 * Scales are powers of two, which round nothing. A sparse column is shifted only if it has no implicit zeros.
 *
 * Source: Chan, Golub & LeVeque, *Algorithms for computing the sample variance*, The American Statistician 37 (1983).
 */

import { ValidationError } from '../support/errors'
import type { Steps } from '../support/steps'
import type { DesignMatrix } from './design-matrix'

/** Mean over standard deviation from which on a column is shifted. */
const FAR_FROM_ZERO = 100

/** Largest column over the smallest, by root mean square, from which on columns are scaled. */
const SPREAD = 1e4

/** Root mean squares outside this range are refused: squares of the values, times weights, would leave the doubles. */
const [SMALLEST, LARGEST] = [1e-152, 1e152]

export class ColumnUnits {
  private constructor(
    readonly shift: Float64Array,
    readonly scale: Float64Array,
  ) {}

  /**
   * The units that suit the columns, `undefined` if they are well as they are.
   *
   * @param mayShift - whether there is an intercept that takes up the shifts
   * @throws ValidationError naming a column whose squares overflow or underflow
   */
  static *suiting(design: DesignMatrix, mayShift: boolean): Steps<ColumnUnits | undefined> {
    const { rows, cols } = design
    const ones = new Float64Array(rows).fill(1)
    const sums = new Float64Array(cols)
    const squares = new Float64Array(cols)
    design.all.transposeTimesInto(ones, sums)
    yield
    design.weightedSquaresInto(ones, squares)
    yield
    refuseExtremes(design, squares)
    const shift = new Float64Array(cols)
    const scale = new Float64Array(cols).fill(1)
    let [smallest, largest, shifted] = [Infinity, 0, false]
    for (let j = 0; j < cols; j++) {
      const mean = sums[j] / rows
      let square = squares[j] / rows
      if (mayShift && mean !== 0 && square < mean * mean * (1 + FAR_FROM_ZERO ** -2)) {
        const around = aroundMean(design, j, mean)
        if (around !== undefined) {
          shift[j] = around.shift
          square = around.square
          shifted = true
        }
      }
      squares[j] = square
      if (square === 0) continue
      smallest = Math.min(smallest, square)
      largest = Math.max(largest, square)
    }
    const scaled = largest > smallest * SPREAD * SPREAD
    if (!shifted && !scaled) return undefined
    for (let j = 0; j < cols; j++) if (squares[j] > 0) scale[j] = 2 ** -Math.round(Math.log2(squares[j]) / 2)
    return new ColumnUnits(shift, scale)
  }

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

  /** The other way. The shift is summed in twice the precision, so that the predictors are those of the stated numbers. */
  fromStated(w: Float64Array): void {
    const { shift, scale } = this
    if (w.length > shift.length) w[shift.length] = preciseSum(w[shift.length], shift, w)
    for (let j = 0; j < shift.length; j++) w[j] /= scale[j]
  }
}

/** b + Σⱼ mⱼ wⱼ, by error-free transformations (Ogita, Rump & Oishi, SIAM J. Sci. Comput. 26, 2005). */
function preciseSum(b: number, m: Float64Array, w: Float64Array): number {
  let sum = b
  let error = 0
  const add = (term: number) => {
    const next = sum + term
    const part = next - sum
    error += sum - (next - part) + (term - part)
    sum = next
  }
  for (let j = 0; j < m.length; j++) {
    if (m[j] === 0) continue
    const product = m[j] * w[j]
    const [a, c] = [split(m[j]), split(w[j])]
    add(product)
    add(a.low * c.low - (product - a.high * c.high - a.low * c.high - a.high * c.low))
  }
  return sum + error
}

/** Dekker's split of a double into two halves. */
function split(x: number): { high: number; low: number } {
  const c = 134217729 * x
  const high = c - (c - x)
  return { high, low: x - high }
}

/** A number near the mean with few digits, and the mean square around it; `undefined` where that gains nothing. */
function aroundMean(
  design: DesignMatrix,
  j: number,
  mean: number,
): { shift: number; square: number } | undefined {
  const values = new Float64Array(design.rows)
  design.select(Int32Array.of(j)).timesInto(Float64Array.of(1), values)
  const first = values[0]
  if (values.every(value => value === first)) return { shift: first, square: 0 }
  const squareAround = (center: number) =>
    values.reduce((sum, x) => sum + (x - center) ** 2, 0) / values.length
  const deviation = Math.sqrt(squareAround(mean))
  const unit = 2 ** Math.floor(Math.log2(deviation))
  const shift = Math.round(mean / unit) * unit
  // A sparse column keeps its zeros where they are.
  if (values.includes(0)) return undefined
  return { shift, square: squareAround(shift) }
}

function refuseExtremes(design: DesignMatrix, squares: Float64Array): void {
  const { rows, cols } = design
  for (let j = 0; j < cols; j++) {
    const size = Math.sqrt(squares[j] / rows)
    if (size <= LARGEST && size >= SMALLEST) continue
    const values = new Float64Array(rows)
    design.select(Int32Array.of(j)).timesInto(Float64Array.of(1), values)
    const largest = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
    if (largest === 0) continue
    throw new ValidationError(
      `X: column ${j} has values up to ${largest}, whose squares ${largest > 1 ? 'overflow' : 'underflow'}; ` +
        'scale it, or leave it out',
    )
  }
}
