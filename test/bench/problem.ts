/** A data set of the suite: what ndlogit is given, and the same values row by row for everybody else. */

import ndarray from 'ndarray'
import { CsrMatrix, type MatrixLike } from 'ndlogit'

/** Compressed sparse rows. */
export interface Rows {
  readonly rows: number
  readonly cols: number
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array
}

export interface Problem {
  readonly name: string
  /** what a user of ndlogit would pass */
  readonly X: MatrixLike
  /** row-major values, where the problem is dense */
  readonly dense: Float64Array | Float32Array | undefined
  /** the non-zero values */
  readonly sparse: Rows
  /** −1 or 1; of more than two classes 0, 1, … */
  readonly labels: Int8Array
  readonly classes: number
}

export function denseProblem(
  name: string,
  values: Float64Array | Float32Array,
  cols: number,
  labels: Int8Array,
  classes = 2,
): Problem {
  const rows = labels.length
  return {
    name,
    X: ndarray(values as Float64Array, [rows, cols]),
    dense: values,
    sparse: nonZeros(values, rows, cols),
    labels,
    classes,
  }
}

export function sparseProblem(name: string, sparse: Rows, labels: Int8Array, classes = 2): Problem {
  const { rows, cols, indptr, indices, data } = sparse
  const X = new CsrMatrix({ shape: [rows, cols], indptr, indices, data })
  return { name, X, dense: undefined, sparse, labels, classes }
}

function nonZeros(values: Float64Array | Float32Array, rows: number, cols: number): Rows {
  let count = 0
  for (let p = 0; p < values.length; p++) if (values[p] !== 0) count++
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(count)
  const data = new Float64Array(count)
  let at = 0
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const value = values[i * cols + j]
      if (value !== 0) {
        indices[at] = j
        data[at++] = value
      }
    }
    indptr[i + 1] = at
  }
  return { rows, cols, indptr, indices, data }
}
