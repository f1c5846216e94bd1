import { type AnyNdArray, isNdArray, storedValues } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkKeys, checkNumber, describe, everyEntry } from '../support/validate'

/** Options of {@link sparsity}. */
export interface SparsityOptions {
  /** the largest absolute value that still counts as zero, ≥ 0; default 0: exact zeros only */
  readonly tolerance?: number
}

/**
 * The share of coefficients that are zero: `|v| ≤ tolerance`.
 *
 * @param coef - coefficients of any shape: an ndarray, an array or an array of rows
 * @param options - `tolerance = 0`
 * @returns a share in 0 … 1
 * @throws ValidationError when `coef` is empty, holds anything but finite numbers, or `tolerance` is negative
 *
 * @example
 * ```ts
 * import { sparsity } from 'ndlogit'
 *
 * console.log(sparsity([0, 0.5, 0, -2])) // 0.5
 * ```
 */
export function sparsity(
  coef: AnyNdArray | ArrayLike<number> | readonly (readonly number[])[],
  options: SparsityOptions = {},
): number {
  checkKeys('sparsity', options, ['tolerance'])
  const tolerance = checkNumber('tolerance', options.tolerance ?? 0, { min: 0 })
  const values = isNdArray(coef) ? entries(coef) : arrayEntries(coef)
  if (values.length === 0) throw new ValidationError('coef is empty')
  const bad = values.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    throw new ValidationError(
      `coef must hold finite numbers, got ${describe(values[bad])} at position ${bad}`,
    )
  }
  return values.filter(value => Math.abs(value) <= tolerance).length / values.length
}

function arrayEntries(coef: ArrayLike<number | readonly number[]>): number[] {
  if (typeof coef !== 'object' || coef === null || typeof coef.length !== 'number') {
    throw new ValidationError(`coef must be an ndarray, an array or an array of rows, got ${describe(coef)}`)
  }
  const values: number[] = []
  // Ends at the first that is none, which is refused: a list can claim to be long.
  const take = (value: unknown): boolean => values.push(value as number) > 0 && value !== undefined
  everyEntry(coef, row =>
    Array.isArray(row) || ArrayBuffer.isView(row) ? everyEntry(row as number[], take) : take(row),
  )
  return values
}

/** All entries of a view of any dimension, the last axis fastest; those that an axis repeats once, as that changes no share. */
function entries(view: AnyNdArray): number[] {
  const source = storedValues(view)
  const lengths = view.shape.map((length, axis) => (view.stride[axis] === 0 ? Math.min(length, 1) : length))
  if (!(lengths.reduce((product, length) => product * length, 1) <= source.length)) {
    throw new ValidationError('coef is a view of more values than its data have')
  }
  let positions = [view.offset]
  lengths.forEach((length, axis) => {
    const step = view.stride[axis]
    positions = positions.flatMap(start => Array.from({ length }, (_, i) => start + i * step))
  })
  return positions.map(p => source[p])
}
