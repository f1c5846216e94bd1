/** The search of LogisticRegressionCV: the paths of all folds, the choice, and the fit of the choice to all rows. */

import { type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import { type MatrixLike, matrixShape } from '../data/matrix-like'
import { type NdArray, ndview } from '../data/ndview'
import { watchValues } from '../data/still'
import { type LogisticRegression, unfitted } from '../linear-model/logistic-regression'
import { offsetRows, type RowOptions } from '../linear-model/targets'
import { readEvaluationData } from '../model-selection/evaluation'
import { runJobs } from '../model-selection/parallel/run-jobs'
import { portableScoring } from '../model-selection/scorers'
import { NotFittedError } from '../support/errors'
import { runStepsAsync } from '../support/steps'
import {
  type Chosen,
  type CVPoint,
  choose,
  forEachFit,
  heldTable,
  meansOverFolds,
  refuseRepeated,
  scoreTable,
} from './cv-choice'
import { type CVFitOptions, type CVSettings, withL1Ratio } from './cv-options'
import { relaxedModel } from './relaxed'
import { scorePath, warnOfPaths, warnOfUndefined } from './score-path-job'

/** @throws ValidationError for data that do not fit together, and for a fit or a score that fails */
export async function searchPaths<L extends Label>(
  settings: CVSettings,
  X: MatrixLike,
  y: LabelsLike<L>,
  options: CVFitOptions,
): Promise<Chosen<L>> {
  const { model, Cs, l1Ratios, gammas, cv, scoring, keepPredictions, nJobs } = settings
  const { splits, ...data } = readEvaluationData(X, y as LabelsLike, { ...options, cv })
  const rows = data.y.length
  if (keepPredictions) refuseRepeated(splits, rows)
  const tasks = l1Ratios.flatMap(l1Ratio =>
    splits.map((split, k) => ({ ...split, l1Ratio, name: `fold ${k}` })),
  )
  const offset = offsetRows(options.offset, rows)
  const shared = {
    ...data,
    settings: model,
    Cs,
    scoring: portableScoring(scoring),
    classes: uniqueLabels(data.y).length,
    offset,
    gammas: gammas ?? [1],
    keep: keepPredictions,
  }
  const paths = await runJobs(scorePath, shared, tasks, { ...options, nJobs })
  const sizes = {
    folds: splits.length,
    Cs: Cs.length,
    ratios: l1Ratios.length,
    gammas: shared.gammas.length,
  }
  const [, features] = matrixShape('X', X)
  const held = keepPredictions ? heldTable(paths, splits, rows, sizes) : undefined
  const chosen = { ...chooseFrom(settings, scoreTable(paths, sizes), splits.length), paths, features, held }
  const { sampleWeight, signal } = options
  const final = settings.refit
    ? await fitChoice(settings, chosen, X, data.y as L[], { sampleWeight, offset }, signal)
    : undefined
  warnOfUndefined(paths)
  warnOfPaths(paths, chosen.C)
  return { ...chosen, model: final }
}

/** The axes of the table of scores. */
export function axesOf({ Cs, l1Ratios, gammas }: CVSettings, folds: number): number[] {
  return [
    folds,
    Cs.length,
    ...(l1Ratios[0] === undefined ? [] : [l1Ratios.length]),
    ...(gammas === undefined ? [] : [gammas.length]),
  ]
}

/** The choice from the table of scores. */
export function chooseFrom(settings: CVSettings, scores: Float64Array, folds: number) {
  const { Cs, selection } = settings
  const { mean, error } = meansOverFolds(scores, folds)
  const by = (rule: CVSettings['selection']) => choose(mean, error, Cs, mean.length / Cs.length, rule)
  const at = by(selection)
  const rules = { best: by('best'), '1se': folds > 1 ? by('1se') : undefined }
  return { axes: axesOf(settings, folds), scores, mean, error, Cs, at, rules, ...pointAt(settings, at) }
}

/** What stands at a position of the table of means. */
export function pointAt({ Cs, l1Ratios, gammas }: CVSettings, at: number): CVPoint {
  const count = gammas?.length ?? 1
  const variants = l1Ratios.length * count
  return {
    C: Cs[Math.floor(at / variants)],
    l1Ratio: l1Ratios[Math.floor((at % variants) / count)],
    gamma: gammas?.[at % count],
  }
}

async function fitChoice<L extends Label>(
  { model }: CVSettings,
  { C, l1Ratio, gamma = 1 }: CVPoint,
  X: MatrixLike,
  y: readonly L[],
  rowOptions: Pick<RowOptions, 'sampleWeight' | 'offset'>,
  signal: AbortSignal | undefined,
): Promise<LogisticRegression<L>> {
  const settings = { ...withL1Ratio(model, l1Ratio), C }
  if (gamma === 1) return unfitted(settings).fitAsync(X, y, { ...rowOptions, signal })
  const isStill = watchValues('X', X)
  const found = await runStepsAsync(relaxedModel(settings, X, y, rowOptions, gamma), { signal })
  isStill()
  return found
}

/** The coefficients or intercepts of the penalised models, axes folds, Cs, (l1Ratios,) and those of one model. */
export function stackOf(
  { l1Ratio, paths, Cs, axes }: Chosen<Label>,
  part: 'coef' | 'intercept',
  shapeOf: (size: number) => number[],
): NdArray {
  if (paths.length === 0) throw new NotFittedError('LogisticRegressionCV', `${part}s`, 'were not saved')
  const folds = axes[0]
  const ratios = paths.length / folds
  const size = paths[0][part][0].length
  const out = new Float64Array(paths.length * Cs.length * size)
  forEachFit(folds, Cs.length, ratios, (fold, k, r, at) => {
    out.set(paths[r * folds + fold][part][k], at * size)
  })
  const own = l1Ratio === undefined ? [folds, Cs.length] : [folds, Cs.length, ratios]
  return ndview(out, [...own, ...shapeOf(size)])
}

/** @throws NotFittedError where they were not kept */
export function heldOutOf({ held, axes, paths }: Chosen<Label>): NdArray {
  if (held === undefined) {
    throw new NotFittedError(
      'LogisticRegressionCV with keepPredictions: false, or read from a file',
      'heldOutDecisions',
    )
  }
  const variants = axes.slice(1)
  const outputs = paths[0].intercept[0].length
  const rows = held.length / outputs / variants.reduce((product, count) => product * count, 1)
  return ndview(held, outputs === 1 ? [rows, ...variants] : [rows, ...variants, outputs])
}
