/**
 * How much a score falls when the values of one column are shuffled among the rows: what a fitted model owes to that
 * column. Source: Breiman, *Random forests*, Machine Learning 45 (2001).
 */

import { csrToDense, isCsr } from '../data/csr-matrix'
import { denseCopy } from '../data/dense-copy'
import { type Estimator, missingMethods } from '../data/estimator'
import type { LabelsLike } from '../data/labels'
import { readMatrix, type SamplesLike } from '../data/matrix-like'
import { type NdArray, type NdMatrix, type NdVector, ndview } from '../data/ndview'
import { isTable, readTable } from '../data/table'
import { indexRange } from '../support/arrays'
import { ValidationError } from '../support/errors'
import { RandomState } from '../support/random'
import { checkCount, checkKeys, describe } from '../support/validate'
import { type DataOptions, readData } from './evaluation'
import type { Job, JobData } from './parallel/job'
import { type JobOptions, runJobs } from './parallel/run-jobs'
import { type OffsetOption, readRowOffset, withRowOffset } from './row-offset'
import { refuseTargets, TARGETS_AS_WEIGHTS } from './row-options'
import { getScorer, portableScoring, type Scoring } from './scorers'

/** Options of {@link permutationImportance}. */
export interface PermutationImportanceOptions
  extends Pick<DataOptions, 'sampleWeight'>,
    OffsetOption,
    JobOptions {
  /** what falls; default `'accuracy'` */
  readonly scoring?: Scoring
  /** how often each column is shuffled, ≥ 1; default 5 */
  readonly nRepeats?: number
  /** seed of the shuffles, an integer 0 … 2³² − 1; without one every call differs */
  readonly randomState?: number
}

/** What {@link permutationImportance} gives; d columns. */
export interface PermutationImportance {
  /** the score less that with the column shuffled `[d, nRepeats]`; negative where the column does harm */
  readonly importances: NdMatrix
  /** mean over the repetitions `[d]` */
  readonly importancesMean: NdVector
  /** standard deviation over the repetitions (that of a population) `[d]` */
  readonly importancesStd: NdVector
  /** the score on the rows as they are */
  readonly baseline: number
}

interface PermuteData extends JobData {
  readonly estimator: Estimator
  readonly scoring: Scoring
  readonly nRepeats: number
  readonly seed: number
}

/** Scores with one column shuffled, again and again. */
export const scoreShuffled: Job<PermuteData, number, Float64Array> = {
  name: 'scoreShuffled',
  piece: 'column',
  async run({ X, y, sampleWeight, offset, estimator, scoring, nRepeats, seed }, column) {
    const { samples, rows, arrange } = shuffling(X, column)
    const order = indexRange(rows)
    const random = new RandomState(seed)
    const score = getScorer(scoring)
    const model = withRowOffset(estimator, { offset })
    return Float64Array.from({ length: nRepeats }, () => {
      random.shuffle(order)
      arrange(order)
      return score(model, samples, y, sampleWeight === undefined ? {} : { sampleWeight })
    })
  },
}

/**
 * Permutation importance: how much the score of a fitted model falls when one column of X is shuffled. On held-out rows it
 * says what the column is worth; of columns that tell the same, each seems to be worth little. With a seed the shuffles are
 * scikit-learn's.
 *
 * @param estimator - fitted; not touched
 * @param X - rows to score on `[n, d]`, best those not fitted on: a table, whose columns are shuffled as they are, or a matrix;
 *   a sparse one is made dense
 * @param y - their labels `[n]`
 * @param options - `scoring = 'accuracy'`, `nRepeats = 5`, `randomState`, `sampleWeight`, `offset` (it stays with its row),
 * `nJobs = 1`, `onProgress`, `signal`
 * @throws ValidationError when data or options do not fit; UnsupportedError for targets that are no labels; and what the
 * scorer throws
 *
 * @example
 * ```ts
 * import { LogisticRegression, permutationImportance } from 'ndlogit'
 *
 * const X = [[0, 3], [1, 1], [2, 2], [3, 3], [4, 1], [5, 2]]
 * const y = ['a', 'a', 'a', 'b', 'b', 'b']
 * const model = new LogisticRegression({ penalty: 'l1' }).fit(X, y)
 * const { importancesMean } = await permutationImportance(model, X, y, { nRepeats: 20, randomState: 0 })
 * console.log(importancesMean.get(0) > 0.3, importancesMean.get(1)) // true 0
 * ```
 */
