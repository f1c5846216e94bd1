/**
 * A solver that has nothing in common with the library's: damped Newton steps (Levenberg and Marquardt's) on the dense
 * Hessian of all coefficients that are not held at 0 by an l1 part, in coordinates that are centred where the intercept
 * is free and scaled to unit variance. Coefficients that would change their sign stop at 0. Slow and small.
 *
 * Source: Marquardt, SIAM J. Appl. Math. 11 (1963); the sign rule as in Andrew & Gao, *Scalable training of
 * L1-regularized log-linear models*, ICML 2007.
 */

import { positiveSolver } from './linear-algebra'
import { curvatureOf, denseColumns, hessianOf, objectiveOf, residualOf } from './optimality'
import type { Statement } from './statement'
import { Sum } from './twofold'

/** Multiply–adds of all attempts of one descent: large dampings are tried one by one on separated data. */
const MOST_WORK = 5e8

/** Multiply–adds of one Hessian. */
export function workOf({ X, outputs }: Statement): number {
  const m = X.cols * outputs
  return (X.rows.length * m * m) / 2 + m ** 3 / 6
}

/** The best point found from W and the other starts, each in so many steps; W itself where none is better. */
export function improve(
  statement: Statement,
  W: readonly (readonly number[])[],
  steps: number,
  others: readonly (readonly (readonly number[])[])[] = [],
): readonly (readonly number[])[] {
  const frame = frameOf(statement)
  if (frame === undefined) return W
  let best = W
  let least = objectiveOf(statement, W)
  for (const start of [W, ...others]) {
    const found = frame.back(descend(frame, frame.to(start), steps))
    const objective = objectiveOf(statement, found)
    if (objective < least) {
      best = found
      least = objective
    }
  }
  return best
}

/** The statement in centred and scaled coordinates, dense. */
interface Frame {
  readonly statement: Statement
  readonly columns: readonly Float64Array[]
  readonly l1: readonly number[]
  readonly l2: readonly number[]
  /** bounds, output by output */
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  to(W: readonly (readonly number[])[]): number[]
  back(flat: readonly number[]): number[][]
}

function frameOf(statement: Statement): Frame | undefined {
  const { X, l1, l2, outputs } = statement
  const n = X.rows.length
  const p = X.cols
  const columns = denseColumns(
    statement,
    l1.map((_, j) => j),
  )
  const last = p - 1
  // A feature of ones may look like an intercept, but for bounds, which a shift would pass over.
  const isUnbounded = [statement.lower, statement.upper].every(bounds =>
    bounds.every(row => Math.abs(row[last]) === Infinity),
  )
  const isFree = l1[last] === 0 && l2[last] === 0 && isUnbounded
  const centred = p > 1 && isFree && columns[last].every(value => value === 1)
  const means = columns.map((column, j) => {
    if (!centred || j === last) return 0
    const sum = new Sum()
    for (const value of column) sum.add(value / n)
    return sum.value
  })
  const scales = columns.map((column, j) => {
    let max = 0
    for (let i = 0; i < n; i++) {
      column[i] -= means[j]
      max = Math.max(max, Math.abs(column[i]))
    }
    for (let i = 0; i < n; i++) if (max > 0) column[i] /= max
    return max > 0 ? max : 1
  })
  if (!scales.every(Number.isFinite)) return undefined
  return {
    statement,
    columns,
    l1: l1.map((weight, j) => weight / scales[j]),
    l2: l2.map((weight, j) => weight / scales[j] / scales[j]),
    lower: statement.lower.flatMap(row => row.map((bound, j) => bound * scales[j])),
    upper: statement.upper.flatMap(row => row.map((bound, j) => bound * scales[j])),
    to: W =>
      W.flatMap(row => {
        const shift = new Sum().add(row[last])
        for (let j = 0; j < last; j++) shift.addProduct(means[j], row[j])
        return row.map((w, j) => (j === last && centred ? shift.value : w * scales[j]))
      }),
    back: flat =>
      Array.from({ length: outputs }, (_, a) => {
        const row = Array.from({ length: p }, (_, j) => flat[a * p + j] / scales[j])
        if (!centred) return row
        const shift = new Sum().add(flat[a * p + last])
        for (let j = 0; j < last; j++) shift.addProduct(-means[j], row[j])
        row[last] = shift.value
        return row
      }),
  }
}

