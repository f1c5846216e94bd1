/**
 * Whether the caller has kept X still while work on it gave way to the event loop. Matrices are used where they lie, so
 * numbers written to them meanwhile would go into half of the work; a copy would double the memory of every fit.
 */

import { ValidationError } from '../support/errors'
import { isCsr } from './csr-matrix'
import { isRows } from './dense-like'
import type { MatrixLike } from './matrix-like'
import { isNdArray } from './ndview'

/**
 * Takes the sum of the values, each times its place modulo an odd number, of X as it is now. What is no matrix is left to
 * those who read it.
 *
 * @returns throws a ValidationError when the sum has changed
 */
export function watchValues(name: string, X: MatrixLike): () => void {
  const before = fingerprint(X)
  return () => {
    if (Object.is(fingerprint(X), before)) return
    throw new ValidationError(
      `${name} was changed while it was being fitted; keep it still until the promise settles, or pass a copy`,
    )
  }
}

function fingerprint(X: MatrixLike): number {
  if (isCsr(X)) return weighted(X.data) + weighted(X.indices) + weighted(X.indptr)
  if (isRows(X)) return weightedRows(X)
  return isNdArray(X) && (ArrayBuffer.isView(X.data) || Array.isArray(X.data)) ? weighted(X.data) : 0
}

/** Odd, and no multiple of usual widths: a value that moves to another row or column counts differently there. */
const MODULUS = 1021

/** Up to the first row that is none: a length that is merely claimed is not run through. */
function weightedRows(X: readonly ArrayLike<number>[]): number {
  let sum = X.length
  for (let i = 0; i < X.length && typeof X[i] === 'object'; i++) sum += (1 + (i % MODULUS)) * weighted(X[i])
  return sum
}

/** Σ (1 + p mod 1021) · values[p], in stretches of 1021 */
function weighted(values: ArrayLike<unknown> | null | undefined): number {
  // What holds no numbers is left to those who read it.
  if (values === null || values === undefined || typeof values[0] !== 'number') return 0
  const numbers = values as ArrayLike<number>
  const { length } = numbers
  let sum = length
  for (let start = 0; start < length; start += MODULUS) {
    const end = Math.min(start + MODULUS, length)
    for (let p = start, k = 1; p < end; p++, k++) sum += k * numbers[p]
    // What is not finite, or not there, is refused by those who read it.
    if (Number.isNaN(sum)) return sum
  }
  return sum
}
