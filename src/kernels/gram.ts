/**
 * Weighted Gram blocks of dense columns, G += X_Lᵀ diag(d) X_R, over panels of at most {@link PANEL_ROWS} rows: the
 * columns are packed into strips of four (see gram-kernel.ts), and every strip of X_L meets those of X_R.
 *
 * Packing copies a panel, never the matrix, and reads Float32 values as they are. The products of a strip go to a small
 * buffer first and from there to G, a tenth of the time at 128 rows.
 * Source: the packing and blocking of Goto & van de Geijn, *Anatomy of high-performance matrix multiplication*, ACM
 * Trans. Math. Softw. 34 (2008).
 */

import { kernelsFor } from './choose-kernel'
import type { GramKernel } from './gram-kernel'
import type { Block, DenseLayout, RowRange } from './layout'

/** Rows in a panel: two strips (8 KB) fit the first-level cache, and 768 columns (0.8 MB) the second. */
export const PANEL_ROWS = 128

/** Columns of a matrix against columns of the same matrix. */
export interface ColumnPair {
  readonly left: Int32Array
  readonly right: Int32Array
}

/** The strips of X_R, `first` to `last - 1`, that strip `a` of X_L is to meet. */
export type StripsFor = (a: number) => readonly [first: number, last: number]

/**
 * Adds the products of the `left` and `right` columns of `x`, over a range of rows weighted with `d`, to `gram`. Rows
 * of weight 0 are not read.
 *
 * @param stripsFor - which products are wanted, in steps of four columns; those of `gram`, if left out
 */
export function addWeightedGram(
  x: DenseLayout,
  d: Float64Array,
  columns: ColumnPair,
  gram: Block,
  range: RowRange,
  stripsFor?: StripsFor,
): void {
  const { left, right } = columns
  const rows = range.end - range.start
  const { gram: kernel } = kernelsFor(left.length * right.length * rows)
  const panel = new Panel(kernel, columns, rows)
  const strips = stripsFor ?? (a => [gram.upper ? a : 0, panel.rightStrips])
  for (let next = range.start; next < range.end; ) {
    next = panel.fill(x, d, { start: next, end: range.end })
    if (panel.isEmpty) return
    for (let a = 0; a < panel.leftStrips; a++) {
      const [first, last] = strips(a)
      panel.addProducts(a, first, last, gram)
    }
  }
}

/** Rows of weight other than 0, packed, in the memory of a kernel; good until the next call of any of its users. */
class Panel {
  readonly leftStrips: number
  readonly rightStrips: number
  private readonly numbers: Float64Array
  /** the rows that are packed: the first `count` */
  private readonly rows: Int32Array
  private count = 0
  // Positions in `numbers`, one behind the other; a strip of X_L scaled by the weights comes first.
  private readonly scaled = 0
  private readonly weights: number
  private readonly products: number
  private readonly right: number
  /** that of `right` where the columns are the same */
  private readonly left: number

  constructor(
    private readonly kernel: GramKernel,
    private readonly columns: ColumnPair,
    rangeRows: number,
  ) {
    const { left, right } = columns
    const most = Math.min(PANEL_ROWS, rangeRows)
    this.rows = new Int32Array(most)
    this.leftStrips = (left.length + 3) >> 2
    this.rightStrips = (right.length + 3) >> 2
    this.weights = this.scaled + 4 * most
    this.products = this.weights + most
    this.right = this.products + 16 * this.rightStrips
    this.left = left === right ? this.right : this.right + 4 * most * this.rightStrips
    this.numbers = kernel.reserve(this.left + 4 * most * this.leftStrips)
  }

  get isEmpty(): boolean {
    return this.count === 0
  }

  /** Packs as many rows of the range as there is room for; returns the first that is left. */
  fill(x: DenseLayout, d: Float64Array, { start, end }: RowRange): number {
    const { rows, numbers, weights, kernel } = this
    const { left, right } = this.columns
    let count = 0
    let i = start
    for (; i < end && count < rows.length; i++) {
      if (d[i] === 0) continue
      numbers[weights + count] = d[i]
      rows[count++] = i
    }
    this.count = count
    if (count === 0) return i
    const packed = rows.subarray(0, count)
    kernel.pack(x, right, packed, this.right)
    if (left !== right) kernel.pack(x, left, packed, this.left)
    return i
  }

  /** Adds the products of strip `a` of X_L with strips `first` to `last - 1` of X_R, as far as `gram` has them. */
  addProducts(a: number, first: number, last: number, { data, stride, offset }: Block): void {
    const { count, scaled, weights, products, numbers } = this
    const { left, right } = this.columns
    const strips = last - first
    this.kernel.multiply({
      left: this.left + 4 * count * a,
      weights,
      right: this.right + 4 * count * first,
      strips,
      count,
      scaled,
      out: products,
    })
    const height = Math.min(4, left.length - 4 * a)
    const width = Math.min(4 * strips, right.length - 4 * first)
    for (let r = 0; r < height; r++) {
      const from = products + 4 * strips * r
      const to = offset + (4 * a + r) * stride + 4 * first
      for (let k = 0; k < width; k++) data[to + k] += numbers[from + k]
    }
  }
}
