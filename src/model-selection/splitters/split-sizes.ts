import { counted } from '../../support/counted'
import { ValidationError } from '../../support/errors'
import { describe } from '../../support/validate'

/** How large the two sides of a random split are to be. */
export interface SplitSizeOptions {
  /** rows for testing: a share in (0, 1), rounded up, or an integer ≥ 1 */
  readonly testSize?: number
  /** rows for training: a share in (0, 1), rounded down, or an integer ≥ 1; default: the rows not tested */
  readonly trainSize?: number
}

/** Numbers of rows on the two sides of a split. */
export interface SplitSizes {
  readonly train: number
  readonly test: number
}

/**
 * The numbers of rows for training and for testing out of `rows`. With neither size given `defaultTestSize` holds;
 * with one given the other is what remains.
 *
 * @throws ValidationError when a size is out of range, the two do not fit into `rows`, or no row is left to train on
 */
export function splitSizes(
  rows: number,
  { testSize, trainSize }: SplitSizeOptions,
  defaultTestSize: number,
): SplitSizes {
  const wantedTest = testSize ?? (trainSize === undefined ? defaultTestSize : undefined)
  checkSize('testSize', wantedTest, rows)
  checkSize('trainSize', trainSize, rows)
  const asked = `testSize ${wantedTest ?? 'the rest'} and trainSize ${trainSize ?? 'the rest'}`
  if (isShare(wantedTest) && isShare(trainSize) && wantedTest + trainSize > 1 + ROUNDING) {
    throw new ValidationError(`testSize and trainSize must add up to at most 1, got ${asked}`)
  }
  const { train, test } = countRows(rows, wantedTest, trainSize)
  if (train + test > rows) {
    throw new ValidationError(
      `testSize and trainSize must add up to at most the number of rows, ${rows}, got ${asked}, which make ${test} and ${train}`,
    )
  }
  if (train === 0) {
    throw new ValidationError(`the training side would be empty: ${counted(rows, 'row')} with ${asked}`)
  }
  return { train, test }
}

/** How far the sum of two shares is off by rounding. */
const ROUNDING = 4.440892098500626e-16

/**
 * As scikit-learn counts, which takes 0.07 · 100 = 7.000000000000001 for 8 rows; save that where its counts would not
 * fit, a product within rounding of a whole number is that number: 7 and 93 of 100 rows.
 */
function countRows(rows: number, testSize: number | undefined, trainSize: number | undefined): SplitSizes {
  const slack = rows * ROUNDING
  const testWith = (slip: number) => (isShare(testSize) ? Math.ceil(testSize * rows - slip) : testSize)
  const trainWith = (slip: number) => (isShare(trainSize) ? Math.floor(trainSize * rows + slip) : trainSize)
  let [test, train] = [testWith(0), trainWith(0)]
  if (test !== undefined && train !== undefined && test + train > rows) test = testWith(slack)
  if (test !== undefined) return { test, train: train ?? rows - test }
  train ??= 0
  return { train, test: rows - train }
}

function isShare(size: number | undefined): size is number {
  return size !== undefined && size < 1
}

function checkSize(name: string, size: unknown, rows: number): void {
  if (size === undefined) return
  const fits = typeof size === 'number' && size > 0 && (size < 1 || (Number.isInteger(size) && size < rows))
  if (!fits) {
    throw new ValidationError(
      `${name} must be a share > 0 and < 1, or an integer >= 1 and < ${rows} (the number of rows), got ${describe(size)}`,
    )
  }
}
