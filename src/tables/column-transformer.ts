/**
 * Each column to its own transformer, and what they make side by side in one matrix.
 *
 * As scikit-learn's `ColumnTransformer`, but that the names of the outputs are those of the features unless asked for
 * otherwise (`verboseFeatureNamesOut`), and that several transformers may be given, which run one after another.
 */

import type { CsrMatrix } from '../data/csr-matrix'
import type { ParamsOf, Transformer, TransformerFitOptions } from '../data/estimator'
import { withFeatureNames } from '../data/feature-names'
import { takesNoOptions } from '../data/fit-options'
import type { SamplesLike } from '../data/matrix-like'
import type { NdMatrix } from '../data/ndview'
import { fitTransform, type SavedClasses } from '../pipeline/steps'
import { ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { checkSavedHead, readArray, readSavedTexts, refuseUnknownFields } from '../support/saved'
import { checkBoolean, checkKeys, checkNumber, checkObject, describe } from '../support/validate'
import { checkTransformer, readOutput, readStep, saveStep } from './children'
import {
  actOnTexts,
  type ColumnPart,
  type ColumnStep,
  isWord,
  nameOf,
  type Part,
  readChoice,
  readPart,
  select,
} from './column-parts'
import { type Children, CompositeTransformer } from './composite-transformer'
import { type Columns, readColumns } from './read-columns'
import { readNames } from './saved-fields'
import { stack } from './stack'

/** Options of {@link ColumnTransformer}. */
export interface ColumnTransformerOptions {
  /** what is done to the columns that no part names; default `'drop'` */
  readonly remainder?: 'drop' | 'passthrough' | Transformer
  /** the matrix is sparse if a part is and fewer entries than this share are not zero; 0 … 1, default 0.3 */
  readonly sparseThreshold?: number
  /** whether outputs are called `part__feature` instead of `feature`; default `false` */
  readonly verboseFeatureNamesOut?: boolean
}

/** The options of all parts by path: `'numbers__withMean'`, … */
export type ColumnTransformerParams<S> = {
  readonly [K in keyof S & string as S[K] extends readonly [infer T extends Transformer, unknown]
    ? `${K}__${keyof ParamsOf<T> & string}`
    : never]?: unknown
}

interface Fitted {
  readonly seen: readonly string[]
  readonly parts: readonly Part[]
  readonly names: readonly string[]
}

type Specs = Readonly<Record<string, ColumnPart>>
type Act = (step: Transformer, X: SamplesLike) => SamplesLike

/** The name of the part for the columns that no other part names. */
const REST = 'remainder'

/** Up to this share of values that are not 0 the result is sparse. */
const SPARSE_BELOW = 0.3

const TYPE = 'ndlogit/ColumnTransformer'
const VERSION = 1

/**
 * Applies transformers to columns of a table and puts the results side by side.
 *
 * @typeParam S - the parts by name
 *
 * @example
 * ```ts
 * import { StandardScaler } from 'ndlogit'
 * import { ColumnTransformer, OneHotEncoder, SimpleImputer } from 'ndlogit/tables'
 *
 * const rows = [{ age: 22, sex: 'male' }, { age: '', sex: 'female' }, { age: 26, sex: 'female' }]
 * const columns = new ColumnTransformer({
 *   numbers: [[new SimpleImputer(), new StandardScaler()], ['age']],
 *   words: [new OneHotEncoder(), ['sex']],
 * })
 * columns.fit(rows)
 * console.log(columns.getFeatureNamesOut()) // [ 'age', 'sex_female', 'sex_male' ]
 * ```
 */
export class ColumnTransformer<S extends Specs = Specs> extends CompositeTransformer<
  Fitted,
  CsrMatrix | NdMatrix
> {
  private declare parts: readonly Part[]
  private declare options: Required<ColumnTransformerOptions>

  /**
   * @param parts - what is done to which columns, by name
   * @param options - `remainder = 'drop'`, `sparseThreshold = 0.3`, `verboseFeatureNamesOut = false`
   * @throws ValidationError when a part is no transformer with columns, or an option is unknown or out of range
   */
  constructor(parts: S, options: ColumnTransformerOptions = {}) {
    checkKeys('ColumnTransformer', options, ['remainder', 'sparseThreshold', 'verboseFeatureNamesOut'])
    const { remainder = 'drop', sparseThreshold = SPARSE_BELOW, verboseFeatureNamesOut = false } = options
    checkNumber('sparseThreshold', sparseThreshold, { min: 0, max: 1 })
    checkBoolean('verboseFeatureNamesOut', verboseFeatureNamesOut)
    const read = Object.entries(checkObject('ColumnTransformer: parts', parts)).map(([name, part]) => {
      if (name === REST || name.includes('__')) {
        throw new ValidationError(`ColumnTransformer: a part cannot be called ${describe(name)}`)
      }
      return readPart(name, part)
    })
    const rest = isWord(remainder) ? [] : [{ name: REST, step: checkTransformer('remainder', remainder) }]
    super(
      Object.fromEntries(
        [...read, ...rest].flatMap(({ name, step }) => (isWord(step) ? [] : [[name, step] as const])),
      ),
    )
    defineHidden(this, {
      parts: read.map(({ name, step, choice }) => ({
        name,
        choice,
        work: isWord(step) ? step : 'transform',
      })),
      options: { remainder, sparseThreshold, verboseFeatureNamesOut },
    })
  }

  protected override get ownOptions(): object {
    const { remainder, sparseThreshold, verboseFeatureNamesOut } = this.options
    return {
      ...(remainder !== 'drop' && isWord(remainder) && { remainder }),
      ...(sparseThreshold !== SPARSE_BELOW && { sparseThreshold }),
      ...(verboseFeatureNamesOut && { verboseFeatureNamesOut }),
    }
  }

  override get stepName(): 'columnTransformer' {
    return 'columnTransformer'
  }

  /** The transformers by the names of their parts; `fit` fits these very objects. */
  get transformers(): Readonly<Record<string, Transformer>> {
    return { ...this.children } as Record<string, Transformer>
  }

  override getParams(): ColumnTransformerParams<S> {
    return super.getParams() as ColumnTransformerParams<S>
  }

  protected override withChildren(children: Children): this {
    const parts = this.parts.map(({ name, work, choice }) => [name, [children[name] ?? work, choice]])
    const remainder = (children[REST] ?? this.options.remainder) as ColumnTransformerOptions['remainder'] & {}
    return new ColumnTransformer(Object.fromEntries(parts) as S, { ...this.options, remainder }) as this
  }

  /**
   * What the transformers make of X, side by side. Columns that the fit did not use may be missing; others are ignored.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError when a column is missing, or a transformer refuses what it holds
   */
  transform(X: SamplesLike, options?: never): CsrMatrix | NdMatrix {
    takesNoOptions('ColumnTransformer.transform', options)
    const { parts } = this.read('transform')
    return this.run(readColumns(X), parts, (step, Z) => step.transform(Z)).matrix
  }

  protected override learn(X: SamplesLike, options: TransformerFitOptions): CsrMatrix | NdMatrix {
    const columns = readColumns(X)
    const parts = this.resolve(columns)
    const { matrix, names } = this.run(columns, parts, (step, Z) => fitTransform(step, Z, options))
    this.learnt = { seen: columns.names, parts, names }
    return matrix
  }

  /** The names of the columns that `transform` gives. @throws NotFittedError before `fit` */
  getFeatureNamesOut(): readonly string[] {
    return this.read('getFeatureNamesOut').names
  }

  /** A plain object that survives `JSON.stringify`. @throws UnsupportedError when a transformer has no `toJSON` */
  toJSON(): object {
    const saveOne = (name: string, word: string): unknown =>
      Object.hasOwn(this.children, name) ? saveStep(name, this.children[name] as Transformer) : word
    const parts = this.parts.map(({ name, work, choice }) => [name, [saveOne(name, work), choice]])
    const { remainder, ...options } = this.options
    const fitted = this.learnt
    return {
      type: TYPE,
      version: VERSION,
      parts: Object.fromEntries(parts),
      options: { ...options, remainder: saveOne(REST, remainder as string) },
      ...(fitted && {
        fitted: {
          seen: fitted.seen,
          used: fitted.parts.map(({ name, choice }) => [name, choice]),
          names: fitted.names,
        },
      }),
    }
  }

  /**
   * What `toJSON` wrote.
   *
   * @param classes - the classes of its transformers: `tableTransformers`, and your own
   * @throws ValidationError naming the first field that is not as it should be
   */
  static fromJSON(value: unknown, classes: SavedClasses = {}): ColumnTransformer {
    const saved = checkObject('saved transformer', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved transformer', saved, ['type', 'version', 'parts', 'options', 'fitted'])
    const readOne = (name: string, step: unknown): ColumnStep =>
      isWord(step) ? step : readStep(name, step, classes)
    const parts = Object.entries(checkObject('parts', saved.parts)).map(([name, part]) => {
      const [step, choice] = readArray(`parts.${name}`, part)
      return [name, [readOne(`parts.${name}`, step), choice]]
    })
    const options = checkObject('options', saved.options)
    const remainder = readOne('options.remainder', options.remainder)
    const read = new ColumnTransformer(
      Object.fromEntries(parts) as Specs,
      {
        ...options,
        remainder,
      } as ColumnTransformerOptions,
    )
    if (saved.fitted !== undefined) read.restore(checkObject('fitted', saved.fitted))
    return read
  }

  private restore(saved: Readonly<Record<string, unknown>>): void {
    const used = readArray('fitted.used', saved.used).map((entry, k) => {
      const [name, choice] = readArray(`fitted.used[${k}]`, entry)
      const part = this.parts.find(own => own.name === name)
      const work = name === REST ? wordOf(this.options.remainder) : part?.work
      if (typeof name !== 'string' || work === undefined || work === 'drop') {
        throw new ValidationError(`fitted.used[${k}] must name a part, got ${describe(name)}`)
      }
      return { name, work, choice: readChoice(`fitted.used[${k}]`, choice) }
    })
    this.learnt = {
      seen: readNames('fitted.seen', saved.seen),
      parts: used,
      names: readSavedTexts('fitted.names', saved.names, readArray('fitted.names', saved.names).length),
    }
  }

  /** The parts that do something, with their columns by name; that of the columns that are left comes last. */
  private resolve({ names }: Columns): Part[] {
    const taken = new Set<string>()
    const parts = this.parts.flatMap(({ name, work, choice }): Part[] => {
      const columns = typeof choice === 'string' ? [choice] : choice
      const used = columns.map(column => nameOf(name, column, names))
      for (const column of used) taken.add(column)
      if (work === 'drop' || used.length === 0) return []
      return [{ name, work, choice: typeof choice === 'string' ? choice : used }]
    })
    const work = wordOf(this.options.remainder)
    const left = names.filter(name => !taken.has(name))
    if (work !== 'drop' && left.length > 0) parts.push({ name: REST, work, choice: left })
    if (parts.length === 0) throw new ValidationError('ColumnTransformer: no column is left')
    return parts
  }

  private run(
    columns: Columns,
    parts: readonly Part[],
    act: Act,
  ): { matrix: CsrMatrix | NdMatrix; names: string[] } {
    const outputs = parts.map(({ name, work, choice }) => {
      const part = select(columns, choice)
      const step = work === 'transform' ? (this.children[name] as Transformer) : undefined
      const make = () => (step === undefined ? part : act(step, part))
      if (typeof choice !== 'string') return readOutput(name, step, make(), columns.rows)
      const read = readOutput(name, step, actOnTexts(name, choice, part, make), columns.rows)
      // Words of a column are called by it, as its categories are.
      return { ...read, names: read.names.map(word => `${choice}_${word}`) }
    })
    const { verboseFeatureNamesOut, sparseThreshold } = this.options
    const names = outputs.flatMap((output, k) =>
      output.names.map(name => (verboseFeatureNamesOut ? `${parts[k].name}__${name}` : name)),
    )
    const matrix = stack(
      outputs.map(output => output.matrix),
      columns.rows,
      sparseThreshold,
    )
    return { matrix: withFeatureNames(matrix, names), names }
  }
}

function wordOf(remainder: Required<ColumnTransformerOptions>['remainder']): Part['work'] {
  return isWord(remainder) ? remainder : 'transform'
}
