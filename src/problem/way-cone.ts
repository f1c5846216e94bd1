/**
 * The ways that coefficients without a penalty may go for ever, as a cone: with A as in leads.ts, X_U the columns of those that
 * are bounded on one side at most, S what makes these columns and the rows of A X_U S unit vectors, or so, and s the side of a bound,
 *
 *   H v ≥ 0,     H = [ diag(1 / ‖rows‖) A X_U S ; diag(s) ],     s = 1 or −1 where v may go up or down alone, 0 where both ways
 *
 * A cone is the same in any units, and in these its systems are well conditioned. They are solved by the smaller of
 *
 *   (D + ρ Hₛᵀ Hₛ) δ = g     and     δ = D⁻¹ (g − Hₛᵀ μ),  (I / ρ + Hₛ D⁻¹ Hₛᵀ) μ = Hₛ D⁻¹ g
 *
 * with Hₛ the leads of S, and D = I + ρ at the bounds of S (Woodbury's formula).
 */

import { DenseMatrix } from '../design/dense-matrix'
import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'
import { areLed, extremes, leadsAlong, separatesAlong } from './gains'
import { addHessian, hessianInto } from './hessian'
import type { Leads } from './leads'
import { Coordinates, type Problem } from './problem'

/** Largest system: 2048² doubles are 32 MB. */
const MAX_UNKNOWNS = 2048

/** What rows of H may take. */
const MAX_NUMBERS = 2 ** 23

/** `undefined` where its systems would be too large. */
export function wayCone(problem: Problem, leads: Leads): WayCone | undefined {
  const { length } = problem.unbounded
  const few = Math.min(length, leads.length)
  const byLeads = few < length
  if (few > MAX_UNKNOWNS || (byLeads && few * length > MAX_NUMBERS)) return undefined
  return new WayCone(problem, leads, byLeads)
}

export class WayCone {
  /** S, one for each coordinate */
  private readonly scale: Float64Array
  /** s */
  private readonly side: Float64Array
  /** 1 / ‖row‖ of each lead */
  private readonly weight: Float64Array
  /** its columns are the h of the leads */
  private readonly asColumns: DenseMatrix | undefined

  constructor(
    private readonly problem: Problem,
    private readonly leads: Leads,
    byLeads: boolean,
  ) {
    const { design, penalty, unbounded } = problem
    const { indices } = unbounded
    const ofColumn = new Float64Array(design.cols)
    for (const q of indices) ofColumn[q % design.cols] = inverse(design.columnNorms[q % design.cols])
    this.scale = Float64Array.from(indices, q => ofColumn[q % design.cols])
    this.side = Float64Array.from(
      indices,
      q => Number(penalty.mayGrow(q, 1)) - Number(penalty.mayGrow(q, -1)),
    )
    const squares = new Float64Array(design.rows)
    design.rowSquaresInto(
      ofColumn.map(value => value * value),
      squares,
    )
    this.weight = new Float64Array(leads.length).map((_, l) => inverse(Math.sqrt(squares[leads.rowOf(l)])))
    this.asColumns = byLeads ? this.leadsAsColumns() : undefined
  }

  /** Σ h over the leads */
  asked(): Float64Array {
    const { leads, side } = this
    return this.transposeTimes(new Float64Array(leads.length + side.length).fill(1, 0, leads.length))
  }

  /** H v */
  times(v: Float64Array): Float64Array {
    const { problem, leads, scale, side, weight } = this
    const u = new Float64Array(leads.length + v.length)
    const led = leadsAlong(
      problem,
      leads,
      v.map((value, k) => value * scale[k]),
    )
    for (let l = 0; l < led.length; l++) u[l] = led[l] * weight[l]
    for (let k = 0; k < v.length; k++) u[led.length + k] = side[k] * v[k]
    return u
  }

  /** Hᵀ u */
  transposeTimes(u: Float64Array): Float64Array {
    const { problem, leads, scale, side, weight } = this
    const out = new Float64Array(side.length)
    problem.gradientInto(problem.unbounded, leads.backTo(weight.map((value, l) => value * u[l])), out)
    for (let k = 0; k < out.length; k++) out[k] = out[k] * scale[k] + side[k] * u[leads.length + k]
    return out
  }

