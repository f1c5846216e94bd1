/**
 * A basis of what coefficients without a penalty and a bound can do to the predictors of an output: as many columns as X has
 * independent ones among theirs, n at most. Where these are well apart, by the Cholesky factor of their Gram matrix, they are the
 * basis themselves. (Separated fits of 32,561 × 108 took 2.4 times as long by the other way.) Else they are made orthonormal,
 *
 *   X_T = Q R,     T the columns that are independent, with R upper triangular
 *
 * by modified Gram–Schmidt, column by column, as in kernels/qr.ts, but in one pass: systems in Q are to be well conditioned, and need
 * no digits of orthonormality.
 */

import { DenseMatrix } from '../design/dense-matrix'
import { choleskyFactor } from '../kernels/cholesky'
import { NullSpace } from '../kernels/null-space'
import { norm, orthogonalize, solveUpper } from '../kernels/qr'
import type { Steps } from '../support/steps'
import { addHessian } from './hessian'
import { SeparablePenalty } from './penalty'
import { Coordinates, Problem } from './problem'

/** Numbers in Q and R, or in a Gram matrix: 32 MB of them. */
const MAX_NUMBERS = 2048 ** 2

/** The share of its length below which what is left of a column is rounding error, or calls for coefficients that show it. */
const DEPENDENT = 1e-8

/**
 * The same of its square, in a Gram matrix, where rounding shows sooner, so that a column that seems to depend on others is looked
 * at; and the share from which on systems are well conditioned.
 */
const DEPENDENT_SQUARE = 1e-9
const APART = 1e-4

export interface FreeBasis {
  /** without a penalty */
  readonly problem: Problem
  /** the coefficients of the basis, of several classes without the last, as only differences count */
  readonly coordinates: Coordinates
  /** The coefficients of X that do what `v` does on the basis. */
  toOriginal(v: Float64Array): Float64Array
}

/** `undefined` where it is empty or too large. */
export function* freeBasisOf(original: Problem): Steps<FreeBasis | undefined> {
  const free = freeColumns(original)
  const apart = yield* columnsApart(original, free)
  if (apart === undefined) return yield* orthonormalBasis(original, free)
  return apart.length === 0 ? undefined : columnBasis(original, apart)
}

/** Those that are free in all outputs. */
function freeColumns({ design: { cols }, loss, penalty }: Problem): Int32Array {
  const isFree = (q: number) => penalty.mayGrow(q, 1) && penalty.mayGrow(q, -1)
  const outputs = Array.from({ length: loss.outputs }, (_, a) => a * cols)
  return Int32Array.from({ length: cols }, (_, j) => j).filter(j => outputs.every(first => isFree(first + j)))
}

/** Those that are independent; `undefined` where it is not clear which, or would be too much to find out. */
function* columnsApart(problem: Problem, columns: Int32Array): Steps<Int32Array | undefined> {
  const { design } = problem
  const { length } = columns
  if (length > design.rows || length ** 2 > MAX_NUMBERS) return undefined
  const gram = new Float64Array(length ** 2)
  const ones = new Float64Array(design.rows)
  const coordinates = new Coordinates(columns, design)
  const z = new Float64Array(problem.predictorCount)
  yield* addHessian(problem, coordinates, gram, () => ones.fill(1))
  const squares = Float64Array.from(columns, (_, a) => gram[a * (length + 1)])
  yield* choleskyFactor(gram, length, DEPENDENT_SQUARE)
  const pivots = squares.map((_, a) => gram[a * (length + 1)] ** 2)
  const apart = columns.filter((_, a) => pivots[a] >= APART * squares[a] && pivots[a] > 0)
  const flat = new NullSpace(
    gram,
    squares,
    squares.map(() => -1),
  )
  // Whatever is neither the one nor the other is not clear.
  if (2 * apart.length < length || apart.length + flat.basis.length < length) return undefined
  for (const { own, shares } of flat.basis) {
    const n = new Float64Array(length)
    for (const [p, share] of shares.entries()) n[flat.support[p]] = share
    n[own] = 1
    yield
    problem.predictorsInto(coordinates, n, z)
    if (norm(z) > DEPENDENT * Math.sqrt(squares[own])) return undefined
  }
  return apart
}

function columnBasis({ design, loss, size }: Problem, columns: Int32Array): FreeBasis {
  const problem = new Problem(design, loss, free(size))
  const contrasts = Math.max(1, loss.outputs - 1)
  const indices = Int32Array.from(
    { length: contrasts * columns.length },
    (_, q) => Math.floor(q / columns.length) * design.cols + columns[q % columns.length],
  )
  return {
    problem,
    coordinates: new Coordinates(indices, design),
    toOriginal(v) {
      const w = new Float64Array(size)
      for (const [k, q] of indices.entries()) w[q] = v[k]
      return w
    },
  }
}

function* orthonormalBasis(original: Problem, candidates: Int32Array): Steps<FreeBasis | undefined> {
  const { design, loss } = original
  const { rows } = design
  const one = Float64Array.of(1)
  const q: Float64Array[] = []
  const shares: Float64Array[] = []
  const columns: number[] = []
  for (const j of candidates) {
    if (q.length === rows) break
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
  const problem = new Problem(new DenseMatrix(data, rows, k, 1, rows, 0), loss, free(k * loss.outputs))
  const contrasts = k * Math.max(1, loss.outputs - 1)
  const r = new Float64Array(k * k)
  for (const [s, share] of shares.entries()) for (let t = 0; t <= s; t++) r[t * k + s] = share[t]
  return {
    problem,
    coordinates: new Coordinates(problem.all.indices.subarray(0, contrasts), problem.design),
    toOriginal(v) {
      const w = new Float64Array(original.size)
      for (let start = 0; start < v.length; start += k) {
        const part = v.slice(start, start + k)
        solveUpper({ r, cols: k }, part)
        const first = (start / k) * design.cols
        for (const [s, j] of columns.entries()) w[first + j] = part[s]
      }
      return w
    },
  }
}

function free(size: number): SeparablePenalty {
  return new SeparablePenalty(new Float64Array(size), new Float64Array(size))
}
