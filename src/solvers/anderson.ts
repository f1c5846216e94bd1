/**
 * Anderson acceleration of a linear fixed-point iteration such as coordinate descent on a quadratic model. From m + 1
 * iterates x₀ … xₘ in a row, with the differences rᵢ = xᵢ − xᵢ₋₁, the next guess is
 *
 *   Σᵢ cᵢ xᵢ,     c = argmin ‖Σᵢ cᵢ rᵢ‖²  with  Σᵢ cᵢ = 1,    that is   c ∝ (RᵀR)⁻¹ 1
 *
 * which does for coordinate descent what conjugate directions do for gradient steps. A guess may be worse than the last
 * iterate, so the caller compares the two.
 * Source: Bertrand & Massias, *Anderson acceleration of coordinate descent*, AISTATS 2021.
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { drain } from '../support/steps'

/** m: iterates that one guess is made from, besides the first. */
const DEPTH = 5

/** What is added to the diagonal of RᵀR, as a share of its trace: the differences are often nearly dependent. */
const REGULARISATION = 1e-13

/** A vector and what depends on it linearly. */
export interface LinearPair {
  readonly x: Float64Array
  readonly image: Float64Array
}

export class AndersonAcceleration {
  private readonly iterates: LinearPair[] = []

  /** Notes an iterate. The guess when there are enough of them, and then they are forgotten. */
  push({ x, image }: LinearPair): LinearPair | undefined {
    const { iterates } = this
    iterates.push({ x: x.slice(), image: image.slice() })
    if (iterates.length <= DEPTH) return undefined
    const shares = combination(iterates.map(iterate => iterate.x))
    const guess = { x: new Float64Array(x.length), image: new Float64Array(image.length) }
    for (let i = 0; i < DEPTH; i++) {
      addMultiple(shares[i], iterates[i + 1].x, guess.x)
      addMultiple(shares[i], iterates[i + 1].image, guess.image)
    }
    iterates.length = 0
    return shares.every(Number.isFinite) ? guess : undefined
  }
}

/** c */
function combination(iterates: readonly Float64Array[]): Float64Array {
  const gram = new Float64Array(DEPTH * DEPTH)
  const { length } = iterates[0]
  let trace = 0
  for (let i = 0; i < DEPTH; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b, c, d] = [iterates[i + 1], iterates[i], iterates[j + 1], iterates[j]]
      let sum = 0
      for (let q = 0; q < length; q++) sum += (a[q] - b[q]) * (c[q] - d[q])
      gram[i * DEPTH + j] = sum
    }
    trace += gram[i * DEPTH + i]
  }
  for (let i = 0; i < DEPTH; i++) gram[i * DEPTH + i] += REGULARISATION * trace
  const shares = new Float64Array(DEPTH).fill(1)
  drain(choleskyFactor(gram, DEPTH))
  choleskySolve(gram, DEPTH, shares)
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map(share => share / total)
}

function addMultiple(a: number, x: Float64Array, out: Float64Array): void {
  for (let q = 0; q < x.length; q++) out[q] += a * x[q]
}
