/** Columns of a dense matrix copied side by side, whatever the strides of the matrix. */

import type { DenseLayout, Values } from '../kernels/layout'
import { sameKind } from '../support/arrays'

/** Rows copied at a time, column by column: that fills whole cache lines, in half the time of going row by row. */
const TILE = 16

/** A column-major copy of some columns of a matrix. */
export function copyColumns(from: DenseLayout, columns: Int32Array): DenseLayout {
  const { data, rows } = from
  const { length: cols } = columns
  const copy = sameKind(data, rows * cols)
  copyColumnsInto(from, columns, copy, 0)
  return { data: copy, rows, cols, rowStride: 1, colStride: rows, offset: 0 }
}

/** Copies columns to the places from the `first` column of a column-major matrix on. */
export function copyColumnsInto(from: DenseLayout, columns: Int32Array, copy: Values, first: number): void {
  const { data, rows, rowStride, colStride, offset } = from
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(rows, top + TILE)
    for (let k = 0; k < columns.length; k++) {
      const column = offset + columns[k] * colStride
      const to = (first + k) * rows
      for (let i = top; i < bottom; i++) copy[to + i] = data[column + i * rowStride]
    }
  }
}
