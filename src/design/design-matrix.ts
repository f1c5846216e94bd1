import type { Block } from '../kernels/layout'
import type { RowVisit } from '../kernels/row-kernel'

/**
 * The design matrix X (n rows, p columns) as the solvers see it: whole-column and whole-row kernels over flat
 * arrays, never one element at a time. Dense columns, compressed sparse columns and the constant column of an
 * intercept stand behind this one interface.
 *
 * `columns` arguments are lists of distinct column indices in increasing order; `…Into` kernels overwrite their
 * last argument, `add…` kernels add to it.
 */
export interface DesignMatrix {
  readonly rows: number
  readonly cols: number
  /** `0, 1, …, cols - 1`: the list that stands for the whole matrix */
  readonly allColumns: Int32Array

  /** out = Σₖ w[k] · X[:, columns[k]] */
  timesInto(columns: Int32Array, w: Float64Array, out: Float64Array): void
  /** out[k] = X[:, columns[k]] · v */
  transposeTimesInto(columns: Int32Array, v: Float64Array, out: Float64Array): void
  /** margins = X v + shift and out = Xᵀ (d ∘ margins): a product with the Hessian XᵀDX, in one pass over X if possible */
  normalTimesInto(
    d: Float64Array,
    v: Float64Array,
    shift: number,
    margins: Float64Array,
    out: Float64Array,
  ): void

  /** out[j] = Σᵢ d[i] · X[i, j]², for all columns */
  weightedSquaresInto(d: Float64Array, out: Float64Array): void

  /** These columns one at a time, laid out for that: a copy where they do not lie in one piece. */
  columnBlock(columns: Int32Array): ColumnBlock

  /**
   * Rows one at a time, against a vector that changes with them.
   *
   * @param together - how many rows are fetched at once, at most
   */
  visitRows(w: Float64Array, together: number): RowVisit
  /** ‖X[i, :]‖² */
  rowSquares(i: number): number

  /**
   * Adds the weighted Gram block X[start:end, left]ᵀ · diag(d) · X[start:end, right] to `gram`. Rows with `d[i] = 0`
   * cost nothing. Callers cover the rows 0 … n in ranges, each
   * once, so that long work can pause between them.
   */
  addGram(d: Float64Array, left: Int32Array, right: Int32Array, gram: Block, start: number, end: number): void

  /** About how many nanoseconds a product of these columns with a vector takes: dense entries one each. */
  passCost(columns: Int32Array): number
  /** About how many `addGram` over all rows takes, with `left = right = columns`. */
  gramCost(columns: Int32Array): number
}

/** Columns x₀, x₁, … for methods that go from one to the next: k is a position in the list they were asked for by. */
export interface ColumnBlock {
  /** xₖ · v */
  dot(k: number, v: Float64Array): number
  /** Σᵢ dᵢ xₖᵢ² */
  weightedSquare(k: number, d: Float64Array): number
  /** out += a · d ∘ xₖ */
  addWeighted(k: number, a: number, d: Float64Array, out: Float64Array): void
}
