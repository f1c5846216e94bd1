import { checkLength, type LabelsLike, vectorLength } from '../data/labels'
import { rowCount, type SamplesLike } from '../data/matrix-like'
import { isTableOfColumns } from '../data/table'
import { countOf, type LabelsOf, type RowsOf, takeKnownRows, takeLabels } from '../data/take-rows'
import { indexRange } from '../support/arrays'
import { ValidationError } from '../support/errors'
import { RandomState } from '../support/random'
import { checkBoolean, checkKeys, isList } from '../support/validate'
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

/** What else may be split along with `X` and `y`: n rows or n values of any kind. */
export type SplitLike = SamplesLike | LabelsLike

/** What {@link trainTestSplit} returns: copies of the same kind and dtype as the inputs, and the rows they came from. */
export interface TrainTestSplit<
  M extends SamplesLike,
  Y extends LabelsLike,
  A extends readonly SplitLike[] = readonly [],
> {
  readonly XTrain: RowsOf<M>
  readonly XTest: RowsOf<M>
  readonly yTrain: LabelsOf<Y>
  readonly yTest: LabelsOf<Y>
  readonly trainIndices: Int32Array
  readonly testIndices: Int32Array
  /** both parts of each further array, in their order */
  readonly others: { readonly [K in keyof A]: readonly [train: RowsOf<A[K]>, test: RowsOf<A[K]>] }
}

const OPTIONS = ['testSize', 'trainSize', 'randomState', 'shuffle', 'stratify']

/**
 * Divides samples into a part to fit on and a part to test on; the same rows as scikit-learn's `train_test_split`
 * with the same `random_state`.
 *
 * @param X - n samples: an ndarray, an array of rows, a {@link CsrMatrix}, a table by columns or by rows, texts; the
 * parts are of the same kind
 * @param y - labels `[n]`: an array, a typed array or a 1-d ndarray; the parts are of the same kind
 * @param options - `testSize = 0.25`, `trainSize` (default: the rest), `randomState`, `shuffle = true`, `stratify`;
 * before it may stand whatever else has n rows, such as weights or names: their parts are in `others`
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
 *
 * const weights = Float64Array.of(1, 1, 2, 2, 1, 1, 2, 2)
 * const { others } = trainTestSplit(X, y, weights, { randomState: 0 })
 * const [[weightsTrain, weightsTest]] = others
 * console.log(weightsTrain.length, weightsTest.length) // 6 2
 * ```
 */
export function trainTestSplit<M extends SamplesLike, Y extends LabelsLike>(
  X: M,
  y: Y,
  options?: TrainTestSplitOptions,
): TrainTestSplit<M, Y>
export function trainTestSplit<M extends SamplesLike, Y extends LabelsLike, A extends readonly SplitLike[]>(
  X: M,
  y: Y,
  ...more: [...others: A, options: TrainTestSplitOptions]
): TrainTestSplit<M, Y, A>
export function trainTestSplit<M extends SamplesLike, Y extends LabelsLike, A extends readonly SplitLike[]>(
  X: M,
  y: Y,
  ...others: A
): TrainTestSplit<M, Y, A>
export function trainTestSplit(
  X: SamplesLike,
  y: LabelsLike,
  ...more: (SplitLike | TrainTestSplitOptions | undefined)[]
): TrainTestSplit<SamplesLike, LabelsLike, readonly SplitLike[]> {
  const last = more.at(-1)
  const given = isOptions(last)
  const options: TrainTestSplitOptions = given && last !== undefined ? last : {}
  const others = (given ? more.slice(0, -1) : more) as SplitLike[]
  checkKeys('trainTestSplit', options, OPTIONS)
  const rows = rowCount('X', X)
  checkLength('y', vectorLength('y', y), rows)
  others.forEach((other, k) => {
    checkLength(`others[${k}]`, rowsOf(`others[${k}]`, other), rows)
  })
  const { train, test } = drawRows(rows, options)
  return {
    XTrain: takeKnownRows(X, train),
    XTest: takeKnownRows(X, test),
    yTrain: takeLabels(y, train),
    yTest: takeLabels(y, test),
    trainIndices: train,
    testIndices: test,
    others: others.map(other => [takeKnownRows(other, train), takeKnownRows(other, test)] as const),
  }
}

/** A table by columns is told from options by its columns; columns that are called as options are, need options behind them. */
function isOptions(value: unknown): value is TrainTestSplitOptions | undefined {
  if (isList(value)) return false
  const given: object = Object(value)
  const isSplitLike = isTableOfColumns(given) || 'data' in given
  return !isSplitLike || OPTIONS.some(name => Object.hasOwn(given, name))
}

function rowsOf(name: string, other: SplitLike): number {
  // Of a single value, only a vector can be asked for.
  return Object(other) === other ? countOf(name, other) : vectorLength(name, other as LabelsLike)
}

function drawRows(rows: number, options: TrainTestSplitOptions): Split {
  const { randomState, shuffle = true, stratify } = options
  const sizes = splitSizes(rows, options, 0.25)
  const random = new RandomState(randomState)
  if (!checkBoolean('shuffle', shuffle)) {
    if (stratify !== undefined) throw new ValidationError('stratify needs shuffle: true, got shuffle: false')
    const order = indexRange(sizes.train + sizes.test)
    return { train: order.slice(0, sizes.train), test: order.slice(sizes.train) }
  }
  if (stratify === undefined) return randomSplit(rows, sizes, random)
  const strata = readStrata('stratify', stratify, rows)
  checkStratifiedSizes(strata, sizes)
  return stratifiedSplit(strata, sizes, random)
}
