import { checkEstimator, type Estimator, fitEstimator } from '../data/estimator'
import { type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { type NdArray, ndview } from '../data/ndview'
import { type MissedFit, reportingTo } from '../data/unconverged'
import { UnsupportedError, ValidationError } from '../support/errors'
import { checkChoice, describe } from '../support/validate'
import { checkFoldOptions, type DataOptions, readOffsetData } from './evaluation'
import { rowsAt, warnOfFits } from './fit-and-score'
import type { Job, JobData } from './parallel/job'
import { type JobOptions, runJobs } from './parallel/run-jobs'
import { type OffsetOption, withRowOffset } from './row-offset'
import type { CvOption } from './splits'
import type { Split } from './splitters/splitter'

const METHODS = ['predict', 'predictProba', 'decisionFunction'] as const

/** The predictions that {@link crossValPredict} can give. */
export type PredictMethod = (typeof METHODS)[number]

/** Options of {@link crossValPredict}. */
export interface CrossValPredictOptions<M extends PredictMethod>
  extends DataOptions,
    OffsetOption,
    JobOptions {
  /** a number of stratified folds, a splitter, or a list of splits; every row must be held out once. Default 5 */
  readonly cv?: CvOption | undefined
  /** which prediction; default `'predict'` */
  readonly method?: M
}

interface PredictData extends JobData {
  readonly estimator: Estimator
  readonly method: PredictMethod
  readonly classes: number
}

/** What cannot be a label: predictions of a fold, plain. */
type Predictions = readonly Label[] | { readonly data: Float64Array; readonly columns: number }

/** Those of a fold, and its fit, if that has not converged. */
interface Predicted {
  readonly values: Predictions
  readonly missed: readonly MissedFit[]
}

export const fitAndPredict: Job<PredictData, Split & { readonly name: string }, Predicted> = {
  name: 'fitAndPredict',
  piece: 'fold',
  async run({ estimator, method, classes, ...data }, split, signal) {
    const train = rowsAt(data, split.train)
    const model = estimator.clone()
    const missed: MissedFit[] = []
    const options = { ...train.weight, ...train.shift, signal, ...reportingTo(missed, split.name) }
    await fitEstimator(model, train.X, train.y, options)
    const { X, shift } = rowsAt(data, split.test)
    const shifted = withRowOffset(model, shift)
    if (method === 'predict') return { values: Array.from(shifted.predict(X)), missed }
    if (shifted[method] === undefined) throw new UnsupportedError(`the estimator has no ${method}`)
    const { data: values, shape } = shifted[method](X)
    if (uniqueLabels(train.y).length < classes) {
      throw new ValidationError(
        `method '${method}' needs every class in the training rows of every fold, but one is missing`,
      )
    }
    return { values: { data: values, columns: shape.length === 1 ? 0 : shape[1] }, missed }
  },
}

/**
 * A prediction for every row, made by a model that has not seen it: each row is held out by one fold.
 *
 * Such predictions are for looking at (a confusion matrix, a calibration curve); a score of them all taken together is
 * not the mean of the scores of {@link crossValidate}.
 *
 * @param estimator - not touched
 * @param X - samples `[n, d]`
 * @param y - labels `[n]`
 * @param options - `method = 'predict'`, `cv = 5`, `groups`, `sampleWeight`, `offset`, `nJobs = 1`, `onProgress`, `signal`
 * @returns labels `[n]`; probabilities `[n, K]` for `'predictProba'`; `[n]` or `[n, K]` for `'decisionFunction'`
 * @throws ValidationError when data or options do not fit, or a row is held out never or twice; and what a fit throws
 *
 * @example
 * ```ts
 * import { confusionMatrix, crossValPredict, LogisticRegression } from 'ndlogit'
 *
 * const X = [[0], [1], [2], [3], [4], [5]]
 * const y = ['a', 'a', 'a', 'b', 'b', 'b']
 * const predicted = await crossValPredict(new LogisticRegression(), X, y, { cv: 3 })
 * console.log(confusionMatrix(y, predicted).get(0, 0)) // 3
 * ```
 */
export async function crossValPredict<L extends Label, M extends PredictMethod = 'predict'>(
  estimator: Estimator,
  X: SamplesLike,
  y: LabelsLike<L>,
  options: CrossValPredictOptions<M> = {},
): Promise<M extends 'predict' ? L[] : NdArray> {
  checkFoldOptions('crossValPredict', options, [
    'method',
    'cv',
    'groups',
    'sampleWeight',
    'offset',
    'nJobs',
    'onProgress',
    'signal',
  ])
  checkEstimator('estimator', estimator)
  const method = checkChoice('method', options.method ?? 'predict', METHODS)
  const { splits, ...data } = readOffsetData(X, y as LabelsLike, options)
  checkPartition(splits, data.y.length)
  const shared = { ...data, estimator, method, classes: uniqueLabels(data.y).length }
  const tasks = splits.map((split, k) => ({ ...split, name: `fold ${k}` }))
  const results = await runJobs(fitAndPredict, shared, tasks, options)
  warnOfFits('crossValPredict', results, 'They predict as they are.')
  const parts = results.map(({ values }) => values)
  const result = method === 'predict' ? joinLabels(parts, splits) : joinRows(parts, splits, data.y.length)
  return result as M extends 'predict' ? L[] : NdArray
}

function joinLabels(parts: readonly Predictions[], splits: readonly Split[]): Label[] {
  const out: Label[] = []
  parts.forEach((part, k) => {
    splits[k].test.forEach((row, i) => {
      out[row] = (part as readonly Label[])[i]
    })
  })
  return out
}

function joinRows(parts: readonly Predictions[], splits: readonly Split[], rows: number): NdArray {
  const tables = parts as readonly { data: Float64Array; columns: number }[]
  const { columns } = tables[0]
  const width = columns || 1
  const out = new Float64Array(rows * width)
  tables.forEach(({ data }, k) => {
    splits[k].test.forEach((row, i) => {
      out.set(data.subarray(i * width, (i + 1) * width), row * width)
    })
  })
  return ndview(out, columns === 0 ? [rows] : [rows, columns])
}

function checkPartition(splits: readonly Split[], rows: number): void {
  const times = new Int32Array(rows)
  for (const { test } of splits) for (const row of test) times[row]++
  const bad = times.findIndex(count => count !== 1)
  if (bad >= 0) {
    throw new ValidationError(
      `crossValPredict: cv must hold out every row once, got row ${describe(bad)} ${times[bad]} times`,
    )
  }
}
