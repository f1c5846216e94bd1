/**
 * Bags of words: a column for every term, and in it how often each text has that term. As scikit-learn's
 * `CountVectorizer` and `TfidfVectorizer`, to their names and the order of the columns.
 */

import type { CsrMatrix } from '../data/csr-matrix'
import type { TransformerFitOptions } from '../data/estimator'
import { checkLength } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { DataTransformer } from '../preprocessing/data-transformer'
import { ValidationError } from '../support/errors'
import { readArray, readSavedNumbers, readSavedTexts } from '../support/saved'
import { checkBoolean, checkKeys, checkNumber, checkObject, describe } from '../support/validate'
import {
  ANALYZER_OPTIONS,
  type AnalyzerOptions,
  type AnalyzerSettings,
  buildAnalyzer,
  readAnalyzerOptions,
} from './analyzer'
import { type Counts, compareTexts, countTerms, readTexts, toMatrix } from './count-terms'
import {
  inverseFrequency,
  readWeightingOptions,
  WEIGHTING_OPTIONS,
  type WeightingOptions,
  weigh,
} from './weighting'

/** Options of {@link CountVectorizer}. */
export interface CountVectorizerOptions extends AnalyzerOptions {
  /** leave out terms of fewer texts: a number of them ≥ 1, or a share < 1; default 1 */
  readonly minDf?: number
  /** leave out terms of more texts: a number of them > 1, or a share ≤ 1; default 1: all texts */
  readonly maxDf?: number
  /** keep only so many terms, the most frequent */
  readonly maxFeatures?: number | undefined
  /** the terms, in the order of their columns, instead of those that `fit` sees */
  readonly vocabulary?: readonly string[] | undefined
  /** 1 for every term that is there, however often; default `false` */
  readonly binary?: boolean
}

type Settings = AnalyzerSettings & Required<CountVectorizerOptions>

interface Fitted {
  readonly terms: readonly string[]
  readonly idf?: Float64Array
}

const COUNT_OPTIONS = ['minDf', 'maxDf', 'maxFeatures', 'vocabulary', 'binary']

abstract class Vectorizer<P extends Settings> extends DataTransformer<P, Fitted, CsrMatrix> {
  /** The terms, in the order of their columns. @throws NotFittedError before `fit` */
  get terms(): readonly string[] {
    return this.fitted('terms').terms
  }

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): Fitted {
    return this.learnCounts(readTexts(X)).fitted
  }

  /** `fit(X)` and `transform(X)` in one: the texts are read once. @throws ValidationError as both */
  override fitTransform(X: SamplesLike, options: TransformerFitOptions = {}): CsrMatrix {
    this.checkFit(X, options)
    const { fitted, counts } = this.learnCounts(readTexts(X))
    this.keep(fitted)
    return this.named(this.weighted(counts, fitted, this.getParams()))
  }

  protected override apply(X: SamplesLike, fitted: Fitted, options: P): CsrMatrix {
    const at = new Map(fitted.terms.map((term, k) => [term, k]))
    const counts = countTerms(readTexts(X), buildAnalyzer(options), term => at.get(term) ?? -1)
    return this.weighted(toMatrix(counts, undefined, fitted.terms.length), fitted, options)
  }

  protected override namesOut({ terms }: Fitted): readonly string[] {
    return terms
  }

  protected override save({ terms, idf }: Fitted): object {
    return { terms, ...(idf && { idf: [...idf] }) }
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): Fitted {
    const terms = readSavedTexts('fitted.terms', saved.terms, readArray('fitted.terms', saved.terms).length)
    if (saved.idf === undefined) return { terms }
    const idf = readSavedNumbers('fitted.idf', saved.idf)
    checkLength('fitted.idf', idf.length, terms.length)
    return { terms, idf }
  }

  protected override saveOptions({ tokenPattern, ...options }: P): object {
    return tokenPattern === undefined
      ? options
      : { ...options, tokenPattern: { source: tokenPattern.source, flags: tokenPattern.flags } }
  }

  protected override restoreOptions(saved: Readonly<Record<string, unknown>>): object {
    if (saved.tokenPattern === undefined) return saved
    const { source, flags } = checkObject('options.tokenPattern', saved.tokenPattern)
    const refusal = 'options.tokenPattern is no regular expression'
    if (typeof source !== 'string' || typeof flags !== 'string') throw new ValidationError(refusal)
    try {
      return { ...saved, tokenPattern: new RegExp(source, flags) }
    } catch (error) {
      throw new ValidationError(refusal, { cause: error })
    }
  }

  /** What counts become, once the terms are known. */
  protected abstract weighted(counts: CsrMatrix, fitted: Fitted, options: P): CsrMatrix

  /** What is learnt besides the terms. */
  protected abstract learnWeights(counts: CsrMatrix): Pick<Fitted, 'idf'>

  protected learnCounts(texts: readonly string[]): { fitted: Fitted; counts: CsrMatrix } {
    const settings = this.getParams()
    const given = settings.vocabulary
    const number = new Map(given?.map((term, k) => [term, k]))
    const all = countTerms(texts, buildAnalyzer(settings), term => {
      let at = number.get(term)
      if (at === undefined) {
        if (given !== undefined) return -1
        at = number.size
        number.set(term, at)
      }
      return at
    })
    const terms = [...number.keys()]
    const kept = given === undefined ? keptTerms(terms, all, texts.length, settings) : terms.map((_, k) => k)
    if (kept.length === 0) {
      throw new ValidationError('no term is left: the texts are empty, or minDf and maxDf leave none')
    }
    const columnOf = new Int32Array(terms.length).fill(-1)
    kept.forEach((term, column) => {
      columnOf[term] = column
    })
    const counts = toMatrix(all, columnOf, kept.length)
    return { counts, fitted: { terms: kept.map(term => terms[term]), ...this.learnWeights(counts) } }
  }
}

