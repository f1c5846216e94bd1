/**
 * The curvature that a step explains. Where a step `move` from Z had to be cut short, the curvature at Z said too little
 * of the way: with u = R(Z + move) − R(Z) and s = u · move ≥ 0, rows that go far are given
 *
 *   one output        at least their mean curvature on the way, |u| / |move|
 *   several outputs   h + u uᵀ / s, the least addition of rank one with which h explains u: (h + u uᵀ / s) move = h move + u
 *
 * An L1 fit of 20,000 × 47,000 texts to a support of 6,600 took 10 steps with it instead of 13.
 * Source: the secant condition and its updates of least change are those of Dennis & Schnabel, *Numerical Methods for
 * Unconstrained Optimization and Nonlinear Equations*, ch. 9.
 */

import type { Expansion, Loss } from './loss'

/** Predictors that change by less keep about the curvature they have. */
const LEAST_MOVE = 1

/** What a step that was cut short has shown of the rows. */
export interface Secant {
  /** u, output by output */
  readonly change: Float64Array
  /** 1 / s for each row, 0 where nothing is added */
  readonly inverse: Float64Array
}

/** @param residual - R(Z) */
export function secantAlong(loss: Loss, z: Float64Array, residual: Float64Array, move: Float64Array): Secant {
  const { rows } = loss
  const there = loss.expandAt(z.map((value, p) => value + move[p]))
  const change = there.residual.map((r, p) => r - residual[p])
  const inverse = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    let far = false
    let along = 0
    for (let p = i; p < move.length; p += rows) {
      if (Math.abs(move[p]) >= LEAST_MOVE) far = true
      along += change[p] * move[p]
    }
    // Where all residuals are as good as 0, s may be so small that its inverse is none.
    if (far && along > 0 && 1 / along < Infinity) inverse[i] = 1 / along
  }
  return { change, inverse }
}

/** The expansion with the curvature that the secant adds. */
export function withSecant(base: Expansion, { change, inverse }: Secant): Expansion {
  const rows = inverse.length
  const single = change.length === rows
  return {
    value: base.value,
    residual: base.residual,
    curvatureInto(a, b, d) {
      base.curvatureInto(a, b, d)
      const [left, right] = [a * rows, b * rows]
      for (let i = 0; i < rows; i++) {
        const added = change[left + i] * change[right + i] * inverse[i]
        d[i] = single ? Math.max(d[i], added) : d[i] + added
      }
    },
    curvatureTimesInto(z, out, { start, end } = { start: 0, end: rows }) {
      base.curvatureTimesInto(z, out, { start, end })
      if (single) {
        for (let i = start; i < end; i++) {
          const added = change[i] * change[i] * inverse[i] * z[i]
          if (Math.abs(added) > Math.abs(out[i])) out[i] = added
        }
        return
      }
      for (let i = start; i < end; i++) {
        if (inverse[i] === 0) continue
        let product = 0
        for (let p = i; p < z.length; p += rows) product += change[p] * z[p]
        for (let p = i; p < z.length; p += rows) out[p] += change[p] * product * inverse[i]
      }
    },
  }
}
