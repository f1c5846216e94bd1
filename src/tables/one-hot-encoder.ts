/**
 * One-hot encoding: a column of 0 and 1 for every category, 1 where the value is that category. Rare categories may
 * share a column, and one category may go without.
 *
 * As scikit-learn's `OneHotEncoder`, with one difference: `null`, `undefined` and NaN are one category.
 */

import { CsrMatrix } from '../data/csr-matrix'
import type { TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'
import { DataTransformer } from '../preprocessing/data-transformer'
import type { Category } from '../preprocessing/one-hot-layout'
import { droppedPosition, infrequentOf, outputOf } from '../preprocessing/one-hot-layout'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkChoice, checkKeys, checkNumber, describe } from '../support/validate'
import {
  type Coded,
  codeColumn,
  isCategory,
  readCategories,
  readCategoryList,
  sortCategories,
} from './categories'
import { readColumns, readSameColumns, type SeenColumns, valuePath } from './read-columns'
import { readSavedCategories, readSavedSeen } from './saved-fields'

/** Options of {@link OneHotEncoder}. */
export interface OneHotEncoderOptions {
  /** the categories of each column, in order; default `'auto'`: those that `fit` sees, sorted */
  readonly categories?: 'auto' | readonly (readonly Category[])[]
  /**
   * which category of a column gets none of its own: none (`null`, default), the `'first'`, the first of columns that
   * have two (`'if_binary'`), or one given for each column
   */
  readonly drop?: null | 'first' | 'if_binary' | readonly Category[]
  /**
   * what becomes of a category that `fit` did not see: an error (default), zeros (`'ignore'`), or the column of the
   * rare ones, if there is one, else zeros
   */
  readonly handleUnknown?: 'error' | 'ignore' | 'infrequent_if_exist'
  /** categories with fewer rows share one column: a number of rows ≥ 1, or a share of them < 1 */
  readonly minFrequency?: number | undefined
  /** at most so many columns for one, ≥ 1; the most frequent categories keep theirs */
  readonly maxCategories?: number | undefined
  /** a `CsrMatrix` (default), or a dense matrix */
  readonly sparseOutput?: boolean
}

/** What there is to know of each column. */
interface Fitted extends SeenColumns {
  readonly categories: readonly (readonly Category[])[]
  /** positions of the rare categories of each column, in increasing order */
  readonly infrequent: readonly (readonly number[])[]
}

type Settings = Required<OneHotEncoderOptions>

type Encoded<S extends boolean> = S extends true ? CsrMatrix : NdMatrix

/** A column as it came, and the codes of its values. */
interface CodedColumn extends Coded {
  readonly column: ArrayLike<unknown>
}

/**
 * A column of 0 and 1 for every category of every column of a table.
 *
 * @example
 * ```ts
 * import { OneHotEncoder } from 'ndlogit/tables'
 *
 * const encoder = new OneHotEncoder({ handleUnknown: 'ignore' })
 * const X = encoder.fitTransform([{ sex: 'male' }, { sex: 'female' }, { sex: 'male' }])
 * console.log(encoder.getFeatureNamesOut(), X.toDense().get(0, 1)) // [ 'sex_female', 'sex_male' ] 1
 * ```
 */
