/**
 * Imputing: blanks of a column are filled with its mean, its median, its most frequent value, or a constant.
 *
 * As scikit-learn's `SimpleImputer`, but that blanks are what tables have: `null`, `undefined`, NaN, and texts of
 * nothing but white space.
 */

import type { TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'
import { type ColumnsLike, isBlank, notANumber, toNumber } from '../data/table'
import { DataTransformer } from '../preprocessing/data-transformer'
import type { Category } from '../preprocessing/one-hot-layout'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkChoice, checkKeys } from '../support/validate'
import { codeColumn, isCategory } from './categories'
import { type Columns, readColumns, readSameColumns, type SeenColumns, valuePath } from './read-columns'
import { readSavedCategories, readSavedSeen } from './saved-fields'

const STRATEGIES = ['mean', 'median', 'most_frequent', 'constant'] as const

/** Options of {@link SimpleImputer}. */
export interface SimpleImputerOptions {
  /** what blanks become; default `'mean'` */
  readonly strategy?: (typeof STRATEGIES)[number]
  /** with `'constant'`: the value; default 0 in columns of numbers, `'missing_value'` in others */
  readonly fillValue?: string | number | undefined
  /** a column of 0 and 1 more for every column that had blanks in the fit; default `false` */
  readonly addIndicator?: boolean
  /** keep columns that were all blank, as 0, instead of leaving them out; default `false` */
  readonly keepEmptyFeatures?: boolean
}

interface Fitted extends SeenColumns {
  /** what blanks of each column become; `null` for a column that is left out */
  readonly statistics: readonly Category[]
  /** positions of the columns with blanks, each of which gets an indicator */
  readonly indicated: readonly number[]
}

/**
 * Fills blanks, column by column.
 *
 * Columns of numbers come out as a matrix. With the strategies `'most_frequent'` and `'constant'` columns may hold
 * texts; then what comes out is a table by columns.
 *
 * @example
 * ```ts
 * import { SimpleImputer } from 'ndlogit/tables'
 *
 * const imputer = new SimpleImputer({ strategy: 'median', addIndicator: true })
 * const X = imputer.fitTransform([{ age: 20 }, { age: '' }, { age: 30 }])
 * console.log(imputer.getFeatureNamesOut(), imputer.statistics) // [ 'age', 'missingindicator_age' ] [ 25 ]
 * ```
 */
export class SimpleImputer extends DataTransformer<
  Required<SimpleImputerOptions>,
  Fitted,
  NdMatrix | ColumnsLike
> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: SimpleImputerOptions = {}) {
    super(options)
  }

  /** The imputer that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): SimpleImputer {
    return new SimpleImputer().readSaved(value)
  }

  override get stepName(): 'simpleImputer' {
    return 'simpleImputer'
  }

  /** What blanks of each column become; `null` for a column that is left out. @throws NotFittedError before `fit` */
  get statistics(): readonly Category[] {
    return this.fitted('statistics').statistics
  }

  protected override readOptions(options: SimpleImputerOptions): Required<SimpleImputerOptions> {
    checkKeys('SimpleImputer', options, ['strategy', 'fillValue', 'addIndicator', 'keepEmptyFeatures'])
    const { strategy = 'mean', fillValue, addIndicator = false, keepEmptyFeatures = false } = options
    checkChoice('strategy', strategy, STRATEGIES)
    if (fillValue !== undefined && strategy !== 'constant') {
      throw new ValidationError("fillValue has no effect without strategy: 'constant'")
    }
    if (fillValue !== undefined && (!isCategory(fillValue) || typeof fillValue === 'boolean')) {
      throw new ValidationError('fillValue must be a string or a finite number')
    }
    return {
      strategy,
      fillValue,
      addIndicator: checkBoolean('addIndicator', addIndicator),
      keepEmptyFeatures: checkBoolean('keepEmptyFeatures', keepEmptyFeatures),
    }
  }

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): Fitted {
    const { names, named, columns } = readColumns(X)
    const { keepEmptyFeatures, addIndicator } = this.getParams()
    const statistics = columns.map((column, j) => {
      const statistic = this.statistic(column, names[j])
      return statistic === null && keepEmptyFeatures ? 0 : statistic
    })
    const indicated = addIndicator ? columns.flatMap((column, j) => (hasBlank(column) ? [j] : [])) : []
    return { names, named, statistics, indicated }
  }

  protected override apply(X: SamplesLike, fitted: Fitted): NdMatrix | ColumnsLike {
    const columns = readSameColumns('SimpleImputer', X, fitted)
    const kept = fitted.statistics.flatMap((statistic, j) => (statistic === null ? [] : [j]))
    const numeric = kept.every(j => typeof fitted.statistics[j] === 'number')
    return numeric ? fillNumbers(columns, kept, fitted) : fillValues(columns, kept, fitted)
  }

  protected override namesOut({ names, statistics, indicated }: Fitted): readonly string[] {
    const kept = names.filter((_, j) => statistics[j] !== null)
    return [...kept, ...indicated.map(j => `missingindicator_${names[j]}`)]
  }

  protected override save(fitted: Fitted): object {
    return fitted
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): Fitted {
    const seen = readSavedSeen(saved)
    const [statistics, indicated] = readSavedCategories(
      'fitted.statistics and fitted.indicated',
      [saved.statistics, saved.indicated],
      2,
    )
    const bad = indicated.some(j => !Number.isInteger(j) || Number(j) < 0 || Number(j) >= seen.names.length)
    if (bad || statistics.length !== seen.names.length) {
      throw new ValidationError('fitted.statistics and fitted.indicated must go with fitted.names')
    }
    return { ...seen, statistics, indicated: indicated as number[] }
  }

  /** `null` for a column of blanks, unless a constant fills it. */
  private statistic(column: ArrayLike<unknown>, name: string): Category {
    const { strategy, fillValue } = this.getParams()
    const values = Array.from(column).filter(value => !isBlank(value))
    if (strategy === 'constant') {
      if (fillValue !== undefined) return fillValue === 0 ? 0 : fillValue
      return values.every(value => !Number.isNaN(toNumber(value))) ? 0 : 'missing_value'
    }
    if (values.length === 0) return null
    if (strategy === 'most_frequent') return mostFrequent(values, name)
    const numbers = Float64Array.from({ length: values.length })
    for (let i = 0, at = 0; i < column.length; i++) {
      const value = column[i]
      if (isBlank(value)) continue
      numbers[at++] = finite(value, name, i)
    }
    // A file of JSON does not keep the sign of −0.
    return 0 + (strategy === 'mean' ? numbers.reduce((a, b) => a + b, 0) / numbers.length : median(numbers))
  }
}

function fillNumbers(
  { rows, columns, names }: Columns,
  kept: number[],
  { statistics, indicated }: Fitted,
): NdMatrix {
  const cols = kept.length + indicated.length
  const data = new Float64Array(rows * cols)
  kept.forEach((j, at) => {
    const fill = statistics[j] as number
    for (let i = 0; i < rows; i++) {
      const value = columns[j][i]
      data[at * rows + i] = isBlank(value) ? fill : finite(value, names[j], i)
    }
  })
  indicated.forEach((j, k) => {
    for (let i = 0; i < rows; i++) data[(kept.length + k) * rows + i] = isBlank(columns[j][i]) ? 1 : 0
  })
  return ndview(data, [rows, cols], [1, rows])
}

function fillValues(
  { columns, names }: Columns,
  kept: number[],
  { statistics, indicated }: Fitted,
): ColumnsLike {
  const filled = kept.map(j => [
    names[j],
    Array.from(columns[j], value => (isBlank(value) ? statistics[j] : value)),
  ])
  const indicators = indicated.map(j => [
    `missingindicator_${names[j]}`,
    Float64Array.from(Array.from(columns[j], value => (isBlank(value) ? 1 : 0))),
  ])
  return Object.fromEntries([...filled, ...indicators])
}

function hasBlank(column: ArrayLike<unknown>): boolean {
  for (let i = 0; i < column.length; i++) if (isBlank(column[i])) return true
  return false
}

function finite(value: unknown, name: string, row: number): number {
  const number = toNumber(value)
  if (Number.isFinite(number)) return number
  throw notANumber(valuePath(name, row), value)
}

/** The value with the most rows; of equals the smallest. */
function mostFrequent(values: readonly unknown[], name: string): Category {
  const { codes, categories } = codeColumn(values, name)
  const counts = new Int32Array(categories.length)
  for (const code of codes) counts[code]++
  let best = 0
  categories.forEach((category, k) => {
    const smaller = (category as number) < (categories[best] as number)
    if (counts[k] > counts[best] || (counts[k] === counts[best] && smaller)) best = k
  })
  return categories[best]
}

/** Of an even number of values the mean of the two in the middle; sorts them. */
export function median(values: Float64Array): number {
  values.sort()
  const half = values.length >> 1
  return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2
}
