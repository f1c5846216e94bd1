/** A path of models on the training rows of a split, each scored on the held-out rows. */

import type { Predictor } from '../data/estimator'
import type { MatrixLike } from '../data/matrix-like'
import { type MissedFit, missedFit, warnOfUnconverged } from '../data/unconverged'
import type { Convergence } from '../linear-model/fit'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import type { Settings } from '../linear-model/options'
import { failureOf, rowsAt, scoreOf } from '../model-selection/fit-and-score'
import type { Job, JobData } from '../model-selection/parallel/job'
import type { Scoring } from '../model-selection/scorers'
import { ValidationError } from '../support/errors'
import { warn } from '../support/warnings'
import { withL1Ratio } from './cv-options'
import { modelsAlong } from './models-along'

/** What all paths have in common. */
export interface PathData extends JobData {
  /** of the model; C and l1Ratio do not count */
  readonly settings: Settings
  readonly Cs: Float64Array
  readonly scoring: Scoring
  /** what is added to the margins, `[n]` or a list of rows */
  readonly offset: readonly (readonly number[])[] | undefined
  /** the shares of the penalised coefficients: models between these and refits without a penalty are scored; 1 is the former */
  readonly gammas: readonly number[]
  /** whether the decisions about the held-out rows are kept */
  readonly keep: boolean
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
  /** score on the held-out rows, for each C and γ */
  readonly scores: Float64Array
  /** K' · d coefficients for each C; NaN where the training rows lack a class */
  readonly coef: Float64Array[]
  /** K' intercepts for each C */
  readonly intercept: Float64Array[]
  /** decisions about the held-out rows for each C and γ, row by row; if they are kept */
  readonly held: Float64Array[]
  /** the fits that have not converged */
  readonly missed: MissedFit[]
  /** why there is no score, where held-out rows have a class that the training rows lack */
  undefinedScore?: string
}

export const scorePath: Job<PathData, PathTask, ScoredPath> = {
  name: 'scorePath',
  piece: 'fold',
  async run(data, { l1Ratio, train, test, name }, signal) {
    const { Cs, scoring, classes, gammas, keep } = data
    const held = rowsAt(data, test)
    const offsetAt = (rows: Int32Array) => data.offset && Array.from(rows, i => data.offset?.[i] ?? [])
    const [trainOffset, testOffset] = [offsetAt(train), offsetAt(test)]
    const settings = withL1Ratio(data.settings, l1Ratio)
    const where = l1Ratio === undefined ? name : `${name}, l1Ratio = ${l1Ratio}`
    const path: ScoredPath = {
      scores: new Float64Array(Cs.length * gammas.length),
      coef: [],
      intercept: [],
      held: [],
      missed: [],
    }
    const note = (convergence: Convergence | undefined, at: string): void => {
      if (convergence?.converged === false) path.missed.push(missedFit(at, convergence.ending, settings))
    }
    const scoreAt = (model: LogisticRegression, point: string): number => {
      try {
        return scoreOf(withOffset(model, testOffset), scoring, held)
      } catch (error) {
        const failed = failureOf(`the test score (${point}) failed`, error)
        // Of a class that the model has not seen many scores know nothing.
        if (held.y.every(label => model.classes.includes(label))) throw failed
        path.undefinedScore ??= failed.message
        return Number.NaN
      }
    }
    const points = modelsAlong(Cs, settings, rowsAt(data, train), where, signal, trainOffset, gammas)
    for await (const { k, model, blends, refit } of points) {
      const at = `${where}, C = ${Cs[k]}`
      // A model that lacks a class has other rows than the models of the other folds.
      const isWhole = model.classes.length === classes
      blends.forEach((blend, g) => {
        const which = gammas.length > 1 || gammas[0] < 1 ? `${at}, gamma = ${gammas[g]}` : at
        path.scores[k * gammas.length + g] = scoreAt(blend, which)
        if (!keep) return
        const size = test.length * (classes === 2 ? 1 : classes)
        path.held[k * gammas.length + g] = isWhole
          ? Float64Array.from(blend.decisionFunction(held.X as MatrixLike, { offset: testOffset }).data)
          : new Float64Array(size).fill(Number.NaN)
      })
      const { coef, intercept, convergence } = model
      note(convergence, at)
      note(refit, `${where}, relaxed, C = ${Cs[k]}`)
      path.coef[k] = isWhole
        ? Float64Array.from(coef.data)
        : new Float64Array(classes * coef.shape[1]).fill(Number.NaN)
      path.intercept[k] = isWhole
        ? Float64Array.from(intercept.data)
        : new Float64Array(classes).fill(Number.NaN)
    }
    return path
  },
}

/** The model as a scorer may see it: with the offset of the rows that it is asked about. */
export function withOffset(
  model: LogisticRegression,
  offset: readonly (readonly number[])[] | undefined,
): Predictor {
  if (offset === undefined) return model
  const { classes } = model
  return {
    classes,
    predict: (X: MatrixLike) => model.predict(X, { offset }),
    predictProba: (X: MatrixLike) => model.predictProba(X, { offset }),
    decisionFunction: (X: MatrixLike) => model.decisionFunction(X, { offset }),
  }
}

/**
 * Says once that some folds have no score.
 *
 * @throws ValidationError when none has
 */
export function warnOfUndefined(paths: readonly ScoredPath[]): void {
  const reasons = paths.flatMap(path => path.undefinedScore ?? [])
  if (reasons.length === 0) return
  const message = `LogisticRegressionCV: ${reasons.length} of ${paths.length} paths have no score; ${reasons[0]}`
  if (reasons.length === paths.length) throw new ValidationError(message)
  warn(`${message}. Means are over the others.`)
}

/** Says once of all paths which fits have not converged, and whether the chosen C is concerned. */
export function warnOfPaths(paths: readonly ScoredPath[], C: number): void {
  const missed = paths.flatMap(path => path.missed)
  const total = paths.reduce((sum, { scores }) => sum + scores.length, 0)
  const concerned = missed.some(({ where }) => where.endsWith(`C = ${C}`))
  const remark = `Fits at the chosen C, ${C}, are ${concerned ? '' : 'not '}among them.`
  warnOfUnconverged('LogisticRegressionCV', missed, total, remark)
}
