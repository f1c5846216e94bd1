/** A function of the caller's as a transformer. As scikit-learn's `FunctionTransformer`. */

import type { Draft, Transformer, TransformerFitOptions } from '../data/estimator'
import { featureNamesOf } from '../data/feature-names'
import { takesNoOptions } from '../data/fit-options'
import type { SamplesLike } from '../data/matrix-like'
import { checkTransformerOptions } from '../data/transformer-options'
import { NotFittedError, UnsupportedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting, printed } from '../support/inspect'
import { checkKeys, describe } from '../support/validate'

/** Options of {@link FunctionTransformer}. */
export interface FunctionTransformerOptions {
  /** the names of the columns that the function gives, from those it is given; default: what its result says itself */
  readonly featureNamesOut?: 'one-to-one' | ((names: readonly string[]) => readonly string[])
}

/**
 * Does to samples what a function does: it learns nothing. It cannot be saved, as functions cannot; a class with a
 * `transform` of its own can.
 *
 * @example
 * ```ts
 * import { FunctionTransformer } from 'ndlogit/tables'
 *
 * const fares = new FunctionTransformer((rows: { fare: number }[]) => rows.map(row => ({ logFare: Math.log1p(row.fare) })))
 * console.log(fares.fitTransform([{ fare: 0 }])) // [ { logFare: 0 } ]
 * ```
 */
export class FunctionTransformer<In extends SamplesLike, Out extends SamplesLike> implements Transformer {
  private declare call: (X: In) => Out
  private declare options: FunctionTransformerOptions
  private declare names: readonly string[] | undefined

  /** @throws ValidationError when it is no function, or an option is unknown */
  constructor(call: (X: In) => Out, options: FunctionTransformerOptions = {}) {
    checkKeys('FunctionTransformer', options, ['featureNamesOut'])
    if (typeof call !== 'function') {
      throw new ValidationError(`FunctionTransformer needs a function, got ${describe(call)}`)
    }
    defineHidden(this, { call, options: { ...options }, names: undefined })
    definePrinting(this, inspect => printed('FunctionTransformer', this.options, {}, [], inspect, call))
  }

  /** The name of a step in `makePipeline`. */
  get stepName(): 'functionTransformer' {
    return 'functionTransformer'
  }

  /** All options: none that could be tried. */
  getParams(): object {
    return {}
  }

  /** Changes nothing, as there are no options to change. @throws ValidationError for any option */
  setParams(changes: object): this {
    checkKeys('FunctionTransformer', changes, [])
    return this
  }

  /** A transformer with the same function. */
  clone(): FunctionTransformer<In, Out> {
    return new FunctionTransformer(this.call, this.options)
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<FunctionTransformer<In, Out>> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.names = copy.names
      },
    }
  }

  /** Notes the names of what comes out. @throws what the function throws */
  fit(X: SamplesLike, options: TransformerFitOptions = {}): this {
    checkTransformerOptions('FunctionTransformer.fit', X, options)
    this.note(X, this.call(X as In))
    return this
  }

  /** What the function gives. @throws what the function throws */
  transform(X: SamplesLike, options?: never): Out {
    takesNoOptions('FunctionTransformer.transform', options)
    return this.call(X as In)
  }

  /** `fit(X)` and `transform(X)` in one. @throws what the function throws */
  fitTransform(X: SamplesLike, options: TransformerFitOptions = {}): Out {
    checkTransformerOptions('FunctionTransformer.fitTransform', X, options)
    const out = this.call(X as In)
    this.note(X, out)
    return out
  }

  /** The names of the columns that the function gives. @throws NotFittedError before `fit`; UnsupportedError when nobody knows */
  getFeatureNamesOut(): readonly string[] {
    if (this.names === undefined) throw new NotFittedError('FunctionTransformer', 'getFeatureNamesOut')
    return this.names
  }

  /** Refuses: a function cannot be saved. @throws UnsupportedError always */
  toJSON(): never {
    throw new UnsupportedError('FunctionTransformer cannot be saved: write a class with transform and toJSON')
  }

  private note(X: SamplesLike, out: SamplesLike): void {
    const { featureNamesOut } = this.options
    const given = featureNamesOf(X) ?? []
    const asked = featureNamesOut === 'one-to-one' ? given : featureNamesOut?.(given)
    this.names = asked ?? featureNamesOf(out)
  }
}
