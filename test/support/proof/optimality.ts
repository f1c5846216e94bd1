/**
 * What the coefficients of a statement are worth, recomputed with sums in twice the precision: the objective F, the
 * worst violation of the optimality conditions, and a lower bound on the minimum from a dual point of its own.
 *
 * The dual point is the residual R = ∂L/∂Z, moved until the free coefficients' XᵀR is 0 to twice the precision, then
 * scaled until |(XᵀR)ⱼ| ≤ l1ⱼ where nothing but an l1 part is on a coefficient. For every such R in the domain of L*
 *
 *   min F ≥ −L*(R) − Σⱼ max(|(XᵀR)ⱼ| − l1ⱼ, 0)² / (2 l2ⱼ)
 */

import { positiveSolver } from './linear-algebra'
import type { SparseRows, Statement } from './statement'
import { Sum } from './twofold'

export interface Optimality {
  readonly objective: number
  /** the worst distance of a gradient from the subdifferential of the penalty, and the worst of the null model, in the units of the columns */
  readonly violation: number
  readonly nullViolation: number
  /**
   * what the unit roundoff is to be multiplied with to see what rounding alone may make of the violation: the largest
   * Σᵢ |x̃_ij| (|Rᵢ| + hᵢ sᵢ), h the curvature, s the sizes that a linear predictor is the sum of
   */
  readonly violationScale: number
}

/** Values per output and row, each a high and a low part. */
interface Twofold {
  readonly high: Float64Array[]
  readonly low: Float64Array[]
}

export function optimality(statement: Statement): Optimality {
  const { W, l1, l2, lower, upper, units } = statement
  const X = inUnits(statement)
  const margins = marginsOf(statement, W)
  const { gradient } = gradientOf({ X }, residualOf(statement, margins))
  const zero = W.map(row => row.map(() => 0))
  const atZero = gradientOf({ X }, residualOf(statement, marginsOf(statement, zero))).gradient
  let violation = 0
  W.forEach((row, a) => {
    row.forEach((w, j) => {
      const s = units.scale[j]
      const slope = gradient[a][j] + s * l2[j] * w
      violation = Math.max(violation, distanceOf(w, slope, s * l1[j], lower[a][j], upper[a][j]))
    })
  })
  return {
    objective: objectiveAt(statement, W, margins),
    violation,
    nullViolation: worst(atZero),
    violationScale: worst(roundingScale(statement, X, margins)),
  }
}

/** The columns x̃ⱼ = (xⱼ − mⱼ) sⱼ. */
function inUnits({ X: { cols, rows }, units: { shift, scale } }: Statement): SparseRows {
  const inOwn = (value: number, j: number) => (value - shift[j]) * scale[j]
  return { cols, rows: rows.map(({ at, values }) => ({ at, values: values.map((x, p) => inOwn(x, at[p])) })) }
}

function worst(values: readonly (readonly number[])[]): number {
  return values.reduce((max, row) => row.reduce((top, v) => Math.max(top, Math.abs(v)), max), 0)
}

/** By how much the slope to the left of w is positive, or the one to the right negative; at a bound one of them is no matter. */
function distanceOf(w: number, slope: number, l1: number, lower: number, upper: number): number {
  const left = w <= lower ? 0 : slope + (w > 0 ? l1 : -l1)
  const right = w >= upper ? 0 : slope + (w < 0 ? -l1 : l1)
  return Math.max(left, -right, 0)
}

/**
 * Σᵢ |x̃_ij| (|Rᵢ| + hᵢ sᵢ), by output and column. A predictor is the sum of the terms x̃ w̃, of the offset, and of the
 * intercept, as it was found and as it is returned.
 */
function roundingScale(
  statement: Statement,
  { cols, rows }: SparseRows,
  margins: readonly Float64Array[],
): number[][] {
  const { W, outputs, offset, units } = statement
  const R = residualOf(statement, margins)
  const curvature = curvatureOf(statement, R)
  const scale = W.map(row => row.map(() => 0))
  const moved = W.map(row => {
    const shift = new Sum()
    units.shift.forEach((m, j) => void shift.addProduct(m, row[j]))
    return shift.value === 0 ? 0 : Math.abs(shift.value) + Math.abs(shift.add(row[cols - 1]).value)
  })
  rows.forEach(({ at, values }, i) => {
    const sizes = W.map((row, a) => {
      const terms = at.reduce((sum, j, p) => sum + Math.abs(values[p] * (row[j] / units.scale[j])), 0)
      return terms + moved[a] + Math.abs(offset?.[a][i] ?? 0)
    })
    for (let a = 0; a < outputs; a++) {
      let change = Math.abs(R[a][i])
      for (let b = 0; b < outputs; b++)
        change += Math.abs(a < b ? curvature(i, b, a) : curvature(i, a, b)) * sizes[b]
      for (let p = 0; p < at.length; p++) scale[a][at[p]] += Math.abs(values[p]) * change
    }
  })
  return scale
}

