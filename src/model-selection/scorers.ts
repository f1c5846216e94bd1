/**
 * Scorers: how good a fitted model is on some rows, greater being better. Named as in scikit-learn, or as glmnet's
 * `type.measure` (`deviance`, `auc`, `class`); what measures a loss is negated. Of two classes the greater label is the
 * positive one, unless `posLabel` says otherwise.
 */

import { missingMethods, type Predictor } from '../data/estimator'
import { checkLabel, type Label, type LabelsLike, readLabels, uniqueLabels } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { type FloatView, ndview } from '../data/ndview'
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
import { checkKeys, describe } from '../support/validate'

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

/** What {@link getScorer} takes besides a name. */
export interface ScorerOptions {
  /** the positive class, for scores that have one; default: the greater label */
  readonly posLabel?: Label | undefined
}

/** A scorer by name that may travel to other threads. */
interface NamedScorer {
  readonly scorer: ScorerName
  readonly posLabel: Label | undefined
}

/** A {@link Scorer} that may be told which class is the positive one. */
type Rule = (...args: [...Required<Parameters<Scorer>>, posLabel: Label | undefined]) => number

type Average = 'micro' | 'macro' | 'weighted'
type ClassMetric = keyof typeof CLASS_METRICS

const CLASS_METRICS = { f1: f1Score, precision: precisionScore, recall: recallScore, jaccard: jaccardScore }

/** One score of a metric of two classes, and one for each average over several. */
function classScorers<M extends ClassMetric>(name: M): Record<M | `${M}_${Average}`, Rule> {
  const metric = CLASS_METRICS[name]
  const averaged = (average: Average): Rule => {
    return (model, X, y, options) => metric(y, model.predict(X), { ...options, average })
  }
  const binary: Rule = (model, X, y, options, posLabel) =>
    metric(y, model.predict(X), { ...options, posLabel: positive(model, y, posLabel) })
  return {
    [name]: binary,
    [`${name}_micro`]: averaged('micro'),
    [`${name}_macro`]: averaged('macro'),
    [`${name}_weighted`]: averaged('weighted'),
  } as Record<M | `${M}_${Average}`, Rule>
}

function areaScorer(multiClass: 'ovr' | 'ovo', average: 'macro' | 'weighted'): Rule {
  return (model, X, y, options) => {
    refuseStrangers(model, y)
    const proba = probabilities(model, X)
    if (proba.shape[1] === 2)
      return rocAucScore(y, column(proba, 1), { ...options, posLabel: positive(model, y) })
    return rocAucScore(y, proba, { ...options, multiClass, average, ...labels(model) })
  }
}

const negLogLoss: Rule = (model, X, y, options) =>
  -logLoss(y, probabilities(model, X), { ...options, ...labels(model) })

const rocAuc: Rule = (model, X, y, options, posLabel) =>
  rocAucScore(y, ...ranking('roc_auc', model, X, y, options, posLabel))

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
    roc_auc: rocAuc,
    roc_auc_ovr: areaScorer('ovr', 'macro'),
    roc_auc_ovo: areaScorer('ovo', 'macro'),
    roc_auc_ovr_weighted: areaScorer('ovr', 'weighted'),
    roc_auc_ovo_weighted: areaScorer('ovo', 'weighted'),
    average_precision: (model, X, y, options, posLabel) =>
      averagePrecisionScore(y, ...ranking('average_precision', model, X, y, options, posLabel)),
    neg_log_loss: negLogLoss,
    // As glmnet names them; what it makes small is negated.
    deviance: (...args) => 2 * negLogLoss(...args),
    auc: rocAuc,
    class: (model, X, y, options) => accuracyScore(y, model.predict(X), options) - 1,
    d2_log_loss_score: (model, X, y, options) =>
      d2LogLossScore(y, probabilities(model, X), { ...options, ...labels(model) }),
    neg_brier_score: (model, X, y, options, posLabel) => {
      refuseStrangers(model, y)
      const label = positive(model, y, posLabel)
      const proba = column(probabilities(model, X), isFirst(model, y, label) ? 0 : 1)
      return -brierScoreLoss(y, proba, { ...options, posLabel: label })
    },
  }) satisfies Record<string, Rule>

/** Scores that see one class against the other; a function, for bundlers as above. */
const withPosLabel = (): string[] => [
  ...Object.keys(CLASS_METRICS),
  'roc_auc',
  'auc',
  'average_precision',
  'neg_brier_score',
]

/** A score by scikit-learn's name for it, or by glmnet's: `deviance`, `auc`, `class`. */
export type ScorerName = keyof ReturnType<typeof scorers>

/** One score: by name, or a function. */
export type Scoring = ScorerName | Scorer

/** What made the scorers that go by a name: they can be made again in another thread. */
const origins = new WeakMap<Scorer, NamedScorer>()

/**
 * The scorer of a name, as a function of a fitted model and the rows to score it on. A function is a scorer already.
 *
 * With `posLabel` it is a scoring for cross-validation and searches, in worker threads too.
 *
 * @param scoring - the name of a score, or a function
 * @param options - `posLabel`, for `'f1'`, `'precision'`, `'recall'`, `'jaccard'`, `'roc_auc'`, `'average_precision'` and
 * `'neg_brier_score'`
 * @throws ValidationError for an unknown name; the message lists those there are; for `posLabel` where no class is the
 * positive one
 *
 * @example
 * ```ts
 * import { getScorer, LogisticRegression } from 'ndlogit'
 *
 * const X = [[0], [1], [2], [3]]
 * const y = ['a', 'b', 'a', 'b']
 * const model = new LogisticRegression().fit(X, y)
 * console.log(getScorer('roc_auc')(model, X, y)) // 0.75
 * console.log(getScorer('recall', { posLabel: 'a' })(model, X, y)) // 0.5
 * ```
 */
