/** One side of a sparse matrix, and the ways from one to another. */

import type { Compressed } from '../kernels/layout'
import { sameKind } from '../support/arrays'

/** Where each column begins when they lie one after another. */
export function startsOfColumns({ index }: Compressed, cols: number): Int32Array {
  const starts = new Int32Array(cols + 1)
  for (let p = 0; p < index.length; p++) starts[index[p] + 1]++
  for (let j = 0; j < cols; j++) starts[j + 1] += starts[j]
  return starts
}

/** The columns without implicit zeros, in increasing order. */
export function columnsInEveryRow({ start, index }: Compressed): Int32Array {
  let kept = index.slice(start[0], start[1])
  for (let i = 1; i + 1 < start.length && kept.length > 0; i++) {
    let p = start[i]
    kept = kept.filter(j => {
      while (p < start[i + 1] && index[p] < j) p++
      return p < start[i + 1] && index[p] === j
    })
  }
  return kept
}

/** Compressed rows to compressed columns (Gustavson 1978). */
export function transpose({ start, index, value }: Compressed, startOfColumns: Int32Array): Compressed {
  const next = startOfColumns.slice(0, -1)
  const rowOf = new Int32Array(index.length)
  const moved = sameKind(value, value.length)
  for (let i = 0; i < start.length - 1; i++) {
    for (let p = start[i]; p < start[i + 1]; p++) {
      const at = next[index[p]]++
      rowOf[at] = i
      moved[at] = value[p]
    }
  }
  return { start: startOfColumns, index: rowOf, value: moved }
}

/** Some of the compressed columns as compressed rows; the new indices are positions in `columns`. */
export function transposeSelected(
  { start, index, value }: Compressed,
  columns: Int32Array,
  rows: number,
): Compressed {
  const rowStart = new Int32Array(rows + 1)
  for (const j of columns) for (let p = start[j]; p < start[j + 1]; p++) rowStart[index[p] + 1]++
  for (let i = 0; i < rows; i++) rowStart[i + 1] += rowStart[i]
  const next = rowStart.slice(0, rows)
  const position = new Int32Array(rowStart[rows])
  const moved = new Float64Array(position.length)
  for (let k = 0; k < columns.length; k++) {
    const j = columns[k]
    for (let p = start[j]; p < start[j + 1]; p++) {
      const at = next[index[p]]++
      position[at] = k
      moved[at] = value[p]
    }
  }
  return { start: rowStart, index: position, value: moved }
}

/** Some columns of a matrix as compressed rows, whose indices are positions in the list. */
export interface SelectedRows {
  readonly columns: Int32Array
  readonly rows: Compressed
}

/** Fewer columns of a selection: all of `wanted` are among them, and hold so many entries. */
export function selectColumns(
  { columns, rows }: SelectedRows,
  wanted: Int32Array,
  entries: number,
): Compressed {
  const { start, index, value } = rows
  const newPosition = new Int32Array(columns.length).fill(-1)
  for (let k = 0, at = 0; k < wanted.length; k++) {
    while (columns[at] !== wanted[k]) at++
    newPosition[at] = k
  }
  const newStart = new Int32Array(start.length)
  // Every entry is written, and kept or written over: no branch to mispredict. The last one needs room as well.
  const newIndex = new Int32Array(entries + 1)
  const newValue = new Float64Array(entries + 1)
  let at = 0
  for (let i = 0; i < start.length - 1; i++) {
    for (let p = start[i], end = start[i + 1]; p < end; p++) {
      const k = newPosition[index[p]]
      newIndex[at] = k
      newValue[at] = value[p]
      at += 1 - (k >>> 31)
    }
    newStart[i + 1] = at
  }
  return { start: newStart, index: newIndex, value: newValue }
}

/** Whether an increasing list holds all of another. */
export function includesAll(list: Int32Array, wanted: Int32Array): boolean {
  let at = 0
  for (let k = 0; k < wanted.length; k++) {
    while (at < list.length && list[at] < wanted[k]) at++
    if (list[at] !== wanted[k]) return false
  }
  return true
}
