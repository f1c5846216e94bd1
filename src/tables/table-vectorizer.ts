/**
 * A table to a matrix in one step: each column by what it holds.
 *
 *   numbers      median for blanks, an indicator of them, standardised
 *   categories   one-hot, blanks a category of their own, rare ones together
 *   dates        year, month, weekday and days since 1970, as numbers
 *   text         TF-IDF
 *
 * The idea and the name are skrub's; the choices are shown by `describe()`.
 */

import type { CsrMatrix } from '../data/csr-matrix'
import type { Transformer, TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import type { NdMatrix } from '../data/ndview'
import { columnPath } from '../data/table'
import { DataTransformer } from '../preprocessing/data-transformer'
import { StandardScaler } from '../preprocessing/standard-scaler'
import { ValidationError } from '../support/errors'
import { readArray } from '../support/saved'
import { checkChoice, checkKeys, checkNumber, checkObject, describe } from '../support/validate'
import { TfidfVectorizer } from '../text/count-vectorizer'
import { textTransformers } from '../text/text-transformers'
import { COLUMN_KINDS, type ColumnKind, DATE_PARTS, judge, normalize, textOf } from './column-kinds'
import type { ColumnPart } from './column-parts'
import { ColumnTransformer } from './column-transformer'
import { OneHotEncoder } from './one-hot-encoder'
import { readColumns } from './read-columns'
import { readNames } from './saved-fields'
import { SimpleImputer } from './simple-imputer'
import { TransformerChain } from './transformer-chain'

/** Options of {@link TableVectorizer}. */
export interface TableVectorizerOptions {
  /** what columns hold, by name, where the choice is to be another */
  readonly columns?: Readonly<Record<string, ColumnKind>>
  /** texts with more distinct values than this are no categories; default 40 */
  readonly cardinalityThreshold?: number
  /** categories of fewer rows share a column; ≥ 1, default 5 */
  readonly minFrequency?: number
  /** words of fewer rows are left out; ≥ 1, default 5 */
  readonly minDf?: number
}

/** What became of a column. */
export interface ColumnDescription {
  readonly column: string
  readonly kind: ColumnKind
  /** why it was taken for that */
  readonly why: string
  /** how many columns of the matrix it makes */
  readonly outputs: number
}

interface Fitted {
  readonly names: readonly string[]
  readonly kinds: readonly ColumnKind[]
  readonly whys: readonly string[]
  readonly columns: ColumnTransformer
}

const classes = () => ({
  ...textTransformers,
  'ndlogit/OneHotEncoder': OneHotEncoder,
  'ndlogit/SimpleImputer': SimpleImputer,
  'ndlogit/TransformerChain': TransformerChain,
})

/**
 * Makes a matrix of a table, each column by what it holds.
 *
 * @example
 * ```ts
 * import { LogisticRegression, makePipeline } from 'ndlogit'
 * import { TableVectorizer } from 'ndlogit/tables'
 *
 * const rows = Array.from({ length: 20 }, (_, i) => ({ age: i % 7 === 0 ? '' : i, sex: i % 2 ? 'male' : 'female' }))
 * const vectorizer = new TableVectorizer()
 * const model = makePipeline(vectorizer, new LogisticRegression()).fit(rows, rows.map((_, i) => i > 9))
 * console.log(vectorizer.describe().map(({ column, kind }) => `${column}: ${kind}`)) // [ 'age: numbers', 'sex: categories' ]
 * console.log(model.coefficients()[1].feature) // missingindicator_age
 * ```
 */
export class TableVectorizer extends DataTransformer<
  Required<TableVectorizerOptions>,
  Fitted,
  CsrMatrix | NdMatrix
> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: TableVectorizerOptions = {}) {
    super(options)
  }

  /** The vectorizer that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): TableVectorizer {
    return new TableVectorizer().readSaved(value)
  }

  override get stepName(): 'tableVectorizer' {
    return 'tableVectorizer'
  }

  /** What became of each column, and why. @throws NotFittedError before `fit` */
  describe(): ColumnDescription[] {
    const { names, kinds, whys, columns } = this.fitted('describe')
    const outputs = columns.getFeatureNamesOut()
    return names.map((column, j) => ({
      column,
      kind: kinds[j],
      why: whys[j],
      outputs: outputs.filter(name => comesFrom(name, column, kinds[j], names)).length,
    }))
  }

  protected override readOptions(options: TableVectorizerOptions): Required<TableVectorizerOptions> {
    checkKeys('TableVectorizer', options, ['columns', 'cardinalityThreshold', 'minFrequency', 'minDf'])
    const { columns = {}, cardinalityThreshold = 40, minFrequency = 5, minDf = 5 } = options
    for (const [name, kind] of Object.entries(checkObject('columns', columns))) {
      checkChoice(`columns.${name}`, kind, COLUMN_KINDS)
    }
    return {
      columns: { ...columns },
      cardinalityThreshold: checkNumber('cardinalityThreshold', cardinalityThreshold, {
        min: 1,
        integer: true,
      }),
      minFrequency: checkNumber('minFrequency', minFrequency, { min: 1, integer: true }),
      minDf: checkNumber('minDf', minDf, { min: 1, integer: true }),
    }
  }

  protected override learn(X: SamplesLike, options: TransformerFitOptions): Fitted {
    return this.learnTable(X, options).fitted
  }

  /** `fit(X)` and `transform(X)` in one: the table is encoded once. @throws ValidationError as both */
  override fitTransform(X: SamplesLike, options: TransformerFitOptions = {}): CsrMatrix | NdMatrix {
    this.checkFit(X, options)
    const { fitted, matrix } = this.learnTable(X, options)
    this.keep(fitted)
    return matrix
  }

  protected override apply(X: SamplesLike, { names, kinds, columns }: Fitted): CsrMatrix | NdMatrix {
    const table = readColumns(X)
    const used = names.filter((_, j) => kinds[j] !== 'drop')
    const values = used.map(name => {
      const at = table.names.indexOf(name)
      if (at >= 0) return table.columns[at]
      throw new ValidationError(`X has no column ${describe(name)}, which the fit had`)
    })
    const usedKinds = kinds.filter(kind => kind !== 'drop')
    return columns.transform(normalize({ rows: table.rows, names: used, columns: values }, usedKinds))
  }

  protected override namesOut({ columns }: Fitted): readonly string[] {
    return columns.getFeatureNamesOut()
  }

  protected override save({ names, kinds, whys, columns }: Fitted): object {
    return { names, kinds, whys, columns: columns.toJSON() }
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): Fitted {
    const names = readNames('fitted.names', saved.names)
    const whys = readNames('fitted.whys', saved.whys)
    const kinds = readArray('fitted.kinds', saved.kinds).map((kind, j) =>
      checkChoice(`fitted.kinds[${j}]`, kind, COLUMN_KINDS),
    )
    if (kinds.length !== names.length || whys.length !== names.length) {
      throw new ValidationError('fitted.names, fitted.kinds and fitted.whys must have one length')
    }
    return { names, kinds, whys, columns: ColumnTransformer.fromJSON(saved.columns, classes()) }
  }

  private learnTable(
    X: SamplesLike,
    options: TransformerFitOptions,
  ): { fitted: Fitted; matrix: CsrMatrix | NdMatrix } {
    const settings = this.getParams()
    const table = readColumns(X)
    const { names } = table
    const stranger = Object.keys(settings.columns).find(name => !names.includes(name))
    if (stranger !== undefined) {
      throw new ValidationError(`columns names ${describe(stranger)}, but X has ${names.join(', ')}`)
    }
    const judged = names.map((name, j) =>
      Object.hasOwn(settings.columns, name)
        ? { kind: settings.columns[name], why: 'as given' }
        : this.withWords(judge(table.columns[j], settings.cardinalityThreshold), table.columns[j]),
    )
    const kinds = judged.map(({ kind }) => kind)
    if (kinds.every(kind => kind === 'drop')) {
      const why = judged.slice(0, 5).map((one, j) => `${columnPath('X', names[j])}: ${one.why}`)
      throw new ValidationError(`TableVectorizer: no column is left (${why.join('; ')})`)
    }
    const columns = new ColumnTransformer(this.partsOf(names, kinds))
    const matrix = columns.fitTransform(normalize(table, kinds), options)
    return { matrix, fitted: { names, kinds, whys: judged.map(({ why }) => why), columns } }
  }

  /** A text whose words are all too rare says nothing. */
  private withWords(judged: ReturnType<typeof judge>, column: ArrayLike<unknown>): ReturnType<typeof judge> {
    if (judged.kind !== 'text') return judged
    try {
      new TfidfVectorizer({ minDf: this.getParams().minDf }).fit(
        // What is no text is refused, by its column and row, when the column is encoded.
        Array.from(column, value => [textOf(value)].find(text => typeof text === 'string') ?? ''),
      )
      return judged
    } catch {
      return { kind: 'drop', why: `${judged.why}, and no word is in ${this.getParams().minDf} of them` }
    }
  }

  private partsOf(names: readonly string[], kinds: readonly ColumnKind[]): Record<string, ColumnPart> {
    const { minFrequency, minDf } = this.getParams()
    const of = (kind: ColumnKind): string[] => names.filter((_, j) => kinds[j] === kind)
    const dates = of('dates').flatMap(name => Object.keys(DATE_PARTS).map(part => `${name}_${part}`))
    const numbers: Transformer[] = [
      new SimpleImputer({ strategy: 'median', addIndicator: true }),
      new StandardScaler(),
    ]
    const encoder = new OneHotEncoder({
      minFrequency,
      handleUnknown: 'infrequent_if_exist',
      drop: 'if_binary',
    })
    return {
      numbers: [numbers, [...of('numbers'), ...dates]],
      categories: [encoder, of('categories')],
      ...Object.fromEntries(
        of('text').map((name, k) => [`text${k}`, [new TfidfVectorizer({ minDf }), name]]),
      ),
    }
  }
}

/** Whether an output is made of a column. */
function comesFrom(output: string, column: string, kind: ColumnKind, names: readonly string[]): boolean {
  if (kind === 'drop') return false
  const plain = output.replace(/^missingindicator_/, '')
  // The longest name that fits: `sex` must not claim `sex_group_a`.
  const owner = names
    .filter(name => plain === name || plain.startsWith(`${name}_`))
    .sort((a, b) => b.length - a.length)[0]
  return owner === column
}
