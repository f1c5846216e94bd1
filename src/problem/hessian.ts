/**
 * The Hessian of the loss on a list of coordinates, from weighted Gram blocks, one for each pair of outputs:
 *
 *   ∂²L / ∂w_ja ∂w_kb = Σᵢ x_ij x_ik h_iab,    h_ab = ∂²L / ∂z_a ∂z_b
 */

import type { Steps } from '../support/steps'
import type { Coordinates, Problem } from './problem'

/** Multiply–adds between two pauses: about 10 ms. */
const PAUSE_EVERY = 1e7

/**
 * Writes the Hessian at the point of the loss's last `linearise` to the k × k row-major `hessian`, both triangles.
 */
export function* hessianInto(problem: Problem, coordinates: Coordinates, hessian: Float64Array): Steps<void> {
  const { design, loss } = problem
  const stride = coordinates.length
  hessian.fill(0, 0, stride * stride)
  const d = new Float64Array(design.rows)
  const { groups } = coordinates
  for (let a = 0; a < groups.length; a++) {
    for (let b = a; b < groups.length; b++) {
      const left = groups[a]!
      const right = groups[b]!
      loss.curvatureInto(left.output, right.output, d)
      const block = { data: hessian, stride, offset: left.start * stride + right.start, upper: a === b }
      const cost = left.columns.length * right.columns.length
      const range = Math.max(1, Math.floor(PAUSE_EVERY / cost))
      for (let start = 0; start < design.rows; start += range) {
        const end = Math.min(design.rows, start + range)
        design.addGram(d, left.columns, right.columns, block, start, end)
        yield
      }
    }
  }
  mirrorUpper(hessian, stride)
}

function mirrorUpper(matrix: Float64Array, k: number): void {
  for (let i = 1; i < k; i++) for (let j = 0; j < i; j++) matrix[i * k + j] = matrix[j * k + i]!
}
