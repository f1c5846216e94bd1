import { sameKind } from '../support/arrays'
import { type DenseLike, denseShape, isRows } from './dense-like'
import { finiteAt } from './finite'
import { storedValues } from './ndview'

/** A dense matrix of the caller's own: entry (i, j) is `data[i · cols + j]`. */
export interface DenseCopy {
  readonly data: Float64Array | Float32Array
  readonly rows: number
  readonly cols: number
}

/**
 * `X` copied to row-major order, in single precision if it is held so, else in double.
 *
 * @throws ValidationError when `X` is no matrix, is empty or ragged, or holds a value that is not finite
 */
export function denseCopy(name: string, X: DenseLike): DenseCopy {
  const [rows, cols] = denseShape(name, X)
  if (isRows(X)) {
    const data = new Float64Array(rows * cols)
    X.forEach((row, i) => {
      copyRow(row, 0, 1, data, i, cols, name)
    })
    return { data, rows, cols }
  }
  const source = storedValues(X)
  const [rowStride, colStride] = X.stride as [number, number]
  const data = sameKind(source, rows * cols)
  for (let i = 0; i < rows; i++) copyRow(source, X.offset + i * rowStride, colStride, data, i, cols, name)
  return { data, rows, cols }
}

function copyRow(
  source: ArrayLike<number>,
  start: number,
  stride: number,
  out: Float64Array | Float32Array,
  i: number,
  cols: number,
  name: string,
): void {
  for (let j = 0, p = start; j < cols; j++, p += stride) {
    out[i * cols + j] = finiteAt(name, i, j, source[p])
  }
}
