/**
 * What transformers that are made of others have in common: the options of their parts by path, clones, and fits that
 * succeed as a whole or change nothing.
 */

import type { Draft, Estimator, ParamChanges, Transformer, TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { checkTransformerOptions } from '../data/transformer-options'
import { setStepParams, stepParams } from '../pipeline/step-params'
import { draftSteps } from '../pipeline/steps'
import { NotFittedError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting, printed } from '../support/inspect'

/** The parts by name. */
export type Children = Readonly<Record<string, Transformer | Estimator>>

/**
 * A transformer made of others.
 *
 * @typeParam F - what `fit` learns beside what the parts learn
 * @typeParam Out - what `transform` gives
 */
export abstract class CompositeTransformer<F, Out extends SamplesLike> {
  protected declare children: Children
  protected declare learnt: F | undefined

  constructor(children: Children) {
    defineHidden(this, { children, learnt: undefined })
    definePrinting(this, inspect =>
      printed(this.className, this.ownOptions, {}, this.facts, inspect, this.children),
    )
  }

  /** The name of a step in `makePipeline`. */
  abstract get stepName(): string

  /** Its options beside those of its parts, as they were given. */
  protected get ownOptions(): object {
    return {}
  }

  /** What is said of it, beside its parts, where it is printed. */
  protected get facts(): string[] {
    return [this.learnt === undefined ? 'not fitted' : 'fitted']
  }

  /** The same transformer of other parts, not fitted. */
  protected abstract withChildren(children: Children): this
  /** Fits the parts to X, notes in `learnt` what there is to note, and gives what becomes of X. */
  protected abstract learn(X: SamplesLike, options: TransformerFitOptions): Out

  /** The options of the parts by path: the name of the part, two underscores, the option. */
  getParams(): object {
    return stepParams(this.children)
  }

  /** Changes options of the parts by path. @throws ValidationError for a path that is not there, or a value out of range */
  setParams(changes: ParamChanges<Record<string, unknown>>): this {
    setStepParams(this.className, this.children, changes)
    return this
  }

  /** A transformer with clones of the parts, not fitted. */
  clone(): this {
    const copies = Object.entries(this.children).map(([name, part]) => [name, part.clone()])
    return this.withChildren(Object.fromEntries(copies) as Children)
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<this> {
    const { copies, keep } = draftSteps(this.children)
    const copy = this.withChildren(copies)
    return {
      copy,
      keep: () => {
        this.children = keep()
        this.learnt = copy.learnt
      },
    }
  }

  /**
   * Fits the parts; if one of them fails, everything stays as it was.
   *
   * @param X - samples
   * @param options - `y` and `sampleWeight`, for the parts
   * @throws ValidationError for an X that a part refuses
   */
  fit(X: SamplesLike, options: TransformerFitOptions = {}): this {
    this.fitTransform(X, options)
    return this
  }

  /** `fit(X)` and `transform(X)` in one. @throws ValidationError as both */
  fitTransform(X: SamplesLike, options: TransformerFitOptions = {}): Out {
    checkTransformerOptions(`${this.className}.fit`, X, options)
    const { copy, keep } = this.fitDraft()
    const out = copy.learn(X, options)
    keep()
    return out
  }

  /** @throws NotFittedError before `fit` */
  protected read(asked: string): F {
    if (this.learnt === undefined) throw new NotFittedError(this.className, asked)
    return this.learnt
  }

  private get className(): string {
    return this.stepName[0].toUpperCase() + this.stepName.slice(1)
  }
}