/** Numbers of the terms that stay, in alphabetical order. */
function keptTerms(
  terms: readonly string[],
  { indices, data }: Counts,
  texts: number,
  { minDf, maxDf, maxFeatures }: Settings,
): number[] {
  const documents = new Float64Array(terms.length)
  const occurrences = new Float64Array(terms.length)
  indices.forEach((term, p) => {
    documents[term]++
    occurrences[term] += data[p]
  })
  const least = minDf < 1 ? minDf * texts : minDf
  const most = maxDf <= 1 ? maxDf * texts : maxDf
  const inRange = Array.from(terms.keys()).filter(term => documents[term] >= least && documents[term] <= most)
  const sorted = inRange.sort((a, b) => compareTexts(terms[a], terms[b]))
  if (maxFeatures === undefined || sorted.length <= maxFeatures) return sorted
  const frequent = new Set([...sorted].sort((a, b) => occurrences[b] - occurrences[a]).slice(0, maxFeatures))
  return sorted.filter(term => frequent.has(term))
}

function readCountOptions(options: CountVectorizerOptions): Settings {
  const { minDf = 1, maxDf = 1, maxFeatures, vocabulary, binary = false } = options
  checkNumber('minDf', minDf, { min: 0, integer: typeof minDf === 'number' && minDf >= 1 })
  checkNumber('maxDf', maxDf, { above: 0, integer: typeof maxDf === 'number' && maxDf >= 1 })
  if (maxFeatures !== undefined) checkNumber('maxFeatures', maxFeatures, { min: 1, integer: true })
  if (vocabulary !== undefined) {
    const odd = readArray('vocabulary', vocabulary).find(term => typeof term !== 'string')
    if (odd !== undefined) throw new ValidationError(`vocabulary must be strings, got ${describe(odd)}`)
    if (new Set(vocabulary).size < vocabulary.length) throw new ValidationError('vocabulary has a term twice')
  }
  return {
    ...readAnalyzerOptions(options),
    minDf,
    maxDf,
    maxFeatures,
    vocabulary: vocabulary?.slice(),
    binary: checkBoolean('binary', binary),
  }
}

function ones(counts: CsrMatrix, binary: boolean): CsrMatrix {
  if (binary) counts.data.fill(1)
  return counts
}

/**
 * How often each text has each term.
 *
 * @example
 * ```ts
 * import { CountVectorizer } from 'ndlogit/text'
 *
 * const vectorizer = new CountVectorizer()
 * const X = vectorizer.fitTransform(['Win a prize', 'win, win, win!'])
 * console.log(vectorizer.terms, X.toDense().get(1, 1)) // [ 'prize', 'win' ] 3
 * ```
 */
export class CountVectorizer extends Vectorizer<Settings> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: CountVectorizerOptions = {}) {
    super(options)
  }

  /** The vectorizer that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): CountVectorizer {
    return new CountVectorizer().readSaved(value)
  }

  override get stepName(): 'countVectorizer' {
    return 'countVectorizer'
  }

  protected override readOptions(options: CountVectorizerOptions): Settings {
    checkKeys('CountVectorizer', options, [...ANALYZER_OPTIONS, ...COUNT_OPTIONS])
    return readCountOptions(options)
  }

  protected override weighted(counts: CsrMatrix, _fitted: Fitted, { binary }: Settings): CsrMatrix {
    return ones(counts, binary)
  }

  protected override learnWeights(): object {
    return {}
  }
}

/** Options of {@link TfidfVectorizer}. */
export interface TfidfVectorizerOptions extends CountVectorizerOptions, WeightingOptions {}

/**
 * How much each text is about each term: its count times its rarity, rows scaled to length 1.
 *
 * @example
 * ```ts
 * import { LogisticRegression, makePipeline } from 'ndlogit'
 * import { TfidfVectorizer } from 'ndlogit/text'
 *
 * const texts = ['win a prize now', 'lunch at noon?', 'a prize for you', 'see you at noon']
 * const model = makePipeline(new TfidfVectorizer(), new LogisticRegression({ C: 10 }))
 * console.log(model.fit(texts, ['spam', 'ham', 'spam', 'ham']).predict(['win now'])) // [ 'spam' ]
 * ```
 */
export class TfidfVectorizer extends Vectorizer<Settings & Required<WeightingOptions>> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: TfidfVectorizerOptions = {}) {
    super(options)
  }

  /** The vectorizer that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): TfidfVectorizer {
    return new TfidfVectorizer().readSaved(value)
  }

  override get stepName(): 'tfidfVectorizer' {
    return 'tfidfVectorizer'
  }

  /** The rarity of each term. @throws NotFittedError before `fit`, or without `useIdf` */
  get idf(): Float64Array {
    return this.fitted('idf').idf ?? new Float64Array(this.terms.length).fill(1)
  }

  protected override readOptions(options: TfidfVectorizerOptions): Settings & Required<WeightingOptions> {
    checkKeys('TfidfVectorizer', options, [...ANALYZER_OPTIONS, ...COUNT_OPTIONS, ...WEIGHTING_OPTIONS])
    return { ...readCountOptions(options), ...readWeightingOptions(options) }
  }

  protected override weighted(
    counts: CsrMatrix,
    { idf }: Fitted,
    options: Settings & Required<WeightingOptions>,
  ): CsrMatrix {
    return weigh(ones(counts, options.binary), idf, options)
  }

  protected override learnWeights(counts: CsrMatrix): Pick<Fitted, 'idf'> {
    const { useIdf, smoothIdf } = this.getParams()
    return useIdf ? { idf: inverseFrequency(counts, smoothIdf) } : {}
  }
}
