/**
 * The problem that every solver minimises:
 *
 *   F(w) = L(X W) + Ω(w)
 *
 * X is n × p (the intercept, if there is one, is its last column), W is p × K, and w is W flattened output by
 * output: coefficient q = a · p + j belongs to column j and output a.
 */

import type { Columns, DesignMatrix } from '../design/design-matrix'
import { PreciseSums } from '../kernels/precise-sums'
import { gather, indexRange } from '../support/arrays'
import type { Loss } from './loss'
import type { SeparablePenalty } from './penalty'

/** Σⱼ |wⱼ| ‖xⱼ‖ from which on rounding can show in the tenth digit of F, which is at least Σᵢ |Rᵢ|. */
const PRECISE_FROM = 1e6

/** Entries whose squares are summed in less than a millisecond. */
const ALWAYS_LOOKED_AT = 1e6

export class Problem {
  /** p · K, the number of coefficients */
  readonly size: number
  /** n · K, the number of linear predictors */
  readonly predictorCount: number
  /** every coefficient */
  readonly all: Coordinates
  /** those without a penalty */
  readonly free: Coordinates
  /** those that could grow for ever without a penalty: the free ones, and those bounded on one side only */
  readonly unbounded: Coordinates

  /** @param known - the same design under another penalty or with another offset */
  constructor(
    readonly design: DesignMatrix,
    readonly loss: Loss,
    readonly penalty: SeparablePenalty,
    known?: Problem,
  ) {
    this.size = design.cols * loss.outputs
    this.predictorCount = design.rows * loss.outputs
    this.all = known?.all ?? new Coordinates(indexRange(this.size), design)
    const those = (belong: (q: number) => boolean) => new Coordinates(this.all.indices.filter(belong), design)
    this.free = those(q => penalty.isFree(q))
    const unbounded = those(q => penalty.mayGrow(q, 1) || penalty.mayGrow(q, -1))
    this.unbounded = unbounded.length > this.free.length ? unbounded : this.free
  }

  /** The same loss under another penalty. */
  withPenalty(penalty: SeparablePenalty): Problem {
    return new Problem(this.design, this.loss, penalty, this)
  }

  /** How many coefficients that are penalized are not zero. */
  nonZero(w: Float64Array): number {
    let count = 0
    for (let q = 0; q < w.length; q++) if (w[q] !== 0 && !this.penalty.isFree(q)) count++
    return count
  }

  /** F(w). @param rests - what the intercept of each output has besides the double in w */
  value(w: Float64Array, rests: readonly number[] = []): number {
    const z = new Float64Array(this.predictorCount)
    this.predictorsAt(w, z)
    const { rows } = this.design
    for (const [a, rest] of rests.entries()) for (let i = a * rows; i < (a + 1) * rows; i++) z[i] += rest
    return this.loss.value(z) + this.penalty.value(w)
  }

  /**
   * Z = X W of whole coefficients that something is claimed of, of several classes but for what they have in common. Terms
   * can be large and cancel, of free coefficients above all, where columns nearly depend on each other: rounding, about
   * ε Σⱼ |wⱼ| ‖xⱼ‖ in a sum, would then show in F, so it is kept out.
   */
  predictorsAt(w: Float64Array, z: Float64Array): void {
    const { design, loss, all } = this
    const nonZero = this.penalty.hasKinks
      ? new Coordinates(
          all.indices.filter(q => w[q] !== 0),
          design,
        )
      : all
    if (!this.cancels(w)) {
      this.predictorsInto(nonZero, gather(w, nonZero.indices), z)
      return
    }
    z.fill(0)
    const column = new Float64Array(design.rows)
    const one = Float64Array.of(1)
    const rests: Float64Array[] = []
    for (let a = 0; a < loss.outputs; a++) {
      const sums = new PreciseSums(z.subarray(a * design.rows, (a + 1) * design.rows))
      for (let j = 0; j < design.cols; j++) {
        if (w[a * design.cols + j] === 0) continue
        design.select(Int32Array.of(j)).timesInto(one, column)
        sums.addMultiple(column, w[a * design.cols + j])
      }
      rests.push(sums.round())
    }
    // What the classes of a row have in common changes no loss, and would take the digits of their differences.
    for (let p = z.length - 1; rests.length > 1 && p >= 0; p--) {
      const i = p % design.rows
      z[p] = z[p] - z[i] + (rests[Math.floor(p / design.rows)][i] - rests[0][i])
    }
  }

  /** Whether terms of X W are so large that rounding shows where they cancel. */
  cancels(w: Float64Array): boolean {
    const { design, loss, free } = this
    // With the intercepts alone free, a penalty bounds the others: a look at large data would cost more than it finds.
    const isBounded = free.length <= loss.outputs && design.rows * design.cols > ALWAYS_LOOKED_AT
    return !isBounded && sizeOfTerms(design.columnNorms, w) > PRECISE_FROM
  }

  /** Z = X W restricted to `coordinates`; `w` holds one value for each of them. */
  predictorsInto(coordinates: Coordinates, w: Float64Array, z: Float64Array): void {
    const { rows } = this.design
    if (coordinates.groups.length < this.loss.outputs) z.fill(0)
    for (const { output, columns, start, end } of coordinates.groups) {
      const part = z.subarray(output * rows, (output + 1) * rows)
      columns.timesInto(w.subarray(start, end), part)
    }
  }

  /** ∂L/∂w = Xᵀ R restricted to `coordinates`, one value for each of them. */
  gradientInto(coordinates: Coordinates, residual: Float64Array, gradient: Float64Array): void {
    const { rows } = this.design
    if (coordinates === this.all && this.loss.outputs > 1) {
      this.design.transposeTimesInto(cut(residual, rows), cut(gradient, this.design.cols))
      return
    }
    for (const { output, columns, start, end } of coordinates.groups) {
      const part = residual.subarray(output * rows, (output + 1) * rows)
      columns.transposeTimesInto(part, gradient.subarray(start, end))
    }
  }
}

/** A vector in parts of one length, one for each output. */
function cut(vector: Float64Array, length: number): Float64Array[] {
  const parts: Float64Array[] = []
  for (let start = 0; start < vector.length; start += length) {
    parts.push(vector.subarray(start, start + length))
  }
  return parts
}

/** maxₐ Σⱼ |wⱼₐ| ‖xⱼ‖ */
function sizeOfTerms(norms: Float64Array, w: Float64Array): number {
  let largest = 0
  for (let start = 0; start < w.length; start += norms.length) {
    let size = 0
    for (let j = 0; j < norms.length; j++) size += Math.abs(w[start + j]) * norms[j]
    largest = Math.max(largest, size)
  }
  return largest
}

/** The coordinates of one output: positions `start` to `end - 1` of the list, on these columns of X. */
export interface OutputGroup {
  readonly output: number
  readonly columns: Columns
  readonly start: number
  readonly end: number
}

/** An increasing list of coefficients, grouped by output. */
export class Coordinates {
  readonly length: number
  readonly groups: readonly OutputGroup[]

  constructor(
    readonly indices: Int32Array,
    design: DesignMatrix,
  ) {
    const { cols } = design
    this.length = indices.length
    const groups: OutputGroup[] = []
    for (let start = 0; start < indices.length; ) {
      const output = Math.floor(indices[start] / cols)
      let end = start
      while (end < indices.length && indices[end] < (output + 1) * cols) end++
      const whole = end - start === cols
      const columns = whole
        ? design.all
        : design.select(indices.subarray(start, end).map(q => q - output * cols))
      groups.push({ output, columns, start, end })
      start = end
    }
    this.groups = groups
  }
}
