/** What estimators around another estimator share: its options, under a prefix, and what it needs to have. */

import { checkEstimator, type Estimator } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { UnsupportedError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting, printed } from '../support/inspect'
import { checkKeys } from '../support/validate'

const PREFIX = 'estimator__'

/** An estimator around another one; its options are those of that, as `estimator__…`. */
export class WrappedEstimator<E extends Estimator> {
  /** The estimator as given; its clones are fitted. */
  readonly estimator: E

  protected declare readonly owner: string

  /** @throws ValidationError when `estimator` lacks a method */
  constructor(owner: string, estimator: E) {
    checkEstimator(`${owner}: estimator`, estimator)
    this.estimator = estimator
    defineHidden(this, { owner })
  }

  /** Has it print as the call that makes it. @param state - what is said of it once it is fitted */
  protected printAs(options: object, defaults: object, state: () => string | undefined): void {
    definePrinting(this, inspect =>
      printed(this.owner, options, defaults, [state() ?? 'not fitted'], inspect, this.estimator),
    )
  }

  /** The options of the estimator, as `estimator__…`. */
  getParams(): Readonly<Record<string, unknown>> {
    const entries = Object.entries(this.estimator.getParams())
    return Object.fromEntries(entries.map(([name, value]) => [PREFIX + name, value]))
  }

  /** Changes options of the estimator. @throws ValidationError for one that it has not */
  setParams(changes: Readonly<Record<string, unknown>>): this {
    checkKeys(this.owner, changes, Object.keys(this.getParams()))
    const entries = Object.entries(changes).map(([name, value]) => [name.slice(PREFIX.length), value])
    this.estimator.setParams(Object.fromEntries(entries))
    return this
  }
}

/** The scores that may be cut by a threshold. */
export const RESPONSES = ['auto', 'decisionFunction', 'predictProba'] as const

/** Which scores are cut: `'auto'` is the decision function, or the probability where there is none. */
export type ResponseMethod = (typeof RESPONSES)[number]

/**
 * Scores `[n]` in favour of the second of two classes.
 *
 * @throws UnsupportedError when the model does not give them, or there are not two classes
 */
export function binaryScores(
  owner: string,
  model: Estimator,
  X: SamplesLike,
  method: ResponseMethod = 'auto',
): Float64Array {
  const scores =
    method === 'auto' ? (model.decisionFunction?.(X) ?? model.predictProba?.(X)) : model[method]?.(X)
  if (scores === undefined) {
    const lacks = method === 'auto' ? 'neither decisionFunction nor predictProba' : `no ${method}`
    throw new UnsupportedError(`${owner}: the estimator has ${lacks}`)
  }
  const [rows, columns = 1] = scores.shape
  if (columns > 2) throw new UnsupportedError(`${owner} is for two classes, got ${columns}`)
  return Float64Array.from({ length: rows }, (_, i) => (columns === 1 ? scores.get(i) : scores.get(i, 1)))
}
