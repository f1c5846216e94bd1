/** One fit on the training rows of a split, and its scores: what all of cross-validation is made of. */

import { type Estimator, fitEstimator, type Predictor, withParams } from '../data/estimator'
import type { Label } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { takeLabels, takeRows } from '../data/take-rows'
import { type MissedFit, reportingTo, warnOfUnconverged } from '../data/unconverged'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { warn } from '../support/warnings'
import type { Job, JobData } from './parallel/job'
import { offsetAt, type RowOffset, withRowOffset } from './row-offset'
import { getScorer, type Scoring } from './scorers'

/** What happens to a fit or a score that fails: `'raise'` ends all, a number stands for the score. */
export type ErrorScore = 'raise' | number

/** What all fits have in common. */
export interface FitScoreData extends JobData {
  readonly estimator: Estimator
  readonly scoring: Readonly<Record<string, Scoring>>
  readonly errorScore: ErrorScore
  readonly returnTrainScore: boolean
  readonly returnEstimator: boolean
}

/** One fit. */
export interface FitScoreTask {
  /** options that differ from those of the estimator */
  readonly params: object
  readonly train: Int32Array
  readonly test: Int32Array
  /** what to call it in a message, such as `fold 2` */
  readonly name: string
}

/** What became of it. */
export interface FitScore {
  readonly testScores: Readonly<Record<string, number>>
  /** empty unless asked for */
  readonly trainScores: Readonly<Record<string, number>>
  /** the fitted estimator; from a worker what its `toJSON` gave */
  readonly estimator?: unknown
  readonly fitMs: number
  readonly scoreMs: number
  /** why the fit failed */
  readonly failure?: string
  /** the fit and the scores that failed */
  readonly failures: readonly Failure[]
  /** the fit, if it has not converged */
  readonly missed: readonly MissedFit[]
}

/** A fit or a score for which `errorScore` stands. */
export interface Failure {
  /** such as `the test score`: what fails in one fold does so in others */
  readonly what: string
  readonly message: string
}

/** Rows of the data with all that goes with them. */
export interface Rows {
  readonly X: SamplesLike
  readonly y: Label[]
  /** `sampleWeight`, or nothing */
  readonly weight: { readonly sampleWeight?: Float64Array }
  /** `offset`, or nothing */
  readonly shift: { readonly offset?: RowOffset }
}

export const fitAndScore: Job<FitScoreData, FitScoreTask, FitScore> = {
  name: 'fitAndScore',
  piece: 'fold',
  async run(data, task, signal) {
    const estimator = withParams(data.estimator, task.params)
    const train = rowsAt(data, task.train)
    const test = rowsAt(data, task.test)
    const where = describeTask(task)
    const started = performance.now()
    const missed: MissedFit[] = []
    const failures: Failure[] = []
    const insteadOf = (what: string, message: string, error: unknown): number => {
      const failed = failureOf(message, error)
      if (data.errorScore === 'raise') throw failed
      failures.push({ what, message: failed.message })
      return data.errorScore
    }
    let failure: string | undefined
    try {
      const options = { ...train.weight, ...train.shift, signal, ...reportingTo(missed, where) }
      await fitEstimator(estimator, train.X, train.y, options)
    } catch (error) {
      signal?.throwIfAborted()
      insteadOf('the fit', `the fit failed (${where})`, error)
      failure = failures[0].message
    }
    const fitted = performance.now()
    const score = (rows: Rows, side: string): Record<string, number> =>
      mapValues(data.scoring, (scoring, name) => {
        if (failure !== undefined) return data.errorScore as number
        try {
          return scoreOf(withRowOffset(estimator, rows.shift), scoring, rows)
        } catch (error) {
          const what = `the ${side} score${name === 'score' ? '' : ` ${name}`}`
          return insteadOf(what, `${what} (${where}) failed`, error)
        }
      })
    const testScores = score(test, 'test')
    const scored = performance.now()
    return {
      testScores,
      fitMs: fitted - started,
      scoreMs: scored - fitted,
      missed,
      failures,
      trainScores: data.returnTrainScore ? score(train, 'training') : {},
      ...(data.returnEstimator && { estimator }),
      ...(failure !== undefined && { failure }),
    }
  },
}

/** What fits that have not converged mean for scores. */
export const SCORED = 'They are scored as they are.'

/** Says once which of the fits have not converged, and what that means for the result. */
export function warnOfFits(
  owner: string,
  results: readonly Pick<FitScore, 'missed'>[],
  remark: string,
): void {
  warnOfUnconverged(
    owner,
    results.flatMap(result => result.missed),
    results.length,
    remark,
  )
}

/** The rows at these positions, with what goes with them. */
export function rowsAt({ X, y, sampleWeight, offset }: JobData, rows: Int32Array): Rows {
  return {
    X: takeRows(X, rows),
    y: takeLabels(y, rows) as Label[],
    weight: sampleWeight === undefined ? {} : { sampleWeight: takeLabels(sampleWeight, rows) },
    shift: offsetAt(offset, rows),
  }
}

/** @throws ValidationError when it is no number, and what the scorer throws */
export function scoreOf(model: Predictor, scoring: Scoring, { X, y, weight }: Omit<Rows, 'shift'>): number {
  const value: unknown = getScorer(scoring)(model, X, y, weight)
  if (typeof value === 'number' && !Number.isNaN(value)) return value
  throw new ValidationError(`a score must be a number, got ${describe(value)}`)
}

/** The error that says what failed, where, and why. */
export function failureOf(what: string, error: unknown): ValidationError {
  return new ValidationError(`${what}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  })
}

/** Says once of each score, and of the fits, how many of them failed, and what stands for them. */
export function warnOfFailures(results: readonly Pick<FitScore, 'failures'>[], errorScore: ErrorScore): void {
  const first = new Map<string, Failure & { count: number }>()
  for (const failure of results.flatMap(({ failures }) => failures)) {
    const seen = first.get(failure.what)
    if (seen === undefined) first.set(failure.what, { ...failure, count: 1 })
    else seen.count++
  }
  for (const { message, count } of first.values()) {
    const others = count === 1 ? '' : `, and so are ${count - 1} more of ${results.length}`
    warn(`${message}; its score is ${errorScore}${others}`)
  }
}

function describeTask({ name, params }: FitScoreTask): string {
  const options = Object.entries(params).map(([key, value]) => `${key} = ${shortText(value)}`)
  return [name, ...options].join(', ')
}

/** A list of numbers as it is, what is deeper by its kind. */
function shortText(value: unknown): string {
  const isShort = Array.isArray(value) && value.length <= 5 && value.every(part => typeof part !== 'object')
  if (isShort) return value.map(String).join()
  return typeof value === 'string' ? value : describe(value)
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}
