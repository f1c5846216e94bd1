/** From the findings of the first pass and the options to the problems that are solved: what formulation.ts is in memory. */

import { type Label, refuseMeasurements, uniqueLabels } from '../data/labels'
import { type ColumnUnits, unitsOfMoments } from '../design/column-units'
import { applyOwnWeights, balance } from '../linear-model/class-weight'
import { CoefficientLayout } from '../linear-model/coefficient-layout'
import { checkSizes, penaltyAtC } from '../linear-model/formulation'
import type { Settings } from '../linear-model/options'
import type { Link } from '../linear-model/probabilities'
import { dropAbsent, warnOfMany } from '../linear-model/training-set'
import type { SavedStandardScaler } from '../preprocessing/standard-scaler'
import type { SeparablePenalty } from '../problem/penalty'
import { indexRange } from '../support/arrays'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import type { Space } from './point'
import type { Findings, LabelCount, Part, Statement } from './task'

/** One fit over partitions, stated: every class, or each against the rest. */
export interface Formulated {
  readonly classes: readonly Label[]
  readonly link: Link
  readonly layout: CoefficientLayout
  readonly statement: Statement
  readonly units: ColumnUnits | undefined
  /** the problems whose solutions, one after the other, are the coefficients */
  spacesAt(C: number): readonly Space[]
}

/** The part of the rows that a fit sees. */
export interface Selection {
  readonly scaler: SavedStandardScaler | undefined
  /** a fold that is left out */
  readonly withoutFold?: number
  readonly largestGram: number
}

/** @throws ValidationError for findings that cannot be fitted */
export function formulateRounds(findings: Findings, settings: Settings, selection: Selection): Formulated {
  const { withoutFold, scaler } = selection
  const { features, moments } = findings
  const seen = findings.labels.filter(({ fold }) => withoutFold === undefined || fold !== withoutFold)
  const labels = uniqueLabels(findings.labels.map(({ label }) => label))
  const { classes, codes, factors, weights } = weightClasses(labels, seen, settings)
  const rows = seen.reduce((sum, count) => sum + count.rows, 0)
  const weight = weights.reduce((sum, value, k) => sum + value * factors[k], 0)
  checkSizes(weight, settings)
  warnOfMany(classes.length, rows)
  const { fitIntercept, penalizeIntercept, interceptScaling } = settings
  const units = unitsOfMoments(moments, fitIntercept && !penalizeIntercept)
  const constant = fitIntercept ? (penalizeIntercept ? interceptScaling : 1) : undefined
  const single = classes.length === 2
  const ovr = !single && settings.multiClass === 'ovr'
  const outputs = single || ovr ? 1 : classes.length
  const ofCodes = single ? [1] : ovr ? [...classes.keys()] : [undefined]
  // Parts are made once: the rows of a part are found anew for each one.
  const penaltyAt = (C: number): SeparablePenalty =>
    penaltyAtC(C, { design: { cols: features }, classes }, settings, outputs, units)
  const penaltyOfOne = penaltyAt(1)
  const free = indexRange(penaltyOfOne.l1.length).filter(q => penaltyOfOne.isFree(q))
  const parts = ofCodes.map((code): Part => ({ code, factors, withoutFold, free }))
  const cols = features + (constant === undefined ? 0 : 1)
  const { largestGram } = selection
  return {
    classes,
    link: single ? 'logistic' : ovr ? 'ovr' : 'softmax',
    layout: new CoefficientLayout(single ? 1 : classes.length, features, settings),
    statement: { labels, codes, classCount: classes.length, features, constant, units, scaler },
    units,
    spacesAt: C => {
      const penalty = penaltyAt(C)
      const shape = { penalty, design: { cols }, loss: { outputs } }
      const byProducts = !penalty.hasKinks && outputs * cols > largestGram
      const mayRecede = free.some(q => constant === undefined || q % cols !== features)
      return parts.map(part => ({ penalty, part, shape, rows, weight, largestGram, byProducts, mayRecede }))
    },
  }
}

interface WeightedClasses {
  readonly classes: readonly Label[]
  /** the class of each label */
  readonly codes: Int32Array
  /** what weights of rows are multiplied with, by label */
  readonly factors: Float64Array
  /** of all rows of each label */
  readonly weights: Float64Array
}

function weightClasses(
  labels: readonly Label[],
  counts: readonly LabelCount[],
  settings: Settings,
): WeightedClasses {
  if (labels.length === 0) throw new ValidationError('the partitions have no row')
  refuseMeasurements('y', labels)
  const position = new Map(labels.map((label, k) => [label, k]))
  const weights = new Float64Array(labels.length)
  for (const { label, weight } of counts) weights[position.get(label) ?? 0] += weight
  // Each label stands for all of its rows.
  const codes = indexRange(labels.length)
  const factors = new Float64Array(labels.length).fill(1)
  applyOwnWeights(settings.classWeight, labels, codes, factors)
  const weighted = weights.map((weight, k) => weight * factors[k])
  const classes = dropAbsent(labels, codes, weighted)
  for (let k = 0; k < factors.length; k++) if (weighted[k] === 0) factors[k] = 0
  if (settings.classWeight === 'balanced') {
    const balanced = weighted.slice()
    balance(classes.length, codes, balanced)
    for (let k = 0; k < factors.length; k++) if (weighted[k] > 0) factors[k] *= balanced[k] / weighted[k]
  }
  return { classes, codes, factors, weights }
}

/** @throws ValidationError when there is a label that is none of the classes */
export function refuseOtherLabels(classes: readonly Label[], counts: readonly LabelCount[]): void {
  const strange = counts.find(({ label }) => !classes.includes(label))
  if (strange === undefined) return
  throw new ValidationError(
    `y has the label ${describe(strange.label)}, which is none of the classes given: ${listed(classes)}`,
  )
}

/** @throws ValidationError when there is a class without a label */
export function refuseAbsentClasses(classes: readonly Label[], counts: readonly LabelCount[]): void {
  const absent = classes.find(known => counts.every(({ label }) => label !== known))
  if (absent === undefined) return
  const labels = [...new Set(counts.map(({ label }) => label))]
  throw new ValidationError(
    `classes names ${describe(absent)}, of which no partition has a row; labels: ${listed(labels)}`,
  )
}

function listed(labels: readonly Label[]): string {
  const shown = labels.slice(0, 10).map(describe).join(', ')
  return labels.length > 10 ? `${shown}, …` : shown
}
