/**
 * The models of one split along a list of Cs: each fit starts where the one before it ended, from the strongest penalty
 * to the weakest, so that a step along the path costs a few Newton steps on the coefficients that matter there.
 */

import type { Label } from '../matrix/labels'
import { fail, scoreOrFail, takeTraining } from '../model-selection/fit-and-score'
import type { Job, JobData } from '../model-selection/parallel/run-jobs'
import type { Scoring } from '../model-selection/scorers'
import { ValidationError } from '../support/errors'
import { checkNumber } from '../support/validate'
import { LogisticRegression } from './logistic-regression'
import type { LogisticRegressionOptions } from './options'

/** Positions of `values`, smallest value first. */
export function increasing(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, k) => k).sort((a, b) => values[a]! - values[b]!)
}

/** The option `Cs`: a list, or how many from 1e-4 to 1e4 in equal ratios. @throws ValidationError when it is empty or a C is not > 0 */
export function readCs(Cs: unknown): Float64Array {
  if (Array.isArray(Cs)) {
    if (Cs.length === 0) throw new ValidationError('Cs is empty')
    return Float64Array.from(Cs, (C, k) => checkNumber(`Cs[${k}]`, C, { above: 0 }))
  }
  const count = checkNumber('Cs', Cs, { min: 1, integer: true })
  return Float64Array.from({ length: count }, (_, k) => 10 ** (-4 + (8 * k) / Math.max(1, count - 1)))
}

/** What all paths have in common. */
export interface PathData extends JobData {
  /** all but C and l1Ratio */
  readonly options: LogisticRegressionOptions
  readonly Cs: Float64Array
  readonly scoring: Scoring
  /** number of classes K in all rows */
  readonly classes: number
}

/** One path. */
export interface PathTask {
  readonly l1Ratio: number | undefined
  readonly train: Int32Array
  readonly test: Int32Array
  /** what to call it in a message, such as `fold 2` */
  readonly name: string
}

/** The path in the order of the Cs; K' is 1 for two classes, else K. */
export interface ScoredPath {
  /** score on the held-out rows, for each C */
  readonly scores: Float64Array
  /** K' · d coefficients for each C */
  readonly coef: Float64Array[]
  /** K' intercepts for each C */
  readonly intercept: Float64Array[]
}

export const scorePath: Job<PathData, PathTask, ScoredPath> = {
  name: 'scorePath',
  async run(data, { l1Ratio, train, test, name }, signal) {
    const { options, Cs, scoring, classes } = data
    const fitted = takeTraining(data, train)
    const held = takeTraining(data, test)
    const model = new LogisticRegression({ ...options, ...(l1Ratio !== undefined && { l1Ratio }) } as object)
    model.setParams({ warmStart: true })
    const path: ScoredPath = { scores: new Float64Array(Cs.length), coef: [], intercept: [] }
    for (const k of increasing(Cs)) {
      const where = `${name}${l1Ratio === undefined ? '' : `, l1Ratio = ${l1Ratio}`}, C = ${Cs[k]}`
      try {
        await model
          .setParams({ C: Cs[k]! })
          .fitAsync(fitted.X, fitted.y as Label[], { ...fitted.weight, signal })
        if (model.classes.length < classes) throw new ValidationError('a class has no training row')
      } catch (error) {
        signal?.throwIfAborted()
        fail('raise', `the fit failed (${where})`, error)
      }
      path.scores[k] = scoreOrFail(model, scoring, held, 'raise', `the test score (${where})`)
      path.coef[k] = Float64Array.from(model.coef.data)
      path.intercept[k] = Float64Array.from(model.intercept.data)
    }
    return path
  },
}