function descend(frame: Frame, start: readonly number[], steps: number): number[] {
  const { statement, columns, l1, l2, lower, upper } = frame
  const { outputs } = statement
  const p = columns.length
  const m = p * outputs
  let w = [...start]
  let margins = marginsAt(frame, w)
  let value = objectiveAt(frame, w, margins)
  let damping = 1e-4
  let idle = 0
  let attempts = Math.max(MOST_WORK / workOf(statement), steps)
  for (let step = 0; step < steps && idle < 4; step++) {
    const R = residualOf(statement, margins)
    const pull = Array.from({ length: m }, (_, q) => {
      const j = q % p
      const g = slope(w[q], dot(columns[j], R[Math.floor(q / p)]) + l2[j] * w[q], l1[j])
      return (g < 0 && w[q] >= upper[q]) || (g > 0 && w[q] <= lower[q]) ? 0 : g
    })
    const active = pull.flatMap((g, q) =>
      g !== 0 || (w[q] !== 0 && w[q] > lower[q] && w[q] < upper[q]) ? [q] : [],
    )
    if (active.length === 0) break
    const places = active.map(q => ({ output: Math.floor(q / p), column: columns[q % p] }))
    const hessian = hessianOf(statement, places, curvatureOf(statement, R))
    active.forEach((q, k) => {
      hessian[k * active.length + k] += l2[q % p]
    })
    const before = value
    for (let attempt = 0; attempt < 30 && attempts-- > 0; attempt++) {
      const move = positiveSolver(hessian, active.length, damping)?.(active.map(q => -pull[q]))
      const next =
        move && stepped(w, active, move, pull, l1, p).map((v, q) => Math.min(Math.max(v, lower[q]), upper[q]))
      const at = next && marginsAt(frame, next)
      const there = next && at ? objectiveAt(frame, next, at) : Infinity
      if (next && at && there < value) {
        w = next
        margins = at
        value = there
        damping = Math.max(damping / 10, 1e-14)
        break
      }
      damping = Math.min(damping * 10, 1e14)
    }
    if (!(before - value > 1e-13 * before)) {
      idle++
      damping = 1e-6
    } else idle = 0
  }
  return w
}

/** The one-sided derivative of least size that still goes down; 0 where 0 is best. */
function slope(w: number, g: number, l1: number): number {
  if (w !== 0) return g + l1 * Math.sign(w)
  return Math.sign(g) * Math.max(Math.abs(g) - l1, 0)
}

function stepped(
  w: readonly number[],
  active: readonly number[],
  move: readonly number[],
  pull: readonly number[],
  l1: readonly number[],
  p: number,
): number[] {
  const next = [...w]
  active.forEach((q, k) => {
    const side = w[q] !== 0 ? Math.sign(w[q]) : -Math.sign(pull[q])
    next[q] = w[q] + move[k]
    if (l1[q % p] > 0 && next[q] * side < 0) next[q] = 0
  })
  return next
}

function marginsAt({ columns, statement }: Frame, w: readonly number[]): Float64Array[] {
  const p = columns.length
  return Array.from({ length: statement.outputs }, (_, a) => {
    const z = new Float64Array(statement.X.rows.length)
    if (statement.offset) z.set(statement.offset[a])
    for (let j = 0; j < p; j++) {
      const value = w[a * p + j]
      if (value !== 0) for (let i = 0; i < z.length; i++) z[i] += value * columns[j][i]
    }
    return z
  })
}

function objectiveAt(frame: Frame, w: readonly number[], z: readonly Float64Array[]): number {
  const { statement, l1, l2, columns } = frame
  const { y, weights, outputs } = statement
  const total = new Sum()
  w.forEach((v, q) => {
    const j = q % columns.length
    if (v !== 0) total.add(l1[j] * Math.abs(v) + 0.5 * l2[j] * v * v)
  })
  weights.forEach((c, i) => {
    if (c === 0) return
    if (outputs === 1) {
      const margin = y[i] * z[0][i]
      total.add(c * (Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(-margin, 0)))
      return
    }
    let top = 0
    for (let a = 1; a < outputs; a++) if (z[a][i] > z[top][i]) top = a
    let others = 0
    for (let a = 0; a < outputs; a++) if (a !== top) others += Math.exp(z[a][i] - z[top][i])
    total.add(c * (Math.log1p(others) + (z[top][i] - z[y[i]][i])))
  })
  return total.value
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
