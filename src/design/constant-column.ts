/**
 * A design matrix with one more column, the last, of one constant value: the intercept as the weight of a constant
 * feature (value 1, or `interceptScaling`), without storing it. So no solver asks whether there is an intercept.
 */

import type { Block, RowRange } from '../kernels/layout'
import type { NormalProduct, RowVisit } from '../kernels/row-kernel'
import { grown } from '../support/arrays'
import { compensatedSum } from '../support/compensated-sum'
import type { Columns, ColumnsProduct, DesignMatrix, GramsAtOnce, WeightedColumns } from './design-matrix'

export class ConstantColumn implements DesignMatrix {
  readonly rows: number
  readonly cols: number
  readonly all: Columns
  readonly atOnce: GramsAtOnce | undefined
  private norms: Float64Array | undefined = undefined

  constructor(
    private readonly base: DesignMatrix,
    private readonly value: number,
  ) {
    this.rows = base.rows
    this.cols = base.cols + 1
    this.all = new ColumnsWithConstant(base.all, base.rows, true, value)
    this.atOnce = base.atOnce && this
  }

  select(indices: Int32Array): Columns {
    const { base, rows, value } = this
    if (indices.length === this.cols) return this.all
    const hasConstant = indices.length > 0 && indices[indices.length - 1] === base.cols
    const inner = hasConstant ? indices.subarray(0, -1) : indices
    return new ColumnsWithConstant(base.select(inner), rows, hasConstant, value)
  }

  normalTimesInto(product: NormalProduct): void {
    const { base, value, rows } = this
    const { v, stride, weighted, out } = product
    const shifts = product.shifts.map((shift, a) => shift + value * v[a * stride + base.cols])
    base.normalTimesInto({ ...product, shifts })
    for (let a = 0; a < product.outputs; a++) {
      out[a * stride + base.cols] = value * compensatedSum(weighted.subarray(a * rows, (a + 1) * rows))
    }
  }

  normalTimesCost(outputs: number): number {
    return this.base.normalTimesCost(outputs) + 2 * outputs * this.rows
  }

  get columnNorms(): Float64Array {
    const { base, value, rows, cols } = this
    // No spread: hundreds of thousands of columns are more than a call takes arguments.
    this.norms ??= grown(base.columnNorms, cols).fill(Math.abs(value) * Math.sqrt(rows), base.cols)
    return this.norms
  }

  transposeTimesInto(v: readonly Float64Array[], out: readonly Float64Array[]): void {
    this.base.transposeTimesInto(v, this.ofFeatures(out))
    for (const [a, own] of out.entries()) own[this.base.cols] = this.value * compensatedSum(v[a])
  }

  weightedSquaresInto(d: readonly Float64Array[], out: readonly Float64Array[]): void {
    this.base.weightedSquaresInto(d, this.ofFeatures(out))
    for (const [a, own] of out.entries()) own[this.base.cols] = this.value * this.value * compensatedSum(d[a])
  }

  addGrams(products: readonly ColumnsProduct<ColumnsWithConstant>[], range: RowRange): void {
    const ofFeatures = products.map(({ d, left, right, gram }) => ({
      d,
      left: left.base,
      right: right.base,
      gram,
    }))
    this.base.atOnce?.addGrams(ofFeatures, range)
  }

  layOut(outputs: number): void {
    this.base.layOut(outputs)
  }

  release(): void {
    this.base.release()
  }

  visitRows(w: Float64Array, together: number): RowVisit {
    const last = this.base.cols
    return new VisitWithConstant(this.base.visitRows(w.subarray(0, last), together), w, last, this.value)
  }

  rowSquaresInto(scale: Float64Array, out: Float64Array): void {
    const { base, value } = this
    base.rowSquaresInto(scale.subarray(0, base.cols), out)
    addConstant(out, scale[base.cols] * value * value)
  }

  /** What lies behind the last feature is not for the base. */
  private ofFeatures(vectors: readonly Float64Array[]): Float64Array[] {
    return vectors.map(vector => vector.subarray(0, this.base.cols))
  }
}

/** A selection; the constant column comes last if it is there. */
class ColumnsWithConstant implements Columns {
  readonly length: number

  constructor(
    readonly base: Columns,
    private readonly rows: number,
    private readonly hasConstant: boolean,
    private readonly value: number,
  ) {
    this.length = base.length + (hasConstant ? 1 : 0)
  }

  timesInto(w: Float64Array, out: Float64Array): void {
    this.base.timesInto(w, out)
    if (this.hasConstant) addConstant(out, w[this.base.length] * this.value)
  }

  transposeTimesInto(v: Float64Array, out: Float64Array): void {
    this.base.transposeTimesInto(v, out)
    if (this.hasConstant) out[this.base.length] = this.value * compensatedSum(v)
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    this.base.weightedSquaresInto(d, out)
    if (this.hasConstant) out[this.base.length] = this.value * this.value * compensatedSum(d)
  }

  weighted(d: Float64Array): WeightedColumns {
    return this.base.weighted(d, this.hasConstant ? this.value : 0)
  }

  addGram(d: Float64Array, right: ColumnsWithConstant, gram: Block, range: RowRange): void {
    this.base.addGram(d, right.base, gram, range)
  }

  /** The last column and the last row of `gram`: column sums, which need no ranges of rows. */
  addBorder(d: Float64Array, right: ColumnsWithConstant, gram: Block): void {
    const { data, stride, offset, upper } = gram
    const { value } = this
    const column = offset + right.base.length
    const row = offset + this.base.length * stride
    this.base.addBorder(d, right.base, gram)
    if (right.hasConstant) {
      const products = new Float64Array(this.base.length)
      this.base.transposeTimesInto(d, products)
      for (let a = 0; a < products.length; a++) data[column + a * stride] += value * products[a]
    }
    if (this.hasConstant && !upper) {
      const products = new Float64Array(right.base.length)
      right.base.transposeTimesInto(d, products)
      for (let b = 0; b < products.length; b++) data[row + b] += value * products[b]
    }
    if (this.hasConstant && right.hasConstant)
      data[row + right.base.length] += value * value * compensatedSum(d)
  }

  get readsWhole(): boolean {
    return this.base.readsWhole
  }

  get passCost(): number {
    return this.base.passCost + (this.hasConstant ? this.rows : 0)
  }

  get gramCost(): number {
    return this.base.gramCost + this.passCost
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