/** F(W) */
export function objectiveOf(statement: Statement, W: readonly (readonly number[])[]): number {
  return objectiveAt(statement, W, marginsOf(statement, W))
}

function objectiveAt(
  { l1, l2, y, weights, outputs }: Statement,
  W: readonly (readonly number[])[],
  z: Float64Array[],
): number {
  const total = new Sum()
  for (const row of W) {
    row.forEach((w, j) => {
      if (w !== 0) total.addProduct(l1[j], Math.abs(w)).addProduct(0.5 * l2[j] * w, w)
    })
  }
  weights.forEach((c, i) => {
    if (c === 0) return
    if (outputs === 1) {
      const m = y[i] * z[0][i]
      total.addProduct(c, Math.log1p(Math.exp(-Math.abs(m)))).addProduct(c, Math.max(-m, 0))
      return
    }
    const { max, others } = largestOf(z, i)
    total.addProduct(c, Math.log1p(others)).addProduct(c, max - z[y[i]][i])
  })
  return total.value
}

/** The largest margin of a row, and Σ exp(z − max) over the others. */
function largestOf(z: readonly Float64Array[], i: number): { top: number; max: number; others: number } {
  let top = 0
  for (let a = 1; a < z.length; a++) if (z[a][i] > z[top][i]) top = a
  const max = z[top][i]
  let others = 0
  for (let a = 0; a < z.length; a++) if (a !== top) others += Math.exp(z[a][i] - max)
  return { top, max, others }
}

export function marginsOf({ X, offset }: Statement, W: readonly (readonly number[])[]): Float64Array[] {
  return W.map((w, a) =>
    Float64Array.from(X.rows, ({ at, values }, i) => {
      const sum = new Sum().add(offset?.[a][i] ?? 0)
      for (let p = 0; p < at.length; p++) sum.addProduct(values[p], w[at[p]])
      return sum.value
    }),
  )
}

/** cᵢ (pₐ − [a = yᵢ]), or −yᵢ cᵢ σ(−yᵢ zᵢ); without a class's own, which is what makes them sum to 0. */
export function residualOf({ y, weights, outputs }: Statement, z: readonly Float64Array[]): Float64Array[] {
  const R = z.map(row => new Float64Array(row.length))
  weights.forEach((c, i) => {
    if (c === 0) return
    if (outputs === 1) {
      const m = y[i] * z[0][i]
      const e = Math.exp(-Math.abs(m))
      R[0][i] = (-y[i] * c * (m >= 0 ? e : 1)) / (1 + e)
      return
    }
    const { top, max, others } = largestOf(z, i)
    const own = y[i]
    let sum = 0
    for (let a = 0; a < outputs; a++) {
      if (a === own) continue
      R[a][i] = (c * (a === top ? 1 : Math.exp(z[a][i] - max))) / (1 + others)
      sum += R[a][i]
    }
    R[own][i] = -sum
  })
  return R
}

function gradientOf(
  { X }: Pick<Statement, 'X'>,
  high: readonly Float64Array[],
  low?: readonly Float64Array[],
): { gradient: number[][]; scale: number[][] } {
  const scale: number[][] = []
  const gradient = high.map((r, a) => {
    const sums = Array.from({ length: X.cols }, () => new Sum())
    const absolute = new Array<number>(X.cols).fill(0)
    X.rows.forEach(({ at, values }, i) => {
      const [rHigh, rLow] = [r[i], low?.[a][i] ?? 0]
      if (rHigh === 0) return
      for (let p = 0; p < at.length; p++) {
        const sum = sums[at[p]].addProduct(values[p], rHigh)
        sum.low += values[p] * rLow
        absolute[at[p]] += Math.abs(values[p] * rHigh)
      }
    })
    scale.push(absolute)
    return sums.map(sum => sum.value)
  })
  return { gradient, scale }
}

