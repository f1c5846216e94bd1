/**
 * With one output for each of K classes, the loss does not change when the K coefficients of a column are shifted alike, so
 * the penalty alone decides where they lie:
 *
 *   w_ja ← w_ja − cⱼ,     cⱼ = argmin over c   Σₐ l1 |w_ja − c| + ½ l2 (w_ja − c)²
 *
 * cⱼ lies between the median of the K values and their mean; without an l2 part it is the median, and a coefficient becomes
 * zero. The Hessian vanishes in these directions but for rounding, and where the penalty is weak against it (columns of
 * 1e7) steps see the rounding: faces were solved a hundred times a model for nothing.
 *
 * Source: Friedman, Hastie & Tibshirani, JSS 33 (2010), §4.1.
 */

import type { SeparablePenalty } from '../problem/penalty'

/** As much of a problem as it takes to tell which coefficients belong together. */
export interface Shape {
  readonly penalty: SeparablePenalty
  readonly design: { readonly cols: number }
  readonly loss: { readonly outputs: number }
}

/** The columns of which a list of coordinates holds all K coefficients, and that may be shifted. */
export class ClassShifts {
  /** for each column the K positions of its coefficients in the list */
  readonly columns: readonly Int32Array[]

  private readonly penalty: SeparablePenalty

  /** @param indices - coordinates, increasing */
  constructor(
    { penalty, design: { cols }, loss: { outputs } }: Shape,
    private readonly indices: Int32Array,
  ) {
    this.penalty = penalty
    const positions = new Map<number, number[]>()
    if (outputs > 1 && penalty.hasKinks) {
      for (const [i, q] of indices.entries()) {
        if (!mayShift(penalty, q)) continue
        const j = q % cols
        const known = positions.get(j)
        if (known) known.push(i)
        else if (q < cols) positions.set(j, [i])
      }
    }
    this.columns = [...positions.values()].filter(p => p.length === outputs).map(p => Int32Array.from(p))
  }

  /** cⱼ for the values `v` of the coordinates. */
  shift(column: Int32Array, v: Float64Array): number {
    const q = this.indices[column[0]]
    const values = Float64Array.from(column, i => v[i]).sort()
    return leastPenalized(values, this.penalty.l1[q], this.penalty.l2[q])
  }

  /** Shifts values of the coordinates, in place. */
  center(v: Float64Array): void {
    for (const column of this.columns) {
      const c = this.shift(column, v)
      if (c !== 0) for (const i of column) v[i] -= c
    }
  }
}

/** Whether coefficient q has an l1 part and no bounds. */
function mayShift(penalty: SeparablePenalty, q: number): boolean {
  const isBounded = penalty.nextKink(q, 1, 1) < Infinity || penalty.nextKink(q, -1, -1) > -Infinity
  return penalty.l1[q] > 0 && !isBounded
}

/**
 * argmin over c of Σₐ l1 |wₐ − c| + ½ l2 (wₐ − c)²; of several the one at the smallest |wₐ|.
 *
 * @param w - sorted
 */
export function leastPenalized(w: Float64Array, l1: number, l2: number): number {
  const count = w.length
  const sum = w.reduce((total, value) => total + value, 0)
  const slope = (below: number, c: number) => l1 * (2 * below - count) - l2 * (sum - count * c)
  // The slope rises with c: its sign changes at the first value with no negative slope behind it, or just before.
  let i = 0
  while (slope(i + 1, w[i]) < 0) i++
  if (slope(i, w[i]) > 0) return (sum - (l1 / l2) * (2 * i - count)) / count
  const isFlatBehind = l2 === 0 && 2 * (i + 1) === count
  return isFlatBehind && Math.abs(w[i + 1]) < Math.abs(w[i]) ? w[i + 1] : w[i]
}

/** Makes the coefficients of a column sum to 0 over several outputs where no penalty decides what they have in common. */
export function centerFree({ penalty, design: { cols }, loss: { outputs } }: Shape, w: Float64Array): void {
  if (outputs === 1) return
  for (let j = 0; j < cols; j++) {
    if (!penalty.isFree(j)) continue
    let sum = 0
    for (let q = j; q < w.length; q += cols) sum += w[q]
    for (let q = j; q < w.length; q += cols) w[q] -= sum / outputs
  }
}
