/**
 * Weighted Gram blocks of dense columns, G += X_Lᵀ diag(d) X_R, over panels of at most {@link PANEL_ROWS} rows: the
 * columns are packed into strips of four (see gram-kernel.ts), and every strip of X_L meets those of X_R.
 *
 * Packing copies a panel, never the matrix, and reads Float32 values as they are; columns that are in several blocks are
 * packed once for all of them. The products of a strip go to a small
 * buffer first and from there to G, a tenth of the time at 128 rows.
 * Source: the packing and blocking of Goto & van de Geijn, *Anatomy of high-performance matrix multiplication*, ACM
 * Trans. Math. Softw. 34 (2008).
 */

import { kernelsFor } from './choose-kernel'
import type { GramKernel } from './gram-kernel'
import type { Block, DenseLayout, RowRange } from './layout'

/** Rows in a panel: two strips (8 KB) fit the first-level cache, and 768 columns (0.8 MB) the second. */
export const PANEL_ROWS = 128

/** Columns of a matrix under weights against columns of the same matrix: `gram` += X_leftᵀ diag(d) X_right. */
export interface GramProduct {
  readonly d: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly gram: Block
  /** which products are wanted, in steps of four columns; those of `gram`, if left out */
  readonly stripsFor?: StripsFor
}

/** The strips of X_R, `first` to `last - 1`, that strip `a` of X_L is to meet. */
export type StripsFor = (a: number) => readonly [first: number, last: number]

/**
 * Adds products of columns of `x` over a range of rows. Rows of weight 0 are not read.
 *
 * @param products - one at least; all have weights in the same rows
 */
export function addWeightedGrams(x: DenseLayout, products: readonly GramProduct[], range: RowRange): void {
  const rows = range.end - range.start
  let work = 0
  for (const { left, right } of products) work += left.length * right.length * rows
  const panel = new Panel(kernelsFor(work).gram, products, rows)
  for (let next = range.start; next < range.end; ) {
    next = panel.fill(x, products[0].d, { start: next, end: range.end })
    if (panel.isEmpty) return
    for (const product of products) panel.add(product)
  }
}

/** The numbers that packing the columns of these takes, in a panel of so many rows. */
export function packedSize(products: readonly GramProduct[], rows: number): number {
  let size = 0
  for (const columns of listsOf(products)) size += sizeOf(columns, rows)
  return size
}

/** Each list of columns once. */
function listsOf(products: readonly GramProduct[]): ReadonlySet<Int32Array> {
  return new Set(products.flatMap(({ left, right }) => [right, left]))
}

function sizeOf(columns: Int32Array, rows: number): number {
  return 4 * rows * stripsOf(columns)
}

function stripsOf({ length }: Int32Array): number {
  return (length + 3) >> 2
}

/** Rows of weight other than 0, packed, in the memory of a kernel; good until the next call of any of its users. */
class Panel {
  private readonly numbers: Float64Array
  /** the rows that are packed: the first `count` */
  private readonly rows: Int32Array
  private count = 0
  // Positions in `numbers`, one behind the other; a strip of X_L scaled by the weights comes first.
  private readonly scaled = 0
  private readonly weights: number
  private readonly products: number
  private readonly packed = new Map<Int32Array, number>()

  constructor(
    private readonly kernel: GramKernel,
    products: readonly GramProduct[],
    rangeRows: number,
  ) {
    const most = Math.min(PANEL_ROWS, rangeRows)
    this.rows = new Int32Array(most)
    this.weights = this.scaled + 4 * most
    this.products = this.weights + most
    let next = this.products + 16 * Math.max(...products.map(({ right }) => stripsOf(right)))
    for (const columns of listsOf(products)) {
      this.packed.set(columns, next)
      next += sizeOf(columns, most)
    }
    this.numbers = kernel.reserve(next)
  }

  get isEmpty(): boolean {
    return this.count === 0
  }

  /** Packs as many rows of the range as there is room for; returns the first that is left. */
  fill(x: DenseLayout, d: Float64Array, { start, end }: RowRange): number {
    const { rows } = this
    let count = 0
    let i = start
    for (; i < end && count < rows.length; i++) if (d[i] !== 0) rows[count++] = i
    this.count = count
    if (count === 0) return i
    for (const [columns, at] of this.packed) this.kernel.pack(x, columns, rows.subarray(0, count), at)
    return i
  }

  /** Adds what the rows have of a product, as far as it is wanted. */
  add({ d, left, right, gram, stripsFor }: GramProduct): void {
    const { rows, count, numbers, weights } = this
    for (let r = 0; r < count; r++) numbers[weights + r] = d[rows[r]]
    for (let a = 0; a < stripsOf(left); a++) {
      const [first, last] = stripsFor ? stripsFor(a) : [gram.upper ? a : 0, stripsOf(right)]
      this.addStrip(a, first, last, left, right, gram)
    }
  }

  /** Adds the products of strip `a` of X_L with strips `first` to `last - 1` of X_R. */
  private addStrip(
    a: number,
    first: number,
    last: number,
    left: Int32Array,
    right: Int32Array,
    { data, stride, offset }: Block,
  ): void {
    const { count, scaled, weights, products, numbers, packed } = this
    const strips = last - first
    this.kernel.multiply({
      left: (packed.get(left) ?? 0) + 4 * count * a,
      weights,
      right: (packed.get(right) ?? 0) + 4 * count * first,
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