/** A number that no point has an objective below: from the residual at W; 0 where that gives nothing. */
export function lowerBound(statement: Statement, W: readonly (readonly number[])[]): number {
  const { l1, l2, lower, upper, offset } = statement
  const found = feasibleResidual(statement, W)
  if (found === undefined) return 0
  const { R, gradient } = found
  // How far a coefficient may go where its gradient is g.
  const reach = (a: number, j: number, g: number) => (g < 0 ? upper[a][j] : -lower[a][j])
  let scale = 1
  gradient.forEach((row, a) => {
    row.forEach((g, j) => {
      const limited = l1[j] > 0 && l2[j] === 0 && reach(a, j, g) === Infinity
      if (limited && scale * Math.abs(g) > l1[j]) scale = l1[j] / Math.abs(g)
    })
  })
  const total = new Sum().add(-conjugate(statement, R.high, scale))
  offset?.forEach((row, a) => {
    row.forEach((o, i) => {
      total.addProduct(scale * o, R.high[a][i])
    })
  })
  gradient.forEach((row, a) => {
    row.forEach((g, j) => {
      const excess = Math.abs(scale * g) - l1[j]
      if (!(excess > 0)) return
      const far = Math.min(l2[j] > 0 ? excess / l2[j] : Infinity, reach(a, j, g))
      if (far < Infinity) total.add(-(far * (excess - 0.5 * l2[j] * far)))
    })
  })
  const bound = total.value
  return bound > 0 ? bound : 0
}

/** Coefficients without a penalty, of which one side has no bound either. */
function unboundedPlaces({ W, l1, l2, lower, upper }: Statement): { a: number; j: number }[] {
  return W.flatMap((row, a) =>
    row.flatMap((_, j) =>
      l1[j] === 0 && l2[j] === 0 && (lower[a][j] === -Infinity || upper[a][j] === Infinity) ? [{ a, j }] : [],
    ),
  )
}

/**
 * The residual at W, moved until the constraints of coefficients without a penalty hold: XᵀR is 0, or where there is one
 * bound not negative (below) or not positive (above). Undefined if that does not succeed.
 */
function feasibleResidual(
  statement: Statement,
  W: readonly (readonly number[])[],
): { R: Twofold; gradient: number[][] } | undefined {
  const { lower, upper } = statement
  const unbounded = unboundedPlaces(statement)
  const start = residualOf(statement, marginsOf(statement, W))
  const wrong = (g: number, a: number, j: number) => (g < 0 ? upper[a][j] : -lower[a][j]) === Infinity
  let gradient = gradientOf(statement, start).gradient
  let equal: { a: number; j: number }[] = []
  for (let round = 0; round < 5; round++) {
    const next = unbounded.filter(({ a, j }) => {
      const inside = W[a][j] > lower[a][j] && W[a][j] < upper[a][j]
      const kept = equal.some(place => place.a === a && place.j === j)
      return inside || kept || (gradient[a][j] !== 0 && wrong(gradient[a][j], a, j))
    })
    if (round > 0 && next.length === equal.length) break
    equal = next
    const R = projectedResidual(statement, start, equal)
    if (R === undefined) return undefined
    gradient = gradientOf(statement, R.high, R.low).gradient
    const rest = unbounded.filter(place => !equal.includes(place))
    if (rest.every(({ a, j }) => gradient[a][j] === 0 || !wrong(gradient[a][j], a, j))) return { R, gradient }
  }
  return undefined
}

/** Corrections of R: each brings XᵀR of the free coefficients closer to 0 by the accuracy of one linear solution. */
const CORRECTIONS = 12
const EXACT = 1e-25

/** R − Σ D X_F β with (XᵀR)_F = 0; undefined if that does not succeed. */
function projectedResidual(
  statement: Statement,
  R: readonly Float64Array[],
  equal: readonly { readonly a: number; readonly j: number }[],
): Twofold | undefined {
  const { X, outputs } = statement
  const high = R.map(row => row.slice())
  const low = R.map(row => new Float64Array(row.length))
  if (equal.length === 0) return { high, low }
  const curvature = curvatureOf(statement, R)
  const columns = denseColumns(
    statement,
    Array.from({ length: X.cols }, (_, j) => j),
    new Set(equal.map(({ j }) => j)),
  )
  const hessian = hessianOf(
    statement,
    equal.map(({ a, j }) => ({ output: a, column: columns[j] })),
    curvature,
  )
  const solve = positiveSolver(hessian, equal.length)
  if (solve === undefined) return undefined
  for (let k = 0; k < CORRECTIONS; k++) {
    const { gradient, scale } = gradientOf(statement, high, low)
    const g = equal.map(({ a, j }) => gradient[a][j])
    const size = equal.map(({ a, j }) => scale[a][j])
    if (g.every((value, q) => Math.abs(value) <= EXACT * size[q])) return { high, low }
    const beta = solve(g)
    const move = high.map(() => new Float64Array(X.cols))
    equal.forEach(({ a, j }, f) => {
      move[a][j] = beta[f]
    })
    X.rows.forEach(({ at, values }, i) => {
      const shift = new Float64Array(outputs)
      for (let p = 0; p < at.length; p++) {
        for (let a = 0; a < outputs; a++) shift[a] += values[p] * move[a][at[p]]
      }
      for (let a = 0; a < outputs; a++) {
        let change = 0
        for (let b = 0; b < outputs; b++) change -= curvature(i, a, b) * shift[b]
        const sum = new Sum()
        sum.high = high[a][i]
        sum.low = low[a][i]
        sum.add(change)
        high[a][i] = sum.value
        low[a][i] = sum.high - high[a][i] + sum.low
      }
      if (outputs > 1 && statement.weights[i] > 0) balance(high, low, statement.y[i], i)
    })
  }
  return undefined
}

