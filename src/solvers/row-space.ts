/**
 * Solves the quadratic model of a ridge where there are far fewer predictors n K than coefficients. With the penalized ones P
 * and the free ones F, Λ = diag(l2), and the residual u = R + D X δ that the model predicts, its minimum v has
 *
 *   v_P = −Λ⁻¹ X_Pᵀ u,     X_Fᵀ u = 0
 *
 * so that all of it follows from as many numbers as there are predictors. With D = B Bᵀ, a K × K block for each row, R = B r + R₀,
 * where R₀ is 0 but for rows that are certain and wrong, and u = B t + R₀ these are
 *
 *   (I + Bᵀ G B) t = r + Bᵀ (X_F v_F − G R₀ − Z),     (X_Fᵀ B) t = −X_Fᵀ R₀,     G = X_P Λ⁻¹ X_Pᵀ
 *
 * (From R itself, with u = R + B t, little is left of u but rounding where the penalty is weak: 18 × 208 with columns of 1 and 1e7
 * ended 3,600 times above the minimum.)
 *
 * A system of n K at most and a few for v_F, whatever the number of columns; G stays the same from step to step.
 *
 * Source: Saunders, Gammerman & Vovk, *Ridge regression learning algorithm in dual variables*, ICML 1998; Hastie &
 * Tibshirani, *Efficient quadratic regularization for expression arrays*, Biostatistics 5 (2004).
 */

