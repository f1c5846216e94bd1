import { type NdArray, type NdMatrix, type NdVector, ndview } from '../data/ndview'
import { checkKeys, checkNumber } from '../support/validate'
import { ENCODED_DIGITS } from './digits-data'

/** What {@link loadDigits} takes. */
export interface LoadDigitsOptions {
  /** keep only the digits below this number: an integer from 1 to 10, 10 by default */
  readonly nClass?: number
}

/** What {@link loadDigits} returns; everything is the caller's to change. */
export interface Digits {
  /** pixels `[n, 64]`, one image a row, integers from 0 (paper) to 16 (ink) */
  readonly data: NdMatrix
  /** the same memory as `data`, seen as images `[n, 8, 8]` */
  readonly images: NdArray
  /** the digit that each image shows `[n]` */
  readonly target: NdVector<Int32Array>
  /** the digits that occur, `0` to `nClass - 1` */
  readonly targetNames: number[]
  /** `'pixel_0_0'` to `'pixel_7_7'`, row first */
  readonly featureNames: string[]
  /** what the data are, where they come from and their licence */
  readonly description: string
}

const SIDE = 8
const PIXELS = SIDE * SIDE

const DESCRIPTION = `Optical recognition of handwritten digits

1797 images of handwritten digits, 8 by 8 pixels of 0 to 16, by 13 people (the test set of the original). Each pixel
counts the ink in a block of 4 by 4 of a 32 by 32 bitmap. Order and values are those of scikit-learn's load_digits.

Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49
Licence: Creative Commons Attribution 4.0 International (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/
`

/**
 * The handwritten digits of scikit-learn's `load_digits`: 1797 images of 8 × 8 pixels, same order and values. The data
 * are part of the package; nothing is fetched or read. Each call decodes a fresh copy, in about a millisecond.
 *
 * Source: E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository,
 * {@link https://doi.org/10.24432/C50P49}, licence CC BY 4.0.
 *
 * @throws ValidationError when `nClass` is not an integer from 1 to 10, or an option is unknown
 *
 * @example
 * ```ts
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, images, target } = loadDigits()
 * console.log(data.shape, images.shape, target.get(0)) // [1797, 64] [1797, 8, 8] 0
 * ```
 */
export function loadDigits(options: LoadDigitsOptions = {}): Digits {
  checkKeys('loadDigits', options, ['nClass'])
  const { nClass = 10 } = options
  checkNumber('loadDigits: nClass', nClass, { min: 1, max: 10, integer: true })
  const lines = ENCODED_DIGITS.split('\n').filter(line => Number(line[0]) < nClass)
  const pixels = new Float64Array(lines.length * PIXELS)
  lines.forEach((line, i) => {
    decodeInto(pixels.subarray(i * PIXELS, (i + 1) * PIXELS), line)
  })
  const axis = Array.from({ length: SIDE }, (_, k) => k)
  return {
    data: ndview(pixels, [lines.length, PIXELS]),
    images: ndview(pixels, [lines.length, SIDE, SIDE]),
    target: ndview(
      Int32Array.from(lines, line => Number(line[0])),
      [lines.length],
    ),
    targetNames: Array.from({ length: nClass }, (_, digit) => digit),
    featureNames: axis.flatMap(row => axis.map(col => `pixel_${row}_${col}`)),
    description: DESCRIPTION,
  }
}

const VALUE_0 = 'A'.charCodeAt(0)
const ZEROS_2 = 'a'.charCodeAt(0)

/** Reads a line as make-digits-data.py wrote it, past the label, into 64 zeros. */
function decodeInto(image: Float64Array, line: string): void {
  let pixel = 0
  for (let k = 1; k < line.length; k++) {
    const code = line.charCodeAt(k)
    if (code >= ZEROS_2) pixel += code - ZEROS_2 + 2
    else image[pixel++] = code - VALUE_0
  }
}
