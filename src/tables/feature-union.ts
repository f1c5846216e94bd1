/** Several transformers of the same samples, and what they make side by side. As scikit-learn's `FeatureUnion`. */

import type { CsrMatrix } from '../data/csr-matrix'
import type { Transformer, TransformerFitOptions } from '../data/estimator'
import { withFeatureNames } from '../data/feature-names'
import { takesNoOptions } from '../data/fit-options'
import { rowCount, type SamplesLike } from '../data/matrix-like'
import type { NdMatrix } from '../data/ndview'
import { fitTransform, type SavedClasses } from '../pipeline/steps'
import { ValidationError } from '../support/errors'
import { checkSavedHead, readArray, readSavedTexts, refuseUnknownFields } from '../support/saved'
import { checkObject } from '../support/validate'
import { checkTransformer, readOutput, readStep, saveStep } from './children'
import { type Children, CompositeTransformer } from './composite-transformer'
import { stack } from './stack'

const TYPE = 'ndlogit/FeatureUnion'
const VERSION = 1

/**
 * Several transformers of the same samples, side by side. Its outputs are called `transformer__feature`.
 *
 * @example
 * ```ts
 * import { StandardScaler } from 'ndlogit'
 * import { FeatureUnion, PolynomialFeatures } from 'ndlogit/tables'
 *
 * const union = new FeatureUnion({ plain: new StandardScaler(), squares: new PolynomialFeatures() })
 * console.log(union.fitTransform([[1, 2], [3, 4]]).shape) // [ 2, 8 ]
 * ```
 */
export class FeatureUnion extends CompositeTransformer<readonly string[], CsrMatrix | NdMatrix> {
  /** @throws ValidationError when there is none, or one lacks a method */
  constructor(transformers: Readonly<Record<string, Transformer>>, options?: never) {
    takesNoOptions('FeatureUnion', options)
    const entries = Object.entries(checkObject('FeatureUnion: transformers', transformers))
    if (entries.length === 0) throw new ValidationError('FeatureUnion needs a transformer')
    for (const [name, step] of entries) checkTransformer(`FeatureUnion: ${name}`, step)
    super({ ...transformers })
  }

  override get stepName(): 'featureUnion' {
    return 'featureUnion'
  }

  /** The transformers by name; `fit` fits these very objects. */
  get transformers(): Readonly<Record<string, Transformer>> {
    return { ...this.children } as Record<string, Transformer>
  }

  protected override withChildren(children: Children): this {
    return new FeatureUnion(children as Record<string, Transformer>) as this
  }

  /** What the transformers make of X, side by side. @throws NotFittedError before `fit`; ValidationError for an X that one refuses */
  transform(X: SamplesLike, options?: never): CsrMatrix | NdMatrix {
    takesNoOptions('FeatureUnion.transform', options)
    const names = this.read('transform')
    return withFeatureNames(this.run(X, step => step.transform(X)).matrix, names)
  }

  protected override learn(X: SamplesLike, options: TransformerFitOptions): CsrMatrix | NdMatrix {
    const { matrix, names } = this.run(X, step => fitTransform(step, X, options))
    this.learnt = names
    return withFeatureNames(matrix, names)
  }

  /** The names of the columns that `transform` gives. @throws NotFittedError before `fit` */
  getFeatureNamesOut(): readonly string[] {
    return this.read('getFeatureNamesOut')
  }

  /** A plain object that survives `JSON.stringify`. @throws UnsupportedError when a transformer has no `toJSON` */
  toJSON(): object {
    const steps = Object.entries(this.transformers).map(([name, step]) => [name, saveStep(name, step)])
    const head = { type: TYPE, version: VERSION, transformers: Object.fromEntries(steps) }
    return this.learnt === undefined ? head : { ...head, names: this.learnt }
  }

  /**
   * What `toJSON` wrote.
   *
   * @param classes - the classes of its transformers: `tableTransformers`, and your own
   * @throws ValidationError naming the first field that is not as it should be
   */
  static fromJSON(value: unknown, classes: SavedClasses = {}): FeatureUnion {
    const saved = checkObject('saved union', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved union', saved, ['type', 'version', 'transformers', 'names'])
    const steps = Object.entries(checkObject('transformers', saved.transformers)).map(([name, step]) => [
      name,
      readStep(`transformers.${name}`, step, classes),
    ])
    const union = new FeatureUnion(Object.fromEntries(steps) as Record<string, Transformer>)
    const { names } = saved
    if (names !== undefined) union.learnt = readSavedTexts('names', names, readArray('names', names).length)
    return union
  }

  private run(
    X: SamplesLike,
    act: (step: Transformer) => SamplesLike,
  ): { matrix: CsrMatrix | NdMatrix; names: string[] } {
    const rows = rowCount('X', X)
    const outputs = Object.entries(this.transformers).map(([name, step]) => {
      const { matrix, names } = readOutput(name, step, act(step), rows)
      return { matrix, names: names.map(feature => `${name}__${feature}`) }
    })
    const blocks = outputs.map(output => output.matrix)
    // As scikit-learn does it: sparse if a part is.
    return { matrix: stack(blocks, rows, 2), names: outputs.flatMap(output => output.names) }
  }
}