import type { DesignMatrix } from '../design/design-matrix'
import { choleskyCost, choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { dot, inner } from '../kernels/dot'
import { addWeightedGrams, PANEL_ROWS } from '../kernels/gram'
import type { Curvature } from '../problem/loss'
import type { Problem } from '../problem/problem'
import { indexRange } from '../support/arrays'
import { drain, type Steps } from '../support/steps'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

/** Largest system: 1024² doubles are 8 MB. */
const MOST_PREDICTORS = 1024

/** Nanoseconds of reading a column of X, and an entry; of a multiply–add of G; of an entry of the system, for each output. */
const NS_PER_COLUMN = 1000
const NS_PER_ENTRY = 3
const NS_PER_PRODUCT = 0.4
const NS_PER_PAIR = 1

/** Weights of penalties are the same where they differ by this share. */
const SAME = 1e-14

/** What is left of the residuals of a row is rounding where it is at most this share of them. */
const ROUNDING = 1e-14

/** Free coefficients, at most: intercepts, and a few more. */
const MOST_FREE = 64

export class RowSpace implements QuadraticSolver {
  /** G of this penalty, one for each output, or one for all of them that are penalized alike */
  private known: { readonly l2: Float64Array; readonly grams: readonly Float64Array[] } | undefined =
    undefined

  /** About how many nanoseconds the first `solve` takes; `Infinity` where there are too many rows, or free coefficients. */
  static price({ penalty, design, loss, predictorCount, free, size }: Problem): number {
    const few = Math.min(MOST_PREDICTORS, size / 2)
    if (penalty.hasKinks || predictorCount > few || free.length > MOST_FREE) return Infinity
    const { rows, cols } = design
    const gram = cols * (NS_PER_COLUMN + rows * (NS_PER_ENTRY + 0.5 * NS_PER_PRODUCT * rows))
    return gram + choleskyCost(predictorCount) + NS_PER_PAIR * loss.outputs * predictorCount ** 2
  }

  *solve({ problem, expansion, start }: QuadraticModel): Steps<Direction> {
    const { all, free, loss, penalty, predictorCount } = problem
    const { residual } = expansion
    const grams = yield* this.gramsOf(problem)
    const roots = new Roots(expansion, loss.rows, loss.outputs)
    const factor = roots.system(grams)
    yield
    yield* choleskyFactor(factor, roots.length)
    const solve = (t: Float64Array): Float64Array => {
      choleskySolve(factor, roots.length, t)
      return t
    }
    const z = new Float64Array(predictorCount)
    problem.predictorsInto(all, start, z)
    const { shares, rest: u } = roots.split(residual)
    const pulls = roots.transposeTimes(timesGrams(grams, u).map((value, p) => -value - z[p]))
    const t = solve(shares.map((share, e) => share + pulls[e]))
    const ofFree = yield* freeGiven(problem, roots, solve, t, u)
    roots.addTimes(t, u)
    const v = new Float64Array(start.length)
    problem.gradientInto(all, u, v)
    for (let q = 0; q < v.length; q++) v[q] /= -penalty.l2[q]
    for (const [k, q] of free.indices.entries()) v[q] = ofFree[k]
    const delta = v.map((value, q) => value - start[q])
    problem.predictorsInto(all, delta, z)
    const residualChange = new Float64Array(predictorCount)
    expansion.curvatureTimesInto(z, residualChange)
    return { delta, z, residualChange, exact: true }
  }

  private *gramsOf({ design, loss, penalty: { l2 } }: Problem): Steps<readonly Float64Array[]> {
    const { known } = this
    // On a path l2 is that of the last point times a number.
    const ratio = known && ratioOf(l2, known.l2)
    if (known && ratio !== undefined) return known.grams.map(gram => gram.map(value => value / ratio))
    const { cols } = design
    const parts = Array.from({ length: loss.outputs }, (_, a) => l2.subarray(a * cols, (a + 1) * cols))
    const alike = parts.every(own => own.every((value, j) => value === parts[0][j]))
    const grams: Float64Array[] = []
    for (const own of alike ? parts.slice(0, 1) : parts) grams.push(yield* rowGram(design, own))
    this.known = { l2, grams }
    return grams
  }
}

/** s with v = s u but for rounding, if there is one. */
function ratioOf(v: Float64Array, u: Float64Array): number | undefined {
  if (v === u) return 1
  const first = u.findIndex(value => value > 0)
  const ratio = v[first] / u[first]
  const isMultiple =
    v.length === u.length && v.every((value, q) => Math.abs(value - ratio * u[q]) <= SAME * value)
  return isMultiple && ratio > 0 ? ratio : undefined
}

/** v_F; t, which is that for v_F = 0, becomes the one for it. @param rest - R₀ */
function* freeGiven(
  problem: Problem,
  roots: Roots,
  solve: (t: Float64Array) => Float64Array,
  t: Float64Array,
  rest: Float64Array,
): Steps<Float64Array> {
  const { free, predictorCount } = problem
  const k = free.length
  const unit = new Float64Array(k)
  const columns: Float64Array[] = []
  const solved: Float64Array[] = []
  for (let a = 0; a < k; a++) {
    const column = new Float64Array(predictorCount)
    unit.fill(0)
    unit[a] = 1
    problem.predictorsInto(free, unit, column)
    columns.push(roots.transposeTimes(column))
    solved.push(solve(columns[a].slice()))
  }
  const schur = Float64Array.from({ length: k * k }, (_, p) =>
    inner(columns[Math.floor(p / k)], solved[p % k]),
  )
  const v = new Float64Array(k)
  problem.gradientInto(free, rest, v)
  for (let a = 0; a < k; a++) v[a] = -v[a] - inner(columns[a], t)
  yield* choleskyFactor(schur, k)
  choleskySolve(schur, k, v)
  for (let a = 0; a < k; a++) for (let e = 0; e < t.length; e++) t[e] += v[a] * solved[a][e]
  return v
}

/** Σⱼ xⱼ xⱼᵀ / l2ⱼ over the penalized columns, n × n: the Gram matrix of rows, by blocks of columns. */
function* rowGram(design: DesignMatrix, l2: Float64Array): Steps<Float64Array> {
  const { rows, cols } = design
  const data = new Float64Array(rows * rows)
  const all = indexRange(rows)
  const block = new Float64Array(PANEL_ROWS * rows)
  const d = new Float64Array(PANEL_ROWS)
  const one = Float64Array.of(1)
  const x = { data: block, rows: PANEL_ROWS, cols: rows, rowStride: rows, colStride: 1, offset: 0 }
  const gram = { upper: true, data, stride: rows, offset: 0 }
  for (let first = 0; first < cols; first += PANEL_ROWS) {
    const count = Math.min(PANEL_ROWS, cols - first)
    for (let j = 0; j < count; j++) {
      d[j] = l2[first + j] > 0 ? 1 / l2[first + j] : 0
      design.select(Int32Array.of(first + j)).timesInto(one, block.subarray(j * rows, (j + 1) * rows))
    }
    addWeightedGrams(x, [{ d, left: all, right: all, gram }], { start: 0, end: count })
    yield
  }
  for (let i = 0; i < rows; i++) for (let k = 0; k < i; k++) data[i * rows + k] = data[k * rows + i]
  return data
}

/** G r */
function timesGrams(grams: readonly Float64Array[], r: Float64Array): Float64Array {
  const rows = Math.sqrt(grams[0].length)
  return r.map((_, p) => {
    const a = Math.floor(p / rows)
    return dot(grams[a % grams.length], (p % rows) * rows, 1, r, a * rows, rows)
  })
}

/** B, D = B Bᵀ, without the columns that are 0. */
class Roots {
  /** of each column: its row, the first output with an entry, and K entries, one for each output */
  private readonly row: number[] = []
  private readonly first: number[] = []
  private readonly entries: number[] = []

  constructor(
    curvature: Curvature,
    private readonly rows: number,
    private readonly outputs: number,
  ) {
    const blocks = Array.from({ length: rows }, () => new Float64Array(outputs ** 2))
    const d = new Float64Array(rows)
    for (let a = 0; a < outputs; a++) {
      for (let b = 0; b <= a; b++) {
        curvature.curvatureInto(a, b, d)
        for (let i = 0; i < rows; i++) blocks[i][a * outputs + b] = d[i]
      }
    }
    for (const [i, block] of blocks.entries()) {
      drain(choleskyFactor(block, outputs))
      for (let s = 0; s < outputs; s++) {
        if (block[s * outputs + s] === 0) continue
        this.row.push(i)
        this.first.push(s)
        for (let a = 0; a < outputs; a++) this.entries.push(a < s ? 0 : block[a * outputs + s])
      }
    }
  }

  get length(): number {
    return this.row.length
  }

  /**
   * z = B shares + rest, and the rest 0 where it is rounding: a weak penalty would make coefficients of that, as of what the classes
   * of a row have in common.
   */
  split(z: Float64Array): { shares: Float64Array; rest: Float64Array } {
    const { row, first, entries, rows, outputs } = this
    const rest = z.slice()
    const shares = new Float64Array(row.length)
    for (const [e, i] of row.entries()) {
      const share = rest[first[e] * rows + i] / entries[e * outputs + first[e]]
      for (let a = first[e]; a < outputs; a++) rest[a * rows + i] -= entries[e * outputs + a] * share
      shares[e] = share
    }
    for (let p = 0; p < rest.length; p++) {
      let size = 0
      for (let q = p % rows; q < z.length; q += rows) size += Math.abs(z[q])
      if (Math.abs(rest[p]) <= ROUNDING * size) rest[p] = 0
    }
    return { shares, rest }
  }

  /** Bᵀ z */
  transposeTimes(z: Float64Array): Float64Array {
    const { row, entries, rows, outputs } = this
    const t = new Float64Array(row.length)
    for (const [e, i] of row.entries()) {
      for (let a = 0; a < outputs; a++) t[e] += entries[e * outputs + a] * z[a * rows + i]
    }
    return t
  }

  /** z += B t */
  addTimes(t: Float64Array, z: Float64Array): void {
    const { row, entries, rows, outputs } = this
    for (const [e, i] of row.entries()) {
      for (let a = 0; a < outputs; a++) z[a * rows + i] += entries[e * outputs + a] * t[e]
    }
  }

  /** I + Bᵀ G B, the lower triangle. */
  system(grams: readonly Float64Array[]): Float64Array {
    const { row, entries, rows, outputs, length } = this
    const system = new Float64Array(length ** 2)
    for (let a = 0; a < outputs; a++) {
      const gram = grams[a % grams.length]
      for (let e = 0; e < length; e++) {
        const own = entries[e * outputs + a]
        if (own === 0) continue
        const at = row[e] * rows
        for (let f = 0; f <= e; f++)
          system[e * length + f] += own * entries[f * outputs + a] * gram[at + row[f]]
      }
    }
    for (let e = 0; e < length; e++) system[e * length + e] += 1
    return system
  }
}
