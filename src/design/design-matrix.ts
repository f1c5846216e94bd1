/**
 * The design matrix X (n rows, p columns) as the solvers see it: whole-column and whole-row kernels over flat arrays,
 * never one element at a time. Dense columns, compressed sparse columns and the constant column of an intercept stand
 * behind this one interface.
 *
 * What reads some of the columns asks a selection of them, {@link Columns}, which keeps what it has laid out: whoever
 * selects columns owns that, and what it has cost is not paid again. `…Into` kernels overwrite their last argument,
 * `add…` kernels add to it.
 */

import type { Block, RowRange } from '../kernels/layout'
import type { NormalProduct, RowVisit } from '../kernels/row-kernel'
import type { Steps } from '../support/steps'

export interface DesignMatrix {
  readonly rows: number
  readonly cols: number
  /** every column */
  readonly all: Columns

  /** @param indices - distinct, in increasing order, and not changed afterwards */
  select(indices: Int32Array): Columns

  /** Z = X V + shifts and out = Xᵀ (H Z): a product with the Hessian of all outputs, in one pass over X if possible */
  normalTimesInto(product: NormalProduct): void
  /** About how many nanoseconds that takes. */
  normalTimesCost(outputs: number): number

  /** ‖xⱼ‖ of each column; kept */
  readonly columnNorms: Float64Array
  /** out[a] = Xᵀ v[a] for several vectors, in one pass over X if possible */
  transposeTimesInto(v: readonly Float64Array[], out: readonly Float64Array[]): void
  /** out[a][j] = Σᵢ d[a][i] · X[i, j]², for all columns; the same of several */
  weightedSquaresInto(d: readonly Float64Array[], out: readonly Float64Array[]): void

  /** `undefined` where several products cost what they cost one by one */
  readonly atOnce: GramsAtOnce | undefined

  /**
   * Rows one at a time, against a vector that changes with them.
   *
   * @param together - how many rows are fetched at once, at most
   */
  visitRows(w: Float64Array, together: number): RowVisit
  /** out[i] = Σⱼ scale[j] · X[i, j]², of all rows */
  rowSquaresInto(scale: Float64Array, out: Float64Array): void

  /** To be called before many products with Xᵀ H X of so many outputs: lays rows out for them where that pays. */
  layOut(outputs: number): void
  /** To be called when long work is done: gives back memory that rows were laid out in for it, as they can be again. */
  release(): void
}

/** Columns x₀, x₁, … of a design matrix: k is a position among them. */
export interface Columns {
  readonly length: number

  /** out = Σₖ w[k] · xₖ */
  timesInto(w: Float64Array, out: Float64Array): void
  /** out[k] = xₖ · v */
  transposeTimesInto(v: Float64Array, out: Float64Array): void

  /** out[k] = Σᵢ dᵢ xₖᵢ² */
  weightedSquaresInto(d: Float64Array, out: Float64Array): void
  /**
   * The columns under the weights d, to be visited one at a time: a copy of them where they do not lie well for that.
   *
   * @param constant - the value of a constant column that comes last, 0 for none
   */
  weighted(d: Float64Array, constant?: number): WeightedColumns

  /**
   * Adds the weighted products of these columns with `right`, others of the same matrix, over a range of rows, to `gram`.
   * Rows with `d[i] = 0` cost nothing. Callers cover the rows 0 … n in ranges, each once and in order, so that long work can
   * pause between them, and call {@link addBorder} once; they do nothing else with the matrix meanwhile. The bits are those
   * of one range where each but the last has a multiple of 128 rows that are weighted.
   */
  addGram(d: Float64Array, right: Columns, gram: Block, range: RowRange): void
  /** Adds the products over all rows that no range adds: those with a constant column. */
  addBorder(d: Float64Array, right: Columns, gram: Block): void

  /** Whether a product with them reads all of X anyway, so that one with every column costs the same. */
  readonly readsWhole: boolean
  /** About how many nanoseconds a product of these columns with a vector takes: dense entries one each. */
  readonly passCost: number
  /** About how many `addGram` with themselves over all rows takes. */
  readonly gramCost: number
}

/** Columns under weights against others: what {@link Columns.addGram} adds to `gram`. */
export interface ColumnsProduct<C extends Columns = Columns> {
  readonly d: Float64Array
  readonly left: C
  readonly right: C
  readonly gram: Block
}

/** What forms several products of columns at a time for less than one by one. */
export interface GramsAtOnce {
  /**
   * Adds what {@link Columns.addGram} adds of each, to the same bits.
   *
   * @param products - with weights in the same rows
   */
  addGrams(products: readonly ColumnsProduct[], range: RowRange): void
}

/**
 * Columns x₀, x₁, … under weights d ≥ 0, and a vector u = D X δ that moves with δ: what coordinate descent visits. u is zero
 * at first, and where d is.
 */
export interface WeightedColumns {
  /** xₖᵀ D xₖ of each */
  readonly squares: Float64Array
  /** xₖ · u */
  dot(k: number): number
  /** u += a · D xₖ */
  add(k: number, a: number): void
  /** Copies u to `out`. */
  read(out: Float64Array): void
  /** u ← `from` */
  write(from: Float64Array): void
  /** out = Xₐᵀ D Xₐ v for the columns at these positions, increasing ones */
  normalTimesInto(positions: Int32Array, v: Float64Array, out: Float64Array): void
  /** To be called when nothing is read any more: their memory serves the next ones. */
  release(): void
}

/** The design matrix of the features alone, without an intercept. */
export interface FeatureMatrix extends DesignMatrix {
  /** Σᵢ X[i, j]² of each column, in one pass; kept. Where all of them are finite, all values are. */
  squares(): Steps<Float64Array>
  /** Σᵢ X[i, j] of each column, 0 of those with implicit zeros */
  sums(): Steps<Float64Array>
  /** maxᵢ |X[i, j]| of each of these columns. @param columns - distinct, in increasing order */
  largest(columns: Int32Array): Float64Array
  /** A copy with the columns (xⱼ − shiftⱼ) · scaleⱼ; a shifted column has no implicit zeros. */
  inUnits(shift: Float64Array, scale: Float64Array): FeatureMatrix
}
