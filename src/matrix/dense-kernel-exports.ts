/** What assembly/dense-kernel.ts exports; positions are byte addresses there. */
export interface KernelExports {
  readonly packStrip: (...addresses: readonly number[]) => void
  readonly weightedProducts: (...addresses: readonly number[]) => void
  readonly rowProducts64: RowLoop
  readonly rowProducts32: RowLoop
  readonly addRows64: RowLoop
  readonly addRows32: RowLoop
  readonly rowDot64: RowDot
  readonly rowDot32: RowDot
  readonly addRow64: AddRow
  readonly addRow32: AddRow
}

export type RowDot = (x: number, cols: number, w: number) => number
export type AddRow = (x: number, cols: number, a: number, w: number) => void

/** Of `vector` and `out`, one has an entry a column and the other an entry a row. */
export type RowLoop = (
  x: number,
  stride: number,
  count: number,
  cols: number,
  vector: number,
  out: number,
) => void
