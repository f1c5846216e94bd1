/**
 * Solves the quadratic model of a smooth penalty by preconditioned conjugate gradients,
 *
 *   (H + diag(l2)) δ = −(g + l2 w),      H δ = Xᵀ D (X δ)
 *
 * with the diagonal of the system as preconditioner. One product with H is two passes over X.
 * Source: Nocedal & Wright, *Numerical Optimization*, 2nd ed., §5.1 and §7.1.
 */

import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

export class ConjugateGradient implements QuadraticSolver {
  *solve({ problem, coordinates, start, gradient, tolerance }: QuadraticModel): Steps<Direction> {
    const { penalty, design, loss } = problem
    const k = coordinates.length
    const { rows } = design
    const { outputs } = loss
    const curvature = allCurvatures(problem)
    const diagonal = new Float64Array(k)
    for (let q = 0; q < k; q++) {
      const output = Math.floor(q / design.cols)
      const h = design.columnWeightedSquares(q - output * design.cols, curvature[output * outputs + output]!)
      diagonal[q] = h + penalty.l2[q]!
    }

    const delta = new Float64Array(k)
    const margins = new Float64Array(problem.marginCount)
    const residual = new Float64Array(k)
    for (let q = 0; q < k; q++) residual[q] = -(gradient[q]! + penalty.l2[q]! * start[q]!)
    const preconditioned = precondition(residual, diagonal)
    const direction = Float64Array.from(preconditioned)
    const directionMargins = new Float64Array(problem.marginCount)
    const weighted = new Float64Array(problem.marginCount)
    const product = new Float64Array(k)
    let rho = dot(residual, preconditioned)
    for (let iteration = 0; iteration < k && maxAbs(residual) > tolerance; iteration++) {
      problem.marginsInto(coordinates, direction, directionMargins)
      applyCurvature(curvature, outputs, rows, directionMargins, weighted)
      problem.gradientInto(coordinates, weighted, product)
      for (let q = 0; q < k; q++) product[q]! += penalty.l2[q]! * direction[q]!
      const curvatureAlong = dot(direction, product)
      if (!(curvatureAlong > 0)) break
      const step = rho / curvatureAlong
      for (let q = 0; q < k; q++) {
        delta[q]! += step * direction[q]!
        residual[q]! -= step * product[q]!
      }
      for (let i = 0; i < margins.length; i++) margins[i]! += step * directionMargins[i]!
      const next = precondition(residual, diagonal)
      const nextRho = dot(residual, next)
      const beta = nextRho / rho
      rho = nextRho
      for (let q = 0; q < k; q++) direction[q] = next[q]! + beta * direction[q]!
      yield
    }
    return { delta, margins }
  }
}

/** h_ab for every pair of outputs, at position a · K + b */
function allCurvatures({ loss, design }: Problem): Float64Array[] {
  const { outputs } = loss
  return Array.from({ length: outputs * outputs }, (_, pair) => {
    const d = new Float64Array(design.rows)
    loss.curvatureInto(Math.floor(pair / outputs), pair % outputs, d)
    return d
  })
}

function applyCurvature(
  curvature: readonly Float64Array[],
  outputs: number,
  rows: number,
  margins: Float64Array,
  out: Float64Array,
): void {
  out.fill(0)
  for (let a = 0; a < outputs; a++) {
    for (let b = 0; b < outputs; b++) {
      const d = curvature[a * outputs + b]!
      for (let i = 0; i < rows; i++) out[a * rows + i]! += d[i]! * margins[b * rows + i]!
    }
  }
}

function precondition(residual: Float64Array, diagonal: Float64Array): Float64Array {
  return residual.map((r, q) => (diagonal[q]! > 0 ? r / diagonal[q]! : 0))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function maxAbs(a: Float64Array): number {
  let max = 0
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i]!))
  return max
}
