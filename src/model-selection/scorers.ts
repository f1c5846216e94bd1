/**
 * Scorers: how good a fitted model is on some rows, greater being better. Named as in scikit-learn; what measures a loss
 * is negated. Of two classes the greater label is the positive one.
 */

import type { Predictor } from '../data/estimator'
import { type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import type { FloatView } from '../data/ndview'
import { accuracyScore } from '../metrics/accuracy'
import { matthewsCorrcoef } from '../metrics/agreement'
import { balancedAccuracyScore } from '../metrics/balanced-accuracy'
import { brierScoreLoss } from '../metrics/calibration'
import { d2LogLossScore } from '../metrics/d2-log-loss'
import { jaccardScore } from '../metrics/jaccard'
import { logLoss } from '../metrics/log-loss'
import { f1Score, precisionScore, recallScore } from '../metrics/precision-recall'
import { averagePrecisionScore } from '../metrics/precision-recall-curve'
import { rocAucScore } from '../metrics/roc-auc'
import { UnsupportedError, ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/**
 * A score of a fitted model on rows X `[n, d]` with true labels y `[n]`: a number, greater is better. `options` holds
 * `sampleWeight` `[n]` if cross-validation was given weights.
 */
export type Scorer = (
  model: Predictor,
  X: SamplesLike,
  y: readonly Label[],
  options?: { readonly sampleWeight?: LabelsLike<number> | undefined },
) => number

type Average = 'micro' | 'macro' | 'weighted'
type ClassMetric = keyof typeof CLASS_METRICS

const CLASS_METRICS = { f1: f1Score, precision: precisionScore, recall: recallScore, jaccard: jaccardScore }

/** One score of a metric of two classes, and one for each average over several. */
function classScorers<M extends ClassMetric>(name: M): Record<M | `${M}_${Average}`, Scorer> {
  const metric = CLASS_METRICS[name]
  const averaged = (average: Average): Scorer => {
    return (model, X, y, options) => metric(y, model.predict(X), { ...options, average })
  }
  const binary: Scorer = (model, X, y, options) =>
    metric(y, model.predict(X), { ...options, posLabel: positive(model, y) })
  return {
    [name]: binary,
    [`${name}_micro`]: averaged('micro'),
    [`${name}_macro`]: averaged('macro'),
    [`${name}_weighted`]: averaged('weighted'),
  } as Record<M | `${M}_${Average}`, Scorer>
}

function areaScorer(multiClass: 'ovr' | 'ovo', average: 'macro' | 'weighted'): Scorer {
  return (model, X, y, options) => {
    const proba = probabilities(model, X)
    if (proba.shape[1] === 2) return rocAucScore(y, column(proba, 1), options)
    return rocAucScore(y, proba, { ...options, multiClass, average, ...labels(model) })
  }
}

/** A function, not a table: bundlers drop a function that nobody calls, and with it every metric. */
const scorers = () =>
  ({
    accuracy: (model, X, y, options) => accuracyScore(y, model.predict(X), options),
    balanced_accuracy: (model, X, y, options) => balancedAccuracyScore(y, model.predict(X), options),
    ...classScorers('f1'),
    ...classScorers('precision'),
    ...classScorers('recall'),
    ...classScorers('jaccard'),
    matthews_corrcoef: (model, X, y, options) => matthewsCorrcoef(y, model.predict(X), options),
    roc_auc: (model, X, y, options) => rocAucScore(y, ranking(model, X, 'roc_auc'), options),
    roc_auc_ovr: areaScorer('ovr', 'macro'),
    roc_auc_ovo: areaScorer('ovo', 'macro'),
    roc_auc_ovr_weighted: areaScorer('ovr', 'weighted'),
    roc_auc_ovo_weighted: areaScorer('ovo', 'weighted'),
    average_precision: (model, X, y, options) =>
      averagePrecisionScore(y, ranking(model, X, 'average_precision'), {
        ...options,
        posLabel: positive(model, y),
      }),
    neg_log_loss: (model, X, y, options) =>
      -logLoss(y, probabilities(model, X), { ...options, ...labels(model) }),
    d2_log_loss_score: (model, X, y, options) =>
      d2LogLossScore(y, probabilities(model, X), { ...options, ...labels(model) }),
    neg_brier_score: (model, X, y, options) =>
      -brierScoreLoss(y, column(probabilities(model, X), 1), { ...options, posLabel: positive(model, y) }),
  }) satisfies Record<string, Scorer>

/** A score by scikit-learn's name for it. */
export type ScorerName = keyof ReturnType<typeof scorers>

/** One score: by name, or a function. */
export type Scoring = ScorerName | Scorer

/**
 * The scorer of a name, as a function of a fitted model and the rows to score it on. A function is a scorer already.
 *
 * @param scoring - the name of a score, or a function
 * @throws ValidationError for an unknown name; the message lists those there are
 *
 * @example
 * ```ts
 * import { getScorer, LogisticRegression } from 'ndlogit'
 *
 * const X = [[0], [1], [2], [3]]
 * const y = ['a', 'b', 'a', 'b']
 * const model = new LogisticRegression().fit(X, y)
 * console.log(getScorer('roc_auc')(model, X, y)) // 0.75
 * ```
 */
export function getScorer(scoring: Scoring): Scorer {
  if (typeof scoring === 'function') return scoring
  const known = scorers()
  if (typeof scoring !== 'string' || !Object.hasOwn(known, scoring)) {
    throw new ValidationError(
      `scoring must be a function or one of ${Object.keys(known).join(', ')}, got ${describe(scoring)}`,
    )
  }
  return known[scoring]
}

function probabilities(model: Predictor, X: SamplesLike): FloatView {
  if (model.predictProba === undefined) {
    throw new UnsupportedError('this score needs probabilities, and the model has no predictProba')
  }
  return model.predictProba(X)
}

/** What ranks the rows by confidence in the positive class. */
function ranking(model: Predictor, X: SamplesLike, name: string): FloatView {
  const scores = model.decisionFunction === undefined ? probabilities(model, X) : model.decisionFunction(X)
  if (scores.shape.length === 1) return scores
  if (scores.shape[1] === 2) return column(scores, 1)
  const advice = name === 'roc_auc' ? "; 'roc_auc_ovr' and 'roc_auc_ovo' are for more" : ''
  throw new ValidationError(`${name} is for two classes, got ${scores.shape[1]}${advice}`)
}

function column(matrix: FloatView, k: number): FloatView {
  if (matrix.shape[1] !== 2) {
    throw new ValidationError(`this score is for two classes, got ${matrix.shape[1]}`)
  }
  return matrix.pick(null, k)
}

function positive(model: Predictor, y: readonly Label[]): Label {
  const classes = model.classes ?? uniqueLabels(y)
  if (classes.length > 2) {
    throw new ValidationError(
      `this score is for two classes, got ${classes.length}; averages such as f1_macro are for more`,
    )
  }
  return classes[classes.length - 1]
}

function labels(model: Predictor): { labels?: readonly Label[] } {
  return model.classes === undefined ? {} : { labels: model.classes }
}
