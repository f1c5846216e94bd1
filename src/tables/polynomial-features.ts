/**
 * Products of features up to a degree: of a and b to the second 1, a, b, a², a b, b². As scikit-learn's
 * `PolynomialFeatures`, in its order.
 */

import type { TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'
import { DataTransformer } from '../preprocessing/data-transformer'
import { checkBoolean, checkKeys, checkNumber } from '../support/validate'
import { denseOnly, readNumbers, readSameNumbers } from './numeric-transformer'
import type { SeenColumns } from './read-columns'
import { readSavedSeen } from './saved-fields'

/** Options of {@link PolynomialFeatures}. */
export interface PolynomialFeaturesOptions {
  /** the highest degree, ≥ 1; default 2 */
  readonly degree?: number
  /** only products of different features, no powers; default `false` */
  readonly interactionOnly?: boolean
  /** a first column of ones; default `true`. Of no use to a model with an intercept */
  readonly includeBias?: boolean
}

/**
 * Adds products and powers of features.
 *
 * @example
 * ```ts
 * import { PolynomialFeatures } from 'ndlogit/tables'
 *
 * const interactions = new PolynomialFeatures({ interactionOnly: true, includeBias: false })
 * interactions.fit([{ age: 1, fare: 2 }])
 * console.log(interactions.getFeatureNamesOut()) // [ 'age', 'fare', 'age fare' ]
 * ```
 */
export class PolynomialFeatures extends DataTransformer<
  Required<PolynomialFeaturesOptions>,
  SeenColumns,
  NdMatrix
> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: PolynomialFeaturesOptions = {}) {
    super(options)
  }

  /** What `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): PolynomialFeatures {
    return new PolynomialFeatures().readSaved(value)
  }

  override get stepName(): 'polynomialFeatures' {
    return 'polynomialFeatures'
  }

  protected override readOptions(options: PolynomialFeaturesOptions): Required<PolynomialFeaturesOptions> {
    checkKeys('PolynomialFeatures', options, ['degree', 'interactionOnly', 'includeBias'])
    const { degree = 2, interactionOnly = false, includeBias = true } = options
    return {
      degree: checkNumber('degree', degree, { min: 1, max: 10, integer: true }),
      interactionOnly: checkBoolean('interactionOnly', interactionOnly),
      includeBias: checkBoolean('includeBias', includeBias),
    }
  }

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): SeenColumns {
    const { matrix, seen } = readNumbers(X)
    denseOnly('PolynomialFeatures', matrix)
    return seen
  }

  protected override apply(
    X: SamplesLike,
    seen: SeenColumns,
    options: Required<PolynomialFeaturesOptions>,
  ): NdMatrix {
    const { data, rows, cols } = denseOnly(
      'PolynomialFeatures',
      readSameNumbers('PolynomialFeatures', X, seen),
    )
    const products = productsOf(cols, options)
    const out = new Float64Array(rows * products.length)
    products.forEach((features, k) => {
      for (let i = 0; i < rows; i++) {
        let value = 1
        for (const j of features) value *= data[i * cols + j]
        out[k * rows + i] = value
      }
    })
    return ndview(out, [rows, products.length], [1, rows])
  }

  protected override namesOut(
    { names }: SeenColumns,
    options: Required<PolynomialFeaturesOptions>,
  ): readonly string[] {
    return productsOf(names.length, options).map(features => {
      if (features.length === 0) return '1'
      return [...new Set(features)]
        .map(j => {
          const power = features.filter(other => other === j).length
          return power === 1 ? names[j] : `${names[j]}^${power}`
        })
        .join(' ')
    })
  }

  protected override save(seen: SeenColumns): object {
    return seen
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): SeenColumns {
    return readSavedSeen(saved)
  }
}

/** The features of every product, by degree and then in order. */
function productsOf(
  cols: number,
  { degree, interactionOnly, includeBias }: Required<PolynomialFeaturesOptions>,
): (readonly number[])[] {
  const all: (readonly number[])[] = includeBias ? [[]] : []
  let last: (readonly number[])[] = [[]]
  for (let d = 1; d <= degree; d++) {
    last = last.flatMap(features => {
      const from = features.length === 0 ? 0 : features[features.length - 1] + (interactionOnly ? 1 : 0)
      return Array.from({ length: Math.max(cols - from, 0) }, (_, k) => [...features, from + k])
    })
    all.push(...last)
  }
  return all
}
