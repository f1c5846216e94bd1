/**
 * A design matrix whose products and Gram blocks are shared by the threads of a team. Whatever is sequential by nature, or
 * not worth the time that it takes to ask, is done by this thread.
 */

import type { Block, RowRange } from '../../kernels/layout'
import type { NormalProduct, RowVisit } from '../../kernels/row-kernel'
import { RANGES } from '../../kernels/row-ranges'
import type { Steps } from '../../support/steps'
import type { Columns, FeatureMatrix, WeightedColumns } from '../design-matrix'
import type { SparseColumns } from '../sparse-columns'
import { type Board, NORMAL, TIMES, TRANSPOSE } from './board'
import { remember } from './gram-shares'
import { isSparse, type Shareable } from './parts'
import type { GramWork, Team } from './team'

/** Nanoseconds of a Gram block, by one thread, from which on it is shared. */
export const GRAM_FROM_NS = 2e6

export class ParallelMatrix implements FeatureMatrix {
  readonly rows: number
  readonly cols: number
  readonly all: ParallelColumns
  readonly atOnce = undefined
  private readonly x: Shareable

  /** @param gramFrom - see {@link GRAM_FROM_NS} */
  constructor(
    private readonly team: Team,
    private readonly gramFrom = GRAM_FROM_NS,
  ) {
    const { x } = team
    this.x = x
    this.rows = x.rows
    this.cols = x.cols
    this.all = new ParallelColumns(x.all, team, gramFrom)
  }

  select(indices: Int32Array): ParallelColumns {
    return indices.length === this.cols
      ? this.all
      : new ParallelColumns(this.x.select(indices), this.team, this.gramFrom)
  }

  normalTimesInto(product: NormalProduct): void {
    const { x, team, rows, cols } = this
    const { shares, board } = team
    if (product.outputs > 1 && (shares.fuses || isSparse(x))) {
      x.normalTimesInto(product)
      return
    }
    if (shares.fuses) {
      this.fused(product)
      return
    }
    const { outputs, v, stride, shifts, z, weighted, out } = product
    this.all.areRowsLaidOut = true
    board.columns = undefined
    for (let a = 0; a < outputs; a++) {
      board.v.set(v.subarray(a * stride, a * stride + cols))
      team.perform(TIMES)
      const own = z.subarray(a * rows, (a + 1) * rows)
      for (let i = 0; i < rows; i++) own[i] = board.z[i] + shifts[a]
    }
    product.weigh({ start: 0, end: rows })
    for (let a = 0; a < outputs; a++) {
      board.d.set(weighted.subarray(a * rows, (a + 1) * rows))
      team.perform(TRANSPOSE)
      out.set(board.sums.subarray(0, cols), a * stride)
    }
  }

  /** Of one output: H is a weight a row, what it makes of ones, but for rounding where it is a sum. */
  private fused({ v, shifts, z, weighted, out, weigh }: NormalProduct): void {
    const { team, rows, cols } = this
    const { board } = team
    z.fill(1)
    weigh({ start: 0, end: rows })
    board.d.set(weighted)
    board.v.set(v.subarray(0, cols))
    board.shift[0] = shifts[0]
    team.perform(NORMAL)
    z.set(board.z)
    weigh({ start: 0, end: rows })
    if (!isSame(weighted, board.weighted)) {
      board.columns = undefined
      board.d.set(weighted)
      team.perform(TRANSPOSE)
    }
    addRanges(board, cols, out)
  }

  normalTimesCost(outputs: number): number {
    return this.x.normalTimesCost(outputs)
  }

  squares(): Steps<Float64Array> {
    return this.x.squares()
  }

  sums(): Steps<Float64Array> {
    return this.x.sums()
  }

  /** Products of one output are those of rows that the threads lay out. */
  layOut(outputs: number): void {
    if (outputs > 1) this.x.layOut(outputs)
  }

  release(): void {
    this.x.release()
    this.team.shares.release()
    this.all.areRowsLaidOut = false
  }

  get columnNorms(): Float64Array {
    return this.x.columnNorms
  }

  largest(columns: Int32Array): Float64Array {
    return this.x.largest(columns)
  }

