import type { Block } from '../kernels/layout'
import type { RowVisit } from '../kernels/row-kernel'
import { indexRange } from '../support/arrays'
import type { ColumnBlock, DesignMatrix } from './design-matrix'

/**
 * A design matrix with one more column, the last, of one constant value: the intercept as the weight of a constant
 * feature (value 1, or `interceptScaling`), without storing it.
 */
export class ConstantColumn implements DesignMatrix {
  readonly rows: number
  readonly cols: number
  readonly allColumns: Int32Array
  private readonly inner = new WeakMap<Int32Array, Int32Array>()

  constructor(
    private readonly base: DesignMatrix,
    private readonly value: number,
  ) {
    this.rows = base.rows
    this.cols = base.cols + 1
    this.allColumns = indexRange(this.cols)
  }

  timesInto(columns: Int32Array, w: Float64Array, out: Float64Array): void {
    const inner = this.baseColumns(columns)
    this.base.timesInto(inner, w, out)
    if (inner.length < columns.length) addConstant(out, w[inner.length] * this.value)
  }

  transposeTimesInto(columns: Int32Array, v: Float64Array, out: Float64Array): void {
    const inner = this.baseColumns(columns)
    this.base.transposeTimesInto(inner, v, out)
    if (inner.length < columns.length) out[inner.length] = this.value * sum(v)
  }

  normalTimesInto(
    d: Float64Array,
    v: Float64Array,
    shift: number,
    margins: Float64Array,
    out: Float64Array,
  ): void {
    const { cols } = this.base
    this.base.normalTimesInto(d, v, shift + this.value * v[cols], margins, out)
    out[cols] = this.value * dot(d, margins)
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    this.base.weightedSquaresInto(d, out)
    out[this.base.cols] = this.value * this.value * sum(d)
  }

  columnBlock(columns: Int32Array): ColumnBlock {
    const inner = this.baseColumns(columns)
    const block = this.base.columnBlock(inner)
    return inner.length < columns.length ? new WithConstant(block, inner.length, this.value) : block
  }

  visitRows(w: Float64Array, together: number): RowVisit {
    const last = this.base.cols
    return new VisitWithConstant(this.base.visitRows(w.subarray(0, last), together), w, last, this.value)
  }

  rowSquares(i: number): number {
    return this.base.rowSquares(i) + this.value * this.value
  }

  addGram(
    d: Float64Array,
    left: Int32Array,
    right: Int32Array,
    gram: Block,
    start: number,
    end: number,
  ): void {
    const { data, stride, offset, upper } = gram
    const innerLeft = this.baseColumns(left)
    const innerRight = left === right ? innerLeft : this.baseColumns(right)
    this.base.addGram(d, innerLeft, innerRight, gram, start, end)
    const hasLeft = innerLeft.length < left.length
    const hasRight = innerRight.length < right.length
    // The products with the constant need no rows of X apart from column sums: added once, with the first range.
    if (start > 0 || end === 0 || (!hasLeft && !hasRight)) return
    if (hasRight) {
      const products = new Float64Array(innerLeft.length)
      this.base.transposeTimesInto(innerLeft, d, products)
      const column = offset + innerRight.length
      products.forEach((product, a) => {
        data[column + a * stride] += this.value * product
      })
    }
    const lastRow = offset + innerLeft.length * stride
    if (hasLeft && !upper) {
      const products = new Float64Array(innerRight.length)
      this.base.transposeTimesInto(innerRight, d, products)
      products.forEach((product, b) => {
        data[lastRow + b] += this.value * product
      })
    }
    if (hasLeft && hasRight) data[lastRow + innerRight.length] += this.value * this.value * sum(d)
  }

  passCost(columns: Int32Array): number {
    const inner = this.baseColumns(columns)
    return this.base.passCost(inner) + (inner.length < columns.length ? this.rows : 0)
  }

  gramCost(columns: Int32Array): number {
    return this.base.gramCost(this.baseColumns(columns)) + this.passCost(columns)
  }

  private isConstant(j: number): boolean {
    return j === this.base.cols
  }

  /**
   * `columns` without the constant one, which can only be the last; the same list again if it is not there. One list
   * always gives one list, by which the base recognises what it has prepared.
   */
  private baseColumns(columns: Int32Array): Int32Array {
    if (columns === this.allColumns) return this.base.allColumns
    const last = columns.length - 1
    if (last < 0 || !this.isConstant(columns[last])) return columns
    let inner = this.inner.get(columns)
    if (inner === undefined) {
      inner = columns.subarray(0, last)
      this.inner.set(columns, inner)
    }
    return inner
  }
}

/** A block and the constant column, which comes last. */
class WithConstant implements ColumnBlock {
  constructor(
    private readonly base: ColumnBlock,
    private readonly last: number,
    private readonly value: number,
  ) {}

  dot(k: number, v: Float64Array): number {
    return k === this.last ? this.value * sum(v) : this.base.dot(k, v)
  }

  weightedSquare(k: number, d: Float64Array): number {
    return k === this.last ? this.value * this.value * sum(d) : this.base.weightedSquare(k, d)
  }

  addWeighted(k: number, a: number, d: Float64Array, out: Float64Array): void {
    if (k < this.last) {
      this.base.addWeighted(k, a, d, out)
      return
    }
    const each = a * this.value
    for (let i = 0; i < out.length; i++) out[i] += each * d[i]
  }
}

/** A visit and the constant column, which comes last. */
class VisitWithConstant implements RowVisit {
  constructor(
    private readonly base: RowVisit,
    private readonly w: Float64Array,
    private readonly last: number,
    private readonly value: number,
  ) {}

  fetch(start: number, end: number): void {
    this.base.fetch(start, end)
  }

  dot(i: number): number {
    return this.base.dot(i) + this.value * this.w[this.last]
  }

  add(i: number, a: number): void {
    this.base.add(i, a)
    this.w[this.last] += a * this.value
  }

  leave(): void {
    this.base.leave()
  }
}

function addConstant(out: Float64Array, a: number): void {
  for (let i = 0; i < out.length; i++) out[i] += a
}

function sum(v: Float64Array): number {
  let total = 0
  for (let i = 0; i < v.length; i++) total += v[i]
  return total
}

function dot(u: Float64Array, v: Float64Array): number {
  let total = 0
  for (let i = 0; i < u.length; i++) total += u[i] * v[i]
  return total
}
