/** Transformers one after another, as one: what a pipeline is without a classifier at its end. */

import type { Transformer, TransformerFitOptions } from '../data/estimator'
import { takesNoOptions } from '../data/fit-options'
import type { SamplesLike } from '../data/matrix-like'
import { fitTransform, type SavedClasses } from '../pipeline/steps'
import { ValidationError } from '../support/errors'
import { checkSavedHead, readArray, refuseUnknownFields } from '../support/saved'
import { checkObject } from '../support/validate'
import { checkTransformer, readStep, saveStep } from './children'
import { type Children, CompositeTransformer } from './composite-transformer'

const TYPE = 'ndlogit/TransformerChain'
const VERSION = 1

/**
 * Transformers one after another: each is fitted on what the ones before it make of X.
 *
 * @example
 * ```ts
 * import { StandardScaler } from 'ndlogit'
 * import { SimpleImputer, TransformerChain } from 'ndlogit/tables'
 *
 * const chain = new TransformerChain(new SimpleImputer(), new StandardScaler())
 * chain.fit([{ age: 20 }, { age: null }, { age: 40 }])
 * console.log(chain.getFeatureNamesOut()) // [ 'age' ]
 * ```
 */
export class TransformerChain extends CompositeTransformer<never, SamplesLike> {
  /** @throws ValidationError when there is none, or one lacks a method */
  constructor(...steps: readonly Transformer[]) {
    if (steps.length === 0) throw new ValidationError('TransformerChain needs a transformer')
    const named = Object.fromEntries(
      steps.map((step, k) => {
        checkTransformer(`TransformerChain: step ${k}`, step)
        return [step.stepName ?? `step${k}`, step]
      }),
    )
    if (Object.keys(named).length < steps.length) {
      throw new ValidationError('TransformerChain: two steps are of one kind')
    }
    super(named)
  }

  override get stepName(): 'transformerChain' {
    return 'transformerChain'
  }

  /** The transformers, in order; `fit` fits these very objects. */
  get steps(): readonly Transformer[] {
    return Object.values(this.children) as Transformer[]
  }

  /** Its steps say whether they are fitted. */
  protected override get facts(): string[] {
    return []
  }

  protected override withChildren(children: Children): this {
    return new TransformerChain(...(Object.values(children) as Transformer[])) as this
  }

  protected override learn(X: SamplesLike, options: TransformerFitOptions): SamplesLike {
    return this.steps.reduce((Z: SamplesLike, step) => fitTransform(step, Z, options), X)
  }

  /** What becomes of X. @throws NotFittedError before `fit`; ValidationError for an X that a step refuses */
  transform(X: SamplesLike, options?: never): SamplesLike {
    takesNoOptions('TransformerChain.transform', options)
    return this.steps.reduce((Z: SamplesLike, step) => step.transform(Z), X)
  }

  /** The names of the columns that the last step gives; none where it does not say. @throws NotFittedError before `fit` */
  getFeatureNamesOut(): readonly string[] {
    return this.steps[this.steps.length - 1].getFeatureNamesOut?.() ?? []
  }

  /** A plain object that survives `JSON.stringify`. @throws UnsupportedError when a step has no `toJSON` */
  toJSON(): object {
    return { type: TYPE, version: VERSION, steps: this.steps.map((step, k) => saveStep(`step ${k}`, step)) }
  }

  /**
   * The chain that `toJSON` wrote.
   *
   * @param classes - the classes of its steps: `tableTransformers`, and your own
   * @throws ValidationError naming the first field that is not as it should be
   */
  static fromJSON(value: unknown, classes: SavedClasses = {}): TransformerChain {
    const saved = checkObject('saved chain', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved chain', saved, ['type', 'version', 'steps'])
    const steps = readArray('steps', saved.steps).map((step, k) => readStep(`steps[${k}]`, step, classes))
    return new TransformerChain(...steps)
  }
}
