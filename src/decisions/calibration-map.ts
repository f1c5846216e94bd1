/**
 * What turns the scores of a model into probabilities `[n, K]`: fitted on held-out rows, kept as plain data, so that it can be
 * saved. Several classes are mapped one against the rest and normalised, by a temperature together.
 */

import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { readArray, readSavedNumbers, refuseUnknownFields } from '../support/saved'
import { checkChoice, checkNumber, checkObject } from '../support/validate'
import {
  type Curve,
  fitIsotonic,
  fitSigmoid,
  type Isotonic,
  inverseTemperature,
  isotonicAt,
  type Sigmoid,
  sigmoidAt,
} from './calibrators'

/** The ways to calibrate. */
export const METHODS = ['sigmoid', 'isotonic', 'temperature'] as const

/** A way to calibrate. */
export type Method = (typeof METHODS)[number]

/** Scores, row after row: one a row for two classes, in favour of the second, else K; and labels of held-out rows. */
export interface Held {
  readonly scores: Float64Array
  readonly codes: Int32Array
  readonly weights: Float64Array
}

/** A curve for the second of two classes, or for each of several; or one inverse temperature. */
export type CalibrationMap =
  | { readonly method: 'sigmoid'; readonly curves: readonly Sigmoid[] }
  | { readonly method: 'isotonic'; readonly curves: readonly Isotonic[] }
  | { readonly method: 'temperature'; readonly beta: number }

/** The map that fits held-out rows. @throws ValidationError when none of them has any weight */
export function fitMap(method: Method, { scores, codes, weights }: Held, classes: number): CalibrationMap {
  if (!weights.some(weight => weight > 0)) {
    throw new ValidationError('CalibratedClassifierCV: every held-out row of a split has weight 0')
  }
  if (method === 'temperature') {
    return { method, beta: inverseTemperature(marginsOf(scores, classes), codes, weights, classes) }
  }
  const curves = <T>(fit: Curve<T>): T[] =>
    Array.from({ length: classes === 2 ? 1 : classes }, (_, k, own = classes === 2 ? 1 : k) =>
      fit(
        columnOf(scores, k, classes),
        Array.from(codes, code => (code === own ? 1 : 0)),
        weights,
      ),
    )
  return method === 'sigmoid'
    ? { method, curves: curves(fitSigmoid) }
    : { method, curves: curves(fitIsotonic) }
}

/** The probabilities of scores, `[n, K]` row after row. */
export function applyMap(map: CalibrationMap, scores: Float64Array, classes: number): Float64Array {
  if (map.method === 'temperature') {
    const { beta } = map
    return normalized(marginsOf(scores, classes), classes, (z, max) => Math.exp(beta * (z - max)))
  }
  const each =
    map.method === 'sigmoid'
      ? map.curves.map((curve, k) => sigmoidAt(curve, columnOf(scores, k, classes)))
      : map.curves.map((curve, k) => isotonicAt(curve, columnOf(scores, k, classes)))
  if (classes === 2) return Float64Array.from([...each[0]].flatMap(p => [1 - p, p]))
  const P = scores.map((_, p) => each[p % classes][Math.floor(p / classes)])
  return normalized(P, classes, p => p)
}

/** The map that was saved as it is. @throws ValidationError naming the first field that is not as it should be */
export function readMap(name: string, value: unknown, classes: number): CalibrationMap {
  const saved = checkObject(name, value)
  const method = checkChoice(`${name}.method`, saved.method, METHODS)
  refuseUnknownFields(name, saved, ['method', method === 'temperature' ? 'beta' : 'curves'])
  if (method === 'temperature') return { method, beta: checkNumber(`${name}.beta`, saved.beta, { min: 0 }) }
  const curves = readArray(`${name}.curves`, saved.curves)
  if (curves.length !== (classes === 2 ? 1 : classes)) {
    throw new ValidationError(
      `${name}.curves must have ${counted(classes === 2 ? 1 : classes, 'entry', 'entries')}, got ${curves.length}`,
    )
  }
  const at = (k: number) => `${name}.curves[${k}]`
  return method === 'sigmoid'
    ? { method, curves: curves.map((curve, k) => readSigmoid(at(k), curve)) }
    : { method, curves: curves.map((curve, k) => readIsotonic(at(k), curve)) }
}

function readSigmoid(name: string, value: unknown): Sigmoid {
  const saved = checkObject(name, value)
  refuseUnknownFields(name, saved, ['slope', 'intercept'])
  return {
    slope: checkNumber(`${name}.slope`, saved.slope),
    intercept: checkNumber(`${name}.intercept`, saved.intercept),
  }
}

function readIsotonic(name: string, value: unknown): Isotonic {
  const saved = checkObject(name, value)
  refuseUnknownFields(name, saved, ['at', 'mean'])
  const at = readSavedNumbers(`${name}.at`, saved.at)
  const mean = readSavedNumbers(`${name}.mean`, saved.mean)
  const grows = at.every((x, k) => k === 0 || (x > at[k - 1] && mean[k] >= mean[k - 1]))
  if (at.length === 0 || mean.length !== at.length || !grows || mean[0] < 0 || mean[mean.length - 1] > 1) {
    throw new ValidationError(`${name} must be growing scores with probabilities that do not fall`)
  }
  return { at: [...at], mean: [...mean] }
}

/** Column k of the scores. */
function columnOf(scores: Float64Array, k: number, classes: number): Float64Array {
  return classes === 2 ? scores : scores.filter((_, p) => p % classes === k)
}

/** The margins of all classes: of two, 0 and the score. */
function marginsOf(scores: Float64Array, classes: number): Float64Array {
  return classes === 2 ? Float64Array.from([...scores].flatMap(score => [0, score])) : scores
}

/** Rows of shares that add up to 1; equal ones where all are 0. */
function normalized(
  values: Float64Array,
  classes: number,
  shareOf: (value: number, max: number) => number,
): Float64Array {
  const out = new Float64Array(values.length)
  for (let i = 0; i < values.length; i += classes) {
    const row = values.subarray(i, i + classes)
    const max = row.reduce((most, value) => Math.max(most, value), -Infinity)
    const shares = row.map(value => shareOf(value, max))
    const total = shares.reduce((sum, share) => sum + share, 0)
    out.set(total > 0 ? shares.map(share => share / total) : shares.fill(1 / classes), i)
  }
  return out
}