export function getScorer(scoring: Scoring, options: ScorerOptions = {}): Scorer {
  checkKeys('getScorer', options, ['posLabel'])
  const { posLabel } = options
  if (typeof scoring === 'function') {
    if (posLabel === undefined) return scoring
    throw new ValidationError('posLabel goes with the name of a score; a function knows its positive class')
  }
  const named = Object(scoring) as Partial<NamedScorer>
  if (named.scorer !== undefined) return getScorer(named.scorer, { posLabel: named.posLabel })
  const known: Readonly<Record<string, Rule>> = scorers()
  if (typeof scoring !== 'string' || !Object.hasOwn(known, scoring)) {
    throw new ValidationError(
      `scoring must be a function or one of ${Object.keys(known).join(', ')}, got ${describe(scoring)}`,
    )
  }
  const rule = known[scoring]
  if (posLabel !== undefined) checkLabel('posLabel', posLabel)
  if (posLabel !== undefined && !withPosLabel().includes(scoring)) {
    throw new ValidationError(
      `posLabel goes with ${withPosLabel().join(', ')}; ${scoring} has no positive class, so leave it out`,
    )
  }
  const scorer: Scorer = (model, X, y, options = {}) => {
    if (missingMethods(model, ['predict']).length > 0) {
      throw new ValidationError(`${scoring}: the model must have the method predict, got ${describe(model)}`)
    }
    return rule(model, X, Array.isArray(y) ? y : readLabels('y', y as LabelsLike), options, posLabel)
  }
  origins.set(scorer, { scorer: scoring, posLabel })
  return scorer
}

/** The scoring in a form that may travel to another thread, where there is one. */
export function portableScoring(scoring: Scoring): Scoring {
  const origin = typeof scoring === 'function' ? origins.get(scoring) : undefined
  return (origin as unknown as Scoring | undefined) ?? scoring
}

function probabilities(model: Predictor, X: SamplesLike): FloatView {
  if (model.predictProba === undefined) {
    throw new UnsupportedError('this score needs probabilities, and the model has no predictProba')
  }
  return model.predictProba(X)
}

/** What ranks the rows by confidence in the positive class, and the options that go with it. */
function ranking(
  name: string,
  model: Predictor,
  X: SamplesLike,
  y: readonly Label[],
  options: object,
  posLabel: Label | undefined,
): [scores: FloatView, options: { readonly posLabel: Label }] {
  const scores = model.decisionFunction === undefined ? probabilities(model, X) : model.decisionFunction(X)
  if (scores.shape.length > 1 && scores.shape[1] !== 2) {
    const advice = name === 'roc_auc' ? "; 'roc_auc_ovr' and 'roc_auc_ovo' are for more" : ''
    throw new ValidationError(`${name} is for two classes, got ${scores.shape[1]}${advice}`)
  }
  refuseStrangers(model, y)
  const label = positive(model, y, posLabel)
  const towardsFirst = isFirst(model, y, label)
  const ranks = scores.shape.length > 1 ? scores.pick(null, towardsFirst ? 0 : 1) : scores
  if (!towardsFirst || scores.shape.length > 1) return [ranks, { ...options, posLabel: label }]
  const turned = Float64Array.from({ length: ranks.shape[0] }, (_, i) => -ranks.get(i))
  return [ndview(turned, [turned.length]), { ...options, posLabel: label }]
}

function column(matrix: FloatView, k: number): FloatView {
  if (matrix.shape[1] !== 2) {
    throw new ValidationError(`this score is for two classes, got ${matrix.shape[1]}`)
  }
  return matrix.pick(null, k)
}

/** The positive one of two classes: what is asked for, or the greater label. */
function positive(model: Predictor, y: readonly Label[], posLabel?: Label): Label {
  const classes = model.classes ?? uniqueLabels(y)
  if (classes.length > 2) {
    throw new ValidationError(
      `this score is for two classes, got ${classes.length}; averages such as f1_macro are for more`,
    )
  }
  if (posLabel === undefined) return classes[classes.length - 1]
  if (classes.includes(posLabel)) return posLabel
  const listed = classes.map(describe).join(', ')
  throw new ValidationError(`posLabel must be one of the labels ${listed}, got ${describe(posLabel)}`)
}

/** Whether `label` is the one that decision functions of two classes speak against. */
function isFirst(model: Predictor, y: readonly Label[], label: Label): boolean {
  const classes = model.classes ?? uniqueLabels(y)
  return classes.length === 2 && classes[0] === label
}

/** @throws ValidationError for a label that the model has not seen: no order of the rows is right for it */
function refuseStrangers({ classes }: Predictor, y: readonly Label[]): void {
  const stranger = classes === undefined ? undefined : y.find(label => !classes.includes(label))
  if (classes === undefined || stranger === undefined) return
  throw new ValidationError(
    `y has the label ${describe(stranger)}, but the model was fitted with ${classes.map(describe).join(', ')} alone`,
  )
}

function labels(model: Predictor): { labels?: readonly Label[] } {
  return model.classes === undefined ? {} : { labels: model.classes }
}