export async function permutationImportance(
  estimator: Estimator,
  X: SamplesLike,
  y: LabelsLike,
  options: PermutationImportanceOptions = {},
): Promise<PermutationImportance> {
  const known = [
    'scoring',
    'nRepeats',
    'randomState',
    'sampleWeight',
    'offset',
    'nJobs',
    'onProgress',
    'signal',
  ]
  refuseTargets('permutationImportance', options, TARGETS_AS_WEIGHTS)
  checkKeys('permutationImportance', options, known)
  if (missingMethods(estimator, ['predict']).length > 0) {
    throw new ValidationError(
      `estimator must be fitted and have the method predict, got ${describe(estimator)}`,
    )
  }
  const { scoring = 'accuracy' } = options
  const nRepeats = checkCount('nRepeats', options.nRepeats ?? 5)
  const data = readData(X, y, options)
  const offset = readRowOffset(options.offset, data.y.length)
  const [shared, cols] = isTable(X) ? ([X, readTable('X', X).names.length] as const) : dense(X)
  // One seed for all columns, as scikit-learn draws it: each is shuffled in the same orders.
  const seed = new RandomState(options.randomState).integer(0x7fffffff)
  const weight = data.sampleWeight === undefined ? {} : { sampleWeight: data.sampleWeight }
  const baseline = getScorer(scoring)(withRowOffset(estimator, { offset }), shared, data.y, weight)
  const job = { ...data, X: shared, offset, estimator, scoring: portableScoring(scoring), nRepeats, seed }
  const scores = await runJobs(scoreShuffled, job, [...indexRange(cols)], options)
  const drops = scores.map(row => row.map(score => baseline - score))
  const mean = drops.map(row => row.reduce((sum, drop) => sum + drop, 0) / nRepeats)
  const std = drops.map((row, j) =>
    Math.sqrt(row.reduce((sum, drop) => sum + (drop - mean[j]) ** 2, 0) / nRepeats),
  )
  return {
    importances: ndview(Float64Array.from(drops.flatMap(row => [...row])), [cols, nRepeats]),
    importancesMean: ndview(Float64Array.from(mean), [cols]),
    importancesStd: ndview(Float64Array.from(std), [cols]),
    baseline,
  }
}

function dense(X: SamplesLike): readonly [X: NdArray, cols: number] {
  const matrix = readMatrix('X', X)
  const { data, rows, cols } = denseCopy('X', isCsr(matrix) ? csrToDense(matrix) : matrix)
  return [ndview(data, [rows, cols]) as NdArray, cols]
}

/** A copy of X, in which one column can be put into another order of the one that it has then. */
function shuffling(
  X: SamplesLike,
  column: number,
): { readonly samples: SamplesLike; readonly rows: number; arrange(order: Int32Array): void } {
  if (isTable(X)) {
    const { rows, names, columns } = readTable('X', X)
    const own = Array.from(columns[column])
    const samples = Object.fromEntries(names.map((name, j) => [name, j === column ? own : columns[j]]))
    return {
      samples,
      rows,
      arrange: order => {
        const values = Array.from(order, row => own[row])
        for (let i = 0; i < rows; i++) own[i] = values[i]
      },
    }
  }
  const [samples, cols] = dense(X)
  const [rows] = samples.shape as [number, number]
  return {
    samples,
    rows,
    arrange: order => {
      const values = Float64Array.from(order, row => samples.data[row * cols + column])
      values.forEach((value, i) => {
        samples.data[i * cols + column] = value
      })
    },
  }
}
