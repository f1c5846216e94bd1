import { checkLength, type LabelsLike, vectorLength } from '../data/labels'
import { rowCount, type SamplesLike } from '../data/matrix-like'
import { type LabelsOf, type RowsOf, takeLabels, takeRows } from '../data/take-rows'
import { ValidationError } from '../support/errors'
import { RandomState } from '../support/random'
import { checkBoolean, checkKeys } from '../support/validate'
import { checkStratifiedSizes, randomSplit, stratifiedSplit } from './splitters/random-split'
import { type SplitSizeOptions, splitSizes } from './splitters/split-sizes'
import type { Split } from './splitters/splitter'
import { readStrata } from './splitters/strata'

/** Options of {@link trainTestSplit}. */
export interface TrainTestSplitOptions extends SplitSizeOptions {
  /** seed, an integer 0 … 2³² − 1; without one every call splits differently */
  readonly randomState?: number
  /** whether to draw the rows at random (default) or to cut where the training side is full */
  readonly shuffle?: boolean
  /** labels `[n]`, usually `y`: every class gets its share of both sides */
  readonly stratify?: LabelsLike
}

/** What {@link trainTestSplit} returns: copies of the same kind and dtype as the inputs, and the rows they came from. */
export interface TrainTestSplit<M extends SamplesLike, Y extends LabelsLike> {
  readonly XTrain: RowsOf<M>
  readonly XTest: RowsOf<M>
  readonly yTrain: LabelsOf<Y>
  readonly yTest: LabelsOf<Y>
  readonly trainIndices: Int32Array
  readonly testIndices: Int32Array
}

const OPTIONS = ['testSize', 'trainSize', 'randomState', 'shuffle', 'stratify']

/**
 * Divides samples into a part to fit on and a part to test on; the same rows as scikit-learn's `train_test_split`
 * with the same `random_state`.
 *
 * @param X - n samples: an ndarray, an array of rows, a {@link CsrMatrix}, a table by columns or by rows, texts; the
 * parts are of the same kind
 * @param y - labels `[n]`: an array, a typed array or a 1-d ndarray; the parts are of the same kind
 * @param options - `testSize = 0.25`, `trainSize` (default: the rest), `randomState`, `shuffle = true`, `stratify`
 * @throws ValidationError when lengths differ, a size is out of range, a side would be empty, or under `stratify` a
 * class has one member or a side has fewer rows than there are classes
 *
 * @example
 * ```ts
 * import { trainTestSplit } from 'ndlogit'
 *
 * const X = [[1], [2], [3], [4], [5], [6], [7], [8]]
 * const y = ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']
 * const { XTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
 * console.log(XTrain.length, yTest.length) // 6 2
 * ```
 */
export function trainTestSplit<M extends SamplesLike, Y extends LabelsLike>(
  X: M,
  y: Y,
  options: TrainTestSplitOptions = {},
): TrainTestSplit<M, Y> {
  checkKeys('trainTestSplit', options, OPTIONS)
  const rows = rowCount('X', X)
  checkLength('y', vectorLength('y', y), rows)
  const { train, test } = drawRows(rows, options)
  return {
    XTrain: takeRows(X, train),
    XTest: takeRows(X, test),
    yTrain: takeLabels(y, train),
    yTest: takeLabels(y, test),
    trainIndices: train,
    testIndices: test,
  }
}

function drawRows(rows: number, options: TrainTestSplitOptions): Split {
  const { randomState, shuffle = true, stratify } = options
  const sizes = splitSizes(rows, options, 0.25)
  const random = new RandomState(randomState)
  if (!checkBoolean('shuffle', shuffle)) {
    if (stratify !== undefined) throw new ValidationError('stratify needs shuffle: true, got shuffle: false')
    const order = Int32Array.from({ length: sizes.train + sizes.test }, (_, i) => i)
    return { train: order.slice(0, sizes.train), test: order.slice(sizes.train) }
  }
  if (stratify === undefined) return randomSplit(rows, sizes, random)
  const strata = readStrata('stratify', stratify, rows)
  checkStratifiedSizes(strata, sizes)
  return stratifiedSplit(strata, sizes, random)
}
