/** From the scores of all folds to the choice of C and l1Ratio. */

import type { Label } from '../data/labels'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import type { Split } from '../model-selection/splitters/splitter'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { SELECTIONS, type Selection } from './cv-options'
import { alignedLines, short } from './path-table'
import type { ScoredPath } from './score-path-job'

/** Visits the fits in the order of the axes folds, Cs, l1Ratios. */
export function forEachFit(
  folds: number,
  Cs: number,
  ratios: number,
  visit: (fold: number, k: number, r: number, at: number) => void,
): void {
  for (let at = 0; at < folds * Cs * ratios; at++) {
    const k = Math.floor(at / ratios)
    visit(Math.floor(k / Cs), k % Cs, at % ratios, at)
  }
}

/** How many there are to choose from. */
export interface Choices {
  readonly folds: number
  readonly Cs: number
  readonly ratios: number
  readonly gammas: number
}

/** The scores of all paths `[folds, Cs, l1Ratios, gammas]`. */
export function scoreTable(
  paths: readonly ScoredPath[],
  { folds, Cs, ratios, gammas }: Choices,
): Float64Array {
  const scores = new Float64Array(folds * Cs * ratios * gammas)
  forEachFit(folds, Cs, ratios * gammas, (fold, k, v, at) => {
    const r = Math.floor(v / gammas)
    scores[at] = paths[r * folds + fold].scores[k * gammas + (v % gammas)]
  })
  return scores
}

/** What each model has said of the rows that it has not seen `[rows, Cs, l1Ratios, gammas, outputs]`; NaN of other rows. */
export function heldTable(
  paths: readonly ScoredPath[],
  splits: readonly Split[],
  rows: number,
  { folds, Cs, ratios, gammas }: Choices,
): Float64Array {
  const outputs = paths[0].held[0].length / splits[0].test.length
  const variants = ratios * gammas
  const out = new Float64Array(rows * Cs * variants * outputs).fill(Number.NaN)
  forEachFit(folds, Cs, variants, (fold, k, v) => {
    const own = paths[Math.floor(v / gammas) * folds + fold].held[k * gammas + (v % gammas)]
    splits[fold].test.forEach((i, p) => {
      out.set(own.subarray(p * outputs, (p + 1) * outputs), ((i * Cs + k) * variants + v) * outputs)
    })
  })
  return out
}

/** @throws ValidationError when a row is held out more than once: only one prediction of it could be kept */
export function refuseRepeated(splits: readonly Split[], rows: number): void {
  const seen = new Uint8Array(rows)
  for (const { test } of splits) {
    for (const i of test) {
      if (seen[i] === 1) {
        throw new ValidationError(
          `keepPredictions needs splits that hold out each row once at most, but row ${i} is held out again`,
        )
      }
      seen[i] = 1
    }
  }
}

/**
 * Mean of each column of the table `[folds, …]`, and its standard error by the spread over the folds (of a sample). Folds
 * without a score, NaN, are left out.
 */
export function meansOverFolds(
  scores: Float64Array,
  folds: number,
): { mean: Float64Array; error: Float64Array } {
  const size = scores.length / folds
  const mean = new Float64Array(size)
  const error = new Float64Array(size)
  for (let at = 0; at < size; at++) {
    const own = Array.from({ length: folds }, (_, fold) => scores[fold * size + at]).filter(
      score => !Number.isNaN(score),
    )
    mean[at] = own.reduce((sum, score) => sum + score, 0) / own.length
    const squares = own.reduce((sum, score) => sum + (score - mean[at]) ** 2, 0)
    error[at] = Math.sqrt(squares / (own.length - 1) / own.length)
  }
  return { mean, error }
}

/**
 * The position of the choice in the table `[Cs, l1Ratios]` of means. Of equals the first l1Ratio wins, then the
 * smallest C.
 */
export function choose(
  mean: Float64Array,
  error: Float64Array,
  Cs: Float64Array,
  ratios: number,
  selection: Selection,
): number {
  const order = Array.from(mean.keys()).sort(
    (a, b) => (a % ratios) - (b % ratios) || Cs[Math.floor(a / ratios)] - Cs[Math.floor(b / ratios)],
  )
  const best = order.reduce((found, at) => (mean[at] > mean[found] ? at : found))
  if (selection === 'best') return best
  if (Number.isNaN(error[best])) throw new ValidationError("selection '1se' needs at least 2 splits, got 1")
  const bar = mean[best] - error[best]
  return order.find(at => at % ratios === best % ratios && mean[at] >= bar) ?? best
}

/** What is said of a search that is printed. */
export function factsOf(chosen: CVChoice | undefined): string[] {
  if (chosen === undefined) return ['not fitted']
  const { axes, mean } = chosen
  const choice = sayChoice(chosen)
  const best = mean.reduce((max, score) => Math.max(max, score), -Infinity)
  return [
    `${choice} of ${axes.slice(1).join(' × ')}`,
    `${axes[0]} folds, best mean score ${best.toPrecision(4)}`,
  ]
}

function sayChoice({ C, l1Ratio, gamma }: CVPoint): string {
  const parts = [`C ${Number(C.toPrecision(4))}`]
  if (l1Ratio !== undefined) parts.push(`l1Ratio ${l1Ratio}`)
  if (gamma !== undefined) parts.push(`gamma ${gamma}`)
  return parts.join(', ')
}

/** The table of a search: the scores of its Cs, at the l1Ratio and γ that were chosen, and what each rule would take. */
export function searchTable({ mean, error, at, Cs, rules, ...chosen }: Chosen<Label>): string {
  const variants = mean.length / Cs.length
  const lines = Array.from(Cs, (C, k) => {
    const own = k * variants + (at % variants)
    const marks = SELECTIONS.filter(rule => rules[rule] === own)
    return [short(C), short(mean[own]), short(error[own]), marks.join(', ')]
  })
  const title = `Cross-validation of ${counted(Cs.length, 'C')} in ${chosen.axes[0]} folds: ${sayChoice(chosen)}`
  return [title, '', ...alignedLines([['C', 'mean score', 'std. error', ''], ...lines])].join('\n')
}

/** What may be chosen. */
export interface CVPoint {
  readonly C: number
  /** undefined for penalties without one */
  readonly l1Ratio: number | undefined
  /** undefined where there are no refits */
  readonly gamma: number | undefined
}

/** What a search has chosen, and from which scores. */
export interface CVChoice extends CVPoint {
  /** folds, Cs, and l1Ratios and γs if there are any */
  readonly axes: readonly number[]
  /** over the folds */
  readonly mean: Float64Array
}

/** What a search has found: scores, paths, and the model that was chosen. */
export interface Chosen<L extends Label> extends CVChoice {
  readonly scores: Float64Array
  readonly error: Float64Array
  readonly paths: readonly ScoredPath[]
  readonly Cs: Float64Array
  /** position of the choice, and of that of each rule, in the table of means; of what needs more folds undefined */
  readonly at: number
  readonly rules: Readonly<Record<Selection, number | undefined>>
  /** decisions about held-out rows `[rows, Cs, l1Ratios, gammas, outputs]`, if they are kept */
  readonly held: Float64Array | undefined
  readonly features: number
  readonly model: LogisticRegression<L> | undefined
}