export class OneHotEncoder<S extends boolean = true> extends DataTransformer<Settings, Fitted, Encoded<S>> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: OneHotEncoderOptions & { readonly sparseOutput?: S } = {}) {
    super(options)
  }

  /** The encoder that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): OneHotEncoder<boolean> {
    return new OneHotEncoder<boolean>().readSaved(value)
  }

  override get stepName(): 'oneHotEncoder' {
    return 'oneHotEncoder'
  }

  /** The categories of each column, in order. @throws NotFittedError before `fit` */
  get categories(): readonly (readonly Category[])[] {
    return this.fitted('categories').categories
  }

  /** The categories of each column that share its last output. @throws NotFittedError before `fit` */
  get infrequentCategories(): readonly (readonly Category[])[] {
    const { categories, infrequent } = this.fitted('infrequentCategories')
    return infrequent.map((positions, j) => positions.map(k => categories[j][k]))
  }

  protected override readOptions(options: OneHotEncoderOptions): Settings {
    checkKeys('OneHotEncoder', options, [
      'categories',
      'drop',
      'handleUnknown',
      'minFrequency',
      'maxCategories',
      'sparseOutput',
    ])
    const { categories = 'auto', drop = null, handleUnknown = 'error', sparseOutput = true } = options
    const { minFrequency, maxCategories } = options
    if (!Array.isArray(drop) && drop !== null) checkChoice('drop', drop, ['first', 'if_binary'])
    if (minFrequency !== undefined) {
      checkNumber('minFrequency', minFrequency, {
        above: 0,
        integer: typeof minFrequency === 'number' && minFrequency >= 1,
      })
    }
    if (maxCategories !== undefined) checkNumber('maxCategories', maxCategories, { min: 1, integer: true })
    return {
      categories: readCategories(categories),
      drop: drop === null || typeof drop === 'string' ? drop : readCategoryList('drop', drop),
      handleUnknown: checkChoice('handleUnknown', handleUnknown, ['error', 'ignore', 'infrequent_if_exist']),
      minFrequency,
      maxCategories,
      sparseOutput: checkBoolean('sparseOutput', sparseOutput),
    }
  }

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): Fitted {
    return this.learnCodes(X).fitted
  }

  /** `fit(X)` and `transform(X)` in one: the values are looked up once. @throws ValidationError as both */
  override fitTransform(X: SamplesLike, options: TransformerFitOptions = {}): Encoded<S> {
    this.checkFit(X, options)
    const { fitted, coded } = this.learnCodes(X)
    this.keep(fitted)
    return this.named(encode(coded, fitted, this.getParams()) as Encoded<S>)
  }

  protected override apply(X: SamplesLike, fitted: Fitted, settings: Settings): Encoded<S> {
    const { columns } = readSameColumns('OneHotEncoder', X, fitted)
    const coded = columns.map((column, j) => ({ column, ...codeColumn(column, fitted.names[j]) }))
    return encode(coded, fitted, settings) as Encoded<S>
  }

  private learnCodes(X: SamplesLike): { readonly fitted: Fitted; readonly coded: readonly CodedColumn[] } {
    const { names, named, columns, rows } = readColumns(X)
    const { categories, drop, handleUnknown, minFrequency, maxCategories } = this.getParams()
    if (categories !== 'auto' && categories.length !== names.length) {
      throw new ValidationError(
        `categories has ${counted(categories.length, 'list')}, but X has ${counted(names.length, 'column')}`,
      )
    }
    const coded = columns.map((column, j) => ({ column, ...codeColumn(column, names[j]) }))
    const lists = coded.map((column, j) =>
      categories === 'auto' ? sortCategories(column.categories, names[j]) : [...categories[j]],
    )
    const infrequent = coded.map((column, j) => {
      const odd = column.categories.find(category => !lists[j].includes(category))
      if (odd !== undefined && handleUnknown === 'error') throw unknown(names[j], odd, column.column)
      return infrequentOf(countsOf(column, lists[j]), rows, minFrequency, maxCategories)
    })
    const fitted = { names, named, categories: lists, infrequent }
    for (let j = 0; j < names.length; j++) droppedPosition(fitted, j, drop)
    return { fitted, coded }
  }

  protected override namesOut(fitted: Fitted, { drop }: Settings): readonly string[] {
    return fitted.names.flatMap((name, j) => {
      const { count, output, infrequent } = outputOf(fitted, j, drop)
      const labels = new Array<string>(count)
      fitted.categories[j].forEach((category, k) => {
        if (output[k] >= 0) labels[output[k]] = `${name}_${String(category)}`
      })
      if (infrequent >= 0) labels[infrequent] = `${name}_infrequent`
      return labels
    })
  }

  protected override save(fitted: Fitted): object {
    return fitted
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): Fitted {
    const seen = readSavedSeen(saved)
    const categories = readSavedCategories('fitted.categories', saved.categories, seen.names.length)
    const infrequent = readSavedCategories('fitted.infrequent', saved.infrequent, seen.names.length)
    infrequent.forEach((list, j) => {
      for (const k of list)
        checkNumber(`fitted.infrequent[${j}]`, k, { min: 0, max: categories[j].length - 1, integer: true })
    })
    return { ...seen, categories, infrequent: infrequent as number[][] }
  }
}

/** How many rows have each category of a list. */
function countsOf({ codes, categories }: Coded, list: readonly Category[]): number[] {
  const counts = new Int32Array(categories.length)
  for (let i = 0; i < codes.length; i++) counts[codes[i]]++
  const byCategory = new Map(categories.map((category, code) => [category, counts[code]]))
  return list.map(category => byCategory.get(category) ?? 0)
}

function encode(
  columns: readonly CodedColumn[],
  fitted: Fitted,
  { drop, handleUnknown, sparseOutput }: Settings,
): CsrMatrix | NdMatrix {
  const width = columns.length
  const rows = columns[0].codes.length
  // The output column of every value; −1 for none.
  const outputs = new Int32Array(rows * width)
  let cols = 0
  let zeros = 0
  columns.forEach(({ column, codes, categories }, j) => {
    const layout = outputOf(fitted, j, drop)
    const known = new Map(fitted.categories[j].map((category, k) => [category, layout.output[k]]))
    const target = Int32Array.from(categories, category => {
      const at = known.get(category)
      if (at === undefined && handleUnknown === 'error') throw unknown(fitted.names[j], category, column)
      const output = at ?? (handleUnknown === 'infrequent_if_exist' ? layout.infrequent : -1)
      return output < 0 ? -1 : cols + output
    })
    for (let i = 0, p = j; i < rows; i++, p += width) {
      const at = target[codes[i]]
      outputs[p] = at
      if (at < 0) zeros++
    }
    cols += layout.count
  })
  return sparseOutput ? sparse(outputs, rows, width, cols, zeros) : dense(outputs, rows, width, cols)
}

function unknown(name: string, category: Category, column: ArrayLike<unknown>): ValidationError {
  const row = Array.from(column).findIndex(
    value => value === category || (category === null && !isCategory(value)) || String(value) === category,
  )
  return new ValidationError(
    `${valuePath(name, Math.max(row, 0))} is ${describe(category)}, a category that the encoder does not know; handleUnknown: 'ignore' makes it zeros`,
  )
}

function sparse(outputs: Int32Array, rows: number, width: number, cols: number, zeros: number): CsrMatrix {
  const indptr = new Int32Array(rows + 1)
  const indices = zeros === 0 ? outputs : outputs.filter(at => at >= 0)
  if (zeros === 0) for (let i = 1; i <= rows; i++) indptr[i] = i * width
  else {
    for (let i = 0, p = 0; i < rows; i++) {
      let count = 0
      for (let j = 0; j < width; j++) if (outputs[p++] >= 0) count++
      indptr[i + 1] = indptr[i] + count
    }
  }
  return new CsrMatrix({
    shape: [rows, cols],
    indptr,
    indices,
    data: new Float64Array(indices.length).fill(1),
  })
}

function dense(outputs: Int32Array, rows: number, width: number, cols: number): NdMatrix {
  const data = new Float64Array(rows * cols)
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0; j < width; j++, p++) if (outputs[p] >= 0) data[i * cols + outputs[p]] = 1
  }
  return ndview(data, [rows, cols])
}
