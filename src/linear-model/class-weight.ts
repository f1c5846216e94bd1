/** The option `classWeight`: copied at the door, and what it makes of the weights of the rows. */

import type { Label } from '../data/labels'
import { ValidationError } from '../support/errors'
import { checkNumber, checkObject, describe } from '../support/validate'
import { warn } from '../support/warnings'

/**
 * A weight for each class: `'balanced'` is inversely proportional to class frequencies, with sample weights counted. A
 * weight of a class that the rows do not have waits for rows that do; a class of weight 0 is as good as absent.
 */
export type ClassWeight = 'balanced' | ReadonlyMap<Label, number> | Readonly<Record<string, number>>

/** @throws ValidationError unless it is `'balanced'`, or a Map or plain object of weights >= 0 */
export function readClassWeight(weights: unknown): ClassWeight | undefined {
  if (weights === undefined || weights === 'balanced') return weights
  const own = isMap(weights)
    ? new Map(weights)
    : { ...checkObject('classWeight', weights, "'balanced', a Map or an object") }
  for (const [label, weight] of entriesOf(own as Exclude<ClassWeight, 'balanced'>)) {
    checkNumber(`classWeight of ${describe(label)}`, weight, { min: 0 })
  }
  return own as ClassWeight
}

/** Multiplies the weight of every row with that of its class, where classes have weights of their own. */
export function applyOwnWeights(
  classWeight: ClassWeight | undefined,
  labels: readonly Label[],
  codes: Int32Array,
  weights: Float64Array,
): void {
  if (classWeight === undefined || classWeight === 'balanced') return
  // The keys of a plain object are strings, so there the labels are looked up by their text.
  const isOwn = classWeight instanceof Map
  const byKey = new Map<Label, number>(entriesOf(classWeight))
  const keys = labels.map((label): Label => (isOwn ? label : String(label)))
  for (const key of byKey.keys()) {
    if (keys.includes(key)) continue
    const where = `classWeight names ${describe(key)}, which is no label of y; labels: ${listed(labels)}`
    if (!couldBeLabel(key, labels[0], isOwn)) throw new ValidationError(where)
    warn(`${where}. Its weight waits for rows of that class.`)
  }
  const factors = Float64Array.from(keys, key => byKey.get(key) ?? 1)
  for (let i = 0; i < weights.length; i++) weights[i] *= factors[codes[i]]
}

/**
 * Multiplies the weight of every row with n / (K · n_k) of its class: with weighted counts, as in scikit-learn from
 * version 1.7 on; before, it counts rows.
 */
export function balance(classCount: number, codes: Int32Array, weights: Float64Array): void {
  const counts = new Float64Array(classCount)
  let total = 0
  for (let i = 0; i < codes.length; i++) {
    if (weights[i] === 0) continue
    counts[codes[i]] += weights[i]
    total += weights[i]
  }
  for (let i = 0; i < codes.length; i++) {
    if (weights[i] > 0) weights[i] *= total / (classCount * counts[codes[i]])
  }
}

/** Whether the type of the labels has such a label: the text of one in a plain object. */
function couldBeLabel(key: Label, label: Label, isOwn: boolean): boolean {
  if (isOwn || typeof label === 'string') return typeof key === typeof label
  if (typeof label === 'boolean') return key === 'true' || key === 'false'
  return String(Number(key)) === key
}

function entriesOf(weights: Exclude<ClassWeight, 'balanced'>): [Label, number][] {
  return weights instanceof Map ? [...weights] : Object.entries(weights)
}

function listed(labels: readonly Label[]): string {
  const shown = labels.slice(0, 10).map(describe).join(', ')
  return labels.length > 10 ? `${shown}, …` : shown
}

/** A Map of any realm, which is what its methods take for one; or a proxy around one of this realm. */
function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  if (value instanceof Map) return true
  try {
    Map.prototype.has.call(value, 0)
    return true
  } catch {
    return false
  }
}
