/**
 * Ordinal encoding: every category becomes its position among the sorted categories of its column.
 *
 * As scikit-learn's `OrdinalEncoder`; where that writes NaN for missing values, here a number has to be given.
 */

import type { TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'
import { DataTransformer } from '../preprocessing/data-transformer'
import type { Category } from '../preprocessing/one-hot-layout'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { checkChoice, checkKeys, checkNumber, describe } from '../support/validate'
import { codeColumn, readCategories, sortCategories } from './categories'
import { readColumns, readSameColumns, type SeenColumns, valuePath } from './read-columns'
import { readSavedCategories, readSavedSeen } from './saved-fields'

/** Options of {@link OrdinalEncoder}. */
export interface OrdinalEncoderOptions {
  /** the categories of each column, in the order of their codes; default `'auto'`: those that `fit` sees, sorted */
  readonly categories?: 'auto' | readonly (readonly Category[])[]
  /** what becomes of a category that `fit` did not see: an error (default), or `unknownValue` */
  readonly handleUnknown?: 'error' | 'use_encoded_value'
  /** the code of unknown categories; needed with `'use_encoded_value'` */
  readonly unknownValue?: number | undefined
  /** the code of missing values; without it they are an error */
  readonly encodedMissingValue?: number | undefined
}

interface Fitted extends SeenColumns {
  readonly categories: readonly (readonly Category[])[]
}

/**
 * A number for every category: its position in the sorted list of its column.
 *
 * @example
 * ```ts
 * import { OrdinalEncoder } from 'ndlogit/tables'
 *
 * const encoder = new OrdinalEncoder({ categories: [['low', 'mid', 'high']] })
 * console.log(encoder.fitTransform([{ dose: 'high' }, { dose: 'low' }]).data) // Float64Array(2) [ 2, 0 ]
 * ```
 */
export class OrdinalEncoder extends DataTransformer<Required<OrdinalEncoderOptions>, Fitted, NdMatrix> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: OrdinalEncoderOptions = {}) {
    super(options)
  }

  /** The encoder that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): OrdinalEncoder {
    return new OrdinalEncoder().readSaved(value)
  }

  override get stepName(): 'ordinalEncoder' {
    return 'ordinalEncoder'
  }

  /** The categories of each column, in the order of their codes. @throws NotFittedError before `fit` */
  get categories(): readonly (readonly Category[])[] {
    return this.fitted('categories').categories
  }

  protected override readOptions(options: OrdinalEncoderOptions): Required<OrdinalEncoderOptions> {
    checkKeys('OrdinalEncoder', options, [
      'categories',
      'handleUnknown',
      'unknownValue',
      'encodedMissingValue',
    ])
    const { categories = 'auto', handleUnknown = 'error', unknownValue, encodedMissingValue } = options
    checkChoice('handleUnknown', handleUnknown, ['error', 'use_encoded_value'])
    if (handleUnknown === 'use_encoded_value') checkNumber('unknownValue', unknownValue)
    else if (unknownValue !== undefined) {
      throw new ValidationError("unknownValue has no effect without handleUnknown: 'use_encoded_value'")
    }
    if (encodedMissingValue !== undefined) checkNumber('encodedMissingValue', encodedMissingValue)
    return { categories: readCategories(categories), handleUnknown, unknownValue, encodedMissingValue }
  }

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): Fitted {
    const { names, named, columns } = readColumns(X)
    const { categories } = this.getParams()
    if (categories !== 'auto' && categories.length !== names.length) {
      throw new ValidationError(
        `categories has ${counted(categories.length, 'list')}, but X has ${counted(names.length, 'column')}`,
      )
    }
    const lists = columns.map((column, j) => {
      const seen = codeColumn(column, names[j]).categories
      return categories === 'auto'
        ? sortCategories(seen, names[j]).filter(value => value !== null)
        : categories[j]
    })
    const fitted = { names, named, categories: lists }
    encode({ names, columns }, fitted, this.getParams(), 0)
    return fitted
  }

  protected override apply(
    X: SamplesLike,
    fitted: Fitted,
    options: Required<OrdinalEncoderOptions>,
  ): NdMatrix {
    const columns = readSameColumns('OrdinalEncoder', X, fitted)
    return ndview(
      encode(columns, fitted, options, columns.rows),
      [columns.rows, columns.names.length],
      [1, columns.rows],
    )
  }

  protected override namesOut({ names }: Fitted): readonly string[] {
    return names
  }

  protected override save(fitted: Fitted): object {
    return fitted
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): Fitted {
    const seen = readSavedSeen(saved)
    return {
      ...seen,
      categories: readSavedCategories('fitted.categories', saved.categories, seen.names.length),
    }
  }
}

/** The codes, column by column; with no rows only the categories are looked at. */
function encode(
  { names, columns }: { names: readonly string[]; columns: readonly ArrayLike<unknown>[] },
  { categories }: Fitted,
  { encodedMissingValue, unknownValue }: Required<OrdinalEncoderOptions>,
  rows: number,
): Float64Array {
  const out = new Float64Array(rows * columns.length)
  columns.forEach((column, j) => {
    const coded = codeColumn(column, names[j])
    const position = new Map(categories[j].map((category, k) => [category, k]))
    const values = coded.categories.map((category, code) => {
      const value = category === null ? encodedMissingValue : position.get(category)
      const known = value ?? (category === null ? undefined : unknownValue)
      if (known !== undefined) return known
      const advice =
        category === null
          ? 'missing; give encodedMissingValue'
          : "a category that the encoder does not know; handleUnknown: 'use_encoded_value' gives it a number"
      throw new ValidationError(
        `${valuePath(names[j], coded.codes.indexOf(code))} is ${describe(category)}: ${advice}`,
      )
    })
    for (let i = 0; i < rows; i++) out[j * rows + i] = values[coded.codes[i]]
  })
  return out
}