  inUnits(shift: Float64Array, scale: Float64Array): FeatureMatrix {
    return this.x.inUnits(shift, scale)
  }

  transposeTimesInto(v: readonly Float64Array[], out: readonly Float64Array[]): void {
    const { x, all } = this
    if (isSparse(x)) x.transposeTimesInto(v, out)
    else for (const [a, own] of out.entries()) all.transposeTimesInto(v[a], own)
  }

  weightedSquaresInto(d: readonly Float64Array[], out: readonly Float64Array[]): void {
    this.x.weightedSquaresInto(d, out)
  }

  visitRows(w: Float64Array, together: number): RowVisit {
    return this.x.visitRows(w, together)
  }

  rowSquaresInto(scale: Float64Array, out: Float64Array): void {
    this.x.rowSquaresInto(scale, out)
  }
}

class ParallelColumns implements Columns {
  readonly length: number
  /** whether a sparse matrix would have its rows laid out by now, so that products with Xᵀ go by them */
  areRowsLaidOut = false
  /** a block that helpers are at work on */
  private work: GramWork | undefined = undefined

  constructor(
    private readonly base: Shareable['all'],
    private readonly team: Team,
    private readonly gramFrom: number,
  ) {
    this.length = base.length
  }

  timesInto(w: Float64Array, out: Float64Array): void {
    const { base, team } = this
    if (!this.isShared) {
      base.timesInto(w, out)
      return
    }
    const { board } = team
    this.setColumns()
    board.v.set(w.subarray(0, this.length))
    team.perform(TIMES)
    out.set(board.z)
  }

  transposeTimesInto(v: Float64Array, out: Float64Array): void {
    const { base, team, length } = this
    if (!this.isShared && !this.areRowsLaidOut) {
      base.transposeTimesInto(v, out)
      return
    }
    const { board, shares } = team
    this.setColumns()
    board.d.set(v)
    team.perform(TRANSPOSE)
    if (shares.fuses) addRanges(board, length, out)
    else out.set(board.sums.subarray(0, length))
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    this.base.weightedSquaresInto(d, out)
  }

  weighted(d: Float64Array, constant?: number): WeightedColumns {
    return this.base.weighted(d, constant)
  }

  addGram(d: Float64Array, right: ParallelColumns, gram: Block, range: RowRange): void {
    const { base, team } = this
    if (range.start === 0) this.work = this.beginGram(d, right, gram)
    if (this.work === undefined) {
      base.addGram(d, right.base as never, gram, range)
      return
    }
    this.work.addOwn(range)
    if (range.end < team.x.rows) return
    this.work.finish()
    this.work = undefined
  }

  addBorder(): void {}

  get readsWhole(): boolean {
    return this.base.readsWhole
  }

  get passCost(): number {
    return this.base.passCost
  }

  get gramCost(): number {
    return this.base.gramCost
  }

  /** Not products of a few sparse columns, nor those of columns that have been copied side by side. */
  private get isShared(): boolean {
    const { base } = this
    return 'hot' in base && base.hot === undefined
  }

  private setColumns(): void {
    const { base, team } = this
    team.board.columns = this.length === team.x.cols ? undefined : base.indices
  }

  private beginGram(d: Float64Array, right: ParallelColumns, gram: Block): GramWork | undefined {
    let weighted = 0
    for (let i = 0; i < d.length; i++) if (d[i] !== 0) weighted++
    const share = (weighted / d.length) * (right.length / this.length)
    if (share * this.gramCost < this.gramFrom) return undefined
    const { base, team } = this
    const { x } = team
    if (isSparse(x)) for (const columns of [right.base, base]) remember(x, columns as SparseColumns)
    return team.beginGram(d, { left: base.indices, right: right.base.indices, upper: gram.upper }, gram)
  }
}

/** out = the sums of the ranges, in their order */
function addRanges({ sums }: Board, length: number, out: Float64Array): void {
  for (let k = 0; k < length; k++) {
    let sum = 0
    for (let r = 0, p = k; r < RANGES; r++, p += length) sum += sums[p]
    out[k] = sum
  }
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