  /** Whether v, of which H v is u, is a way that separates but for rounding. */
  separates(v: Float64Array, u: Float64Array): boolean {
    const { problem, leads, scale, side } = this
    if (!areLed(extremes(u))) return false
    const way = v.map((value, k) => (side[k] * value < 0 ? 0 : value * scale[k]))
    return separatesAlong(problem, leads, way)
  }

  /** (I + ρ H_Sᵀ H_S)⁻¹ g. @param pressed - 1 in S, 0 elsewhere */
  *solve(pressed: Float64Array, stiffness: number, g: Float64Array): Steps<Float64Array> {
    const { leads, side, asColumns } = this
    const diagonal = side.map((value, k) => 1 + stiffness * pressed[leads.length + k] * value * value)
    const those = pressed.subarray(0, leads.length)
    if (asColumns === undefined) return yield* this.solveByColumns(those, stiffness, diagonal, g)
    return yield* solveByLeads(asColumns, those, stiffness, diagonal, g)
  }

  /** (D + ρ Hₛᵀ Hₛ)⁻¹ g. Rows that are not pressed cost nothing, and few are. */
  private *solveByColumns(
    pressed: Float64Array,
    stiffness: number,
    diagonal: Float64Array,
    g: Float64Array,
  ): Steps<Float64Array> {
    const { problem, leads, scale, weight } = this
    const { length } = g
    const matrix = new Float64Array(length ** 2)
    const curvature = leads.curvature(weight.map((value, l) => value * value * pressed[l]))
    yield* hessianInto(problem, curvature, problem.unbounded, matrix)
    for (let k = 0; k < length; k++) {
      for (let m = 0; m <= k; m++) matrix[k * length + m] *= stiffness * scale[k] * scale[m]
      matrix[k * (length + 1)] += diagonal[k]
    }
    yield* choleskyFactor(matrix, length)
    const delta = g.slice()
    choleskySolve(matrix, length, delta)
    return delta
  }

  private leadsAsColumns(): DenseMatrix {
    const { problem, leads, scale, weight } = this
    const { design, unbounded } = problem
    const { length } = scale
    const data = new Float64Array(leads.length * length)
    for (let l = 0; l < leads.length; l++) {
      const i = leads.rowOf(l)
      const row = new Float64Array(design.cols)
      const visit = design.visitRows(row, 1)
      visit.fetch(i, i + 1)
      visit.add(i, weight[l])
      visit.leave()
      for (const { output, start, end } of unbounded.groups) {
        const sign = leads.signOf(l, output)
        for (let k = start; k < end; k++)
          data[l * length + k] = sign * scale[k] * row[unbounded.indices[k] - output * design.cols]
      }
    }
    return new DenseMatrix(data, length, leads.length, 1, length, 0)
  }
}

/** D⁻¹ (g − Hₛᵀ μ) by the leads that are pressed. */
function* solveByLeads(
  leads: DenseMatrix,
  pressed: Float64Array,
  stiffness: number,
  diagonal: Float64Array,
  g: Float64Array,
): Steps<Float64Array> {
  const delta = g.map((value, k) => value / diagonal[k])
  const those = new Coordinates(
    indexRange(leads.cols).filter(l => pressed[l] > 0),
    leads,
  )
  const { length } = those
  const mu = new Float64Array(length)
  const matrix = new Float64Array(length ** 2)
  const over = diagonal.map(inverse)
  yield* addHessian({ design: leads }, those, matrix, () => over)
  for (let a = 0; a < length; a++) matrix[a * (length + 1)] += 1 / stiffness
  for (const { columns } of those.groups) {
    columns.transposeTimesInto(delta, mu)
    yield* choleskyFactor(matrix, length)
    choleskySolve(matrix, length, mu)
    const push = new Float64Array(delta.length)
    columns.timesInto(mu, push)
    for (let k = 0; k < delta.length; k++) delta[k] -= push[k] * over[k]
  }
  return delta
}

/** 1 / x, 0 of 0. */
function inverse(x: number): number {
  return x > 0 ? 1 / x : 0
}
