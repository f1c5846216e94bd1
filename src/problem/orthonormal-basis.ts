/**
 * An orthonormal basis Q of what coefficients without a penalty and a bound can do to the predictors of an output,
 *
 *   X_T = Q R,     T some columns that are independent, with R upper triangular
 *
 * by modified Gram–Schmidt, column by column, as in kernels/qr.ts, but in one pass: systems in Q are to be well conditioned, and need
 * no digits of orthonormality (32,561 × 108: a second pass took a fifth of the fit). There are min(n, |F|) columns in T at most,
 * whatever X has.
 */

import { DenseMatrix } from '../design/dense-matrix'
import { orthogonalize, solveUpper } from '../kernels/qr'
import type { Steps } from '../support/steps'
import { SeparablePenalty } from './penalty'
import { Coordinates, Problem } from './problem'

/** Numbers in Q and R, 32 MB of them. */
const MAX_NUMBERS = 2048 ** 2

/** The share of its length below which what is left of a column is rounding error, or calls for coefficients that show it. */
const DEPENDENT = 1e-8

export class OrthonormalBasis {
  private constructor(
    /** the problem on the columns of Q, without a penalty */
    readonly problem: Problem,
    /** its coefficients, of several classes without the last, as only differences count */
    readonly coordinates: Coordinates,
    private readonly original: Problem,
    /** T, and R row by row */
    private readonly columns: readonly number[],
    private readonly r: Float64Array,
  ) {}

  /** `undefined` where it is empty or too large. */
  static *of(original: Problem): Steps<OrthonormalBasis | undefined> {
    const { design, loss, penalty } = original
    const { rows, cols } = design
    const one = Float64Array.of(1)
    const q: Float64Array[] = []
    const shares: Float64Array[] = []
    const columns: number[] = []
    for (let j = 0; j < cols && q.length < rows; j++) {
      const isFree = (a: number) => penalty.mayGrow(a * cols + j, 1) && penalty.mayGrow(a * cols + j, -1)
      if (!Array.from({ length: loss.outputs }, (_, a) => isFree(a)).every(Boolean)) continue
      const column = new Float64Array(rows)
      design.select(Int32Array.of(j)).timesInto(one, column)
      const share = new Float64Array(q.length + 1)
      if (!orthogonalize(column, q, share, DEPENDENT, 1)) continue
      q.push(column)
      shares.push(share)
      columns.push(j)
      if (q.length * Math.max(rows, q.length) > MAX_NUMBERS) return undefined
      yield
    }
    const k = q.length
    if (k === 0) return undefined
    const data = new Float64Array(rows * k)
    for (const [s, column] of q.entries()) data.set(column, s * rows)
    const size = k * loss.outputs
    const free = new SeparablePenalty(new Float64Array(size), new Float64Array(size))
    const problem = new Problem(new DenseMatrix(data, rows, k, 1, rows, 0), loss, free)
    const contrasts = k * Math.max(1, loss.outputs - 1)
    const coordinates = new Coordinates(problem.all.indices.subarray(0, contrasts), problem.design)
    const r = new Float64Array(k * k)
    for (const [s, share] of shares.entries()) for (let t = 0; t <= s; t++) r[t * k + s] = share[t]
    return new OrthonormalBasis(problem, coordinates, original, columns, r)
  }

  /** The coefficients of X that do what `v` does on Q. */
  toOriginal(v: Float64Array): Float64Array {
    const { columns, r, original } = this
    const k = columns.length
    const w = new Float64Array(original.size)
    for (let start = 0; start < v.length; start += k) {
      const part = v.slice(start, start + k)
      solveUpper({ r, cols: k }, part)
      const first = (start / k) * original.design.cols
      for (const [s, j] of columns.entries()) w[first + j] = part[s]
    }
    return w
  }
}