/** The residual of the row's own class is what makes the residuals of the row sum to 0. */
function balance(high: Float64Array[], low: Float64Array[], own: number, i: number): void {
  const sum = new Sum()
  for (let a = 0; a < high.length; a++) if (a !== own) sum.add(-high[a][i]).add(-low[a][i])
  high[own][i] = sum.value
  low[own][i] = sum.high - high[own][i] + sum.low
}

type Curvature = (i: number, a: number, b: number) => number

/** ∂²L / ∂zₐ ∂z_b from the residual: with probabilities p, c (pₐ [a = b] − pₐ p_b). */
export function curvatureOf({ y, weights, outputs }: Statement, R: readonly Float64Array[]): Curvature {
  if (outputs === 1) {
    return i => {
      const c = weights[i]
      const wrong = Math.abs(R[0][i])
      return c === 0 ? 0 : wrong * (1 - wrong / c)
    }
  }
  return (i, a, b) => {
    const c = weights[i]
    if (c === 0) return 0
    const of = (k: number) => (k === y[i] ? 1 + R[k][i] / c : R[k][i] / c)
    const rest = (k: number) => (k === y[i] ? -R[k][i] / c : 1 - R[k][i] / c)
    return a === b ? c * of(a) * rest(a) : -c * of(a) * of(b)
  }
}

/** A coefficient: its output and its column. */
export interface Place {
  readonly output: number
  readonly column: Float64Array
}

/** Xᵀ D X of some coefficients, listed output by output. */
export function hessianOf(
  { X, outputs }: Statement,
  places: readonly Place[],
  curvature: Curvature,
): Float64Array {
  const n = X.rows.length
  const m = places.length
  const hessian = new Float64Array(m * m)
  const scaled = new Float64Array(n)
  const weights = Array.from({ length: outputs }, (_, a) =>
    Array.from({ length: a + 1 }, (_, b) => Float64Array.from({ length: n }, (_, i) => curvature(i, a, b))),
  )
  places.forEach(({ output: a, column }, k) => {
    let ready = -1
    for (let l = 0; l <= k; l++) {
      const { output: b, column: other } = places[l]
      if (b !== ready) for (let i = 0; i < n; i++) scaled[i] = weights[a][b][i] * column[i]
      ready = b
      let sum = 0
      for (let i = 0; i < n; i++) sum += scaled[i] * other[i]
      hessian[k * m + l] = sum
      hessian[l * m + k] = sum
    }
  })
  return hessian
}

/** Some columns of X, zeros included. */
export function denseColumns(
  { X }: Statement,
  wanted: readonly number[],
  filled: ReadonlySet<number> = new Set(wanted),
): Float64Array[] {
  const position = new Map([...filled].map(j => [j, wanted.indexOf(j)]))
  const columns = wanted.map(j => new Float64Array(filled.has(j) ? X.rows.length : 0))
  X.rows.forEach(({ at, values }, i) => {
    for (let p = 0; p < at.length; p++) {
      const f = position.get(at[p])
      if (f !== undefined) columns[f][i] = values[p]
    }
  })
  return columns
}

/** L*(s R); `Infinity` outside the domain. */
function conjugate({ y, weights, outputs }: Statement, R: readonly Float64Array[], s: number): number {
  const total = new Sum()
  const entropy = (t: number) => (t <= 0 ? 0 : t * Math.log(t))
  for (let i = 0; i < weights.length; i++) {
    const c = weights[i]
    if (c === 0) continue
    let others = 0
    for (let a = 0; a < outputs; a++) {
      const t = outputs === 1 ? (-y[i] * s * R[0][i]) / c : (s * R[a][i]) / c
      if (outputs > 1 && a === y[i]) continue
      if (!(t >= 0)) return Infinity
      others += t
      total.addProduct(c, entropy(t))
    }
    if (!(others <= 1)) return Infinity
    if (others < 1) total.addProduct(c * (1 - others), Math.log1p(-others))
  }
  return total.value
}
