/**
 * Terms by their hash, h = MurmurHash3 (32 bits) of the UTF-8 text: column |h| mod n, with the sign of h. Nothing is
 * learnt, so texts can come in any number and at any time. As scikit-learn's `HashingVectorizer`.
 *
 * Source: A. Appleby, MurmurHash3_x86_32, smhasher (public domain).
 */

import type { CsrMatrix } from '../data/csr-matrix'
import type { TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { DataTransformer } from '../preprocessing/data-transformer'
import { checkBoolean, checkKeys, checkNumber } from '../support/validate'
import {
  ANALYZER_OPTIONS,
  type AnalyzerOptions,
  type AnalyzerSettings,
  buildAnalyzer,
  readAnalyzerOptions,
} from './analyzer'
import { countTerms, readTexts, toMatrix } from './count-terms'
import { readNorm, weigh } from './weighting'

/** Options of {@link HashingVectorizer}. */
export interface HashingVectorizerOptions extends AnalyzerOptions {
  /** number of columns n, 1 … 2³¹ − 1; default 2²⁰ */
  readonly nFeatures?: number
  /** let the hash say the sign, so that terms that share a column cancel out on average; default `true` */
  readonly alternateSign?: boolean
  /** the norm of every row that becomes 1; `null` for none. Default `'l2'` */
  readonly norm?: 'l1' | 'l2' | null
  /** 1 for every term that is there, however often; default `false` */
  readonly binary?: boolean
}

type Settings = AnalyzerSettings & Required<HashingVectorizerOptions>

/**
 * Counts terms in columns that their hash chooses; there is nothing to fit.
 *
 * @example
 * ```ts
 * import { HashingVectorizer } from 'ndlogit/text'
 *
 * const X = new HashingVectorizer({ nFeatures: 16 }).transform(['win a prize', 'win'])
 * console.log(X.shape, X.data.length) // [ 2, 16 ] 3
 * ```
 */
export class HashingVectorizer extends DataTransformer<Settings, object, CsrMatrix> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: HashingVectorizerOptions = {}) {
    super(options)
    this.keep({})
  }

  /** The vectorizer that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): HashingVectorizer {
    return new HashingVectorizer().readSaved(value)
  }

  override get stepName(): 'hashingVectorizer' {
    return 'hashingVectorizer'
  }

  protected override readOptions(options: HashingVectorizerOptions): Settings {
    checkKeys('HashingVectorizer', options, [
      ...ANALYZER_OPTIONS,
      'nFeatures',
      'alternateSign',
      'norm',
      'binary',
    ])
    const { nFeatures = 2 ** 20, alternateSign = true, binary = false } = options
    return {
      ...readAnalyzerOptions(options),
      nFeatures: checkNumber('nFeatures', nFeatures, { min: 1, max: 2 ** 31 - 1, integer: true }),
      alternateSign: checkBoolean('alternateSign', alternateSign),
      norm: readNorm(options.norm),
      binary: checkBoolean('binary', binary),
    }
  }

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): object {
    readTexts(X)
    return {}
  }

  protected override apply(X: SamplesLike, _fitted: object, options: Settings): CsrMatrix {
    const { nFeatures, alternateSign, norm, binary } = options
    const hashes = new Map<string, number>()
    const hashOf = (term: string): number => {
      let hash = hashes.get(term)
      if (hash === undefined) {
        hash = murmur3(term)
        hashes.set(term, hash)
      }
      return hash
    }
    const counts = countTerms(
      readTexts(X),
      buildAnalyzer(options),
      term => Math.abs(hashOf(term)) % nFeatures,
      term => (alternateSign && hashOf(term) < 0 ? -1 : 1),
    )
    if (binary) counts.data.fill(1)
    return weigh(toMatrix(counts, undefined, nFeatures), undefined, { norm, sublinearTf: false })
  }

  /** Columns of hashes have no names. */
  protected override namesOut(): readonly string[] {
    return []
  }

  protected override save(): object {
    return {}
  }

  protected override restore(): object {
    return {}
  }
}

const encoder = new TextEncoder()

/** Signed, with seed 0. */
export function murmur3(text: string): number {
  const bytes = encoder.encode(text)
  const { length } = bytes
  const blocks = length & ~3
  let h = 0
  for (let k = 0; k < blocks; k += 4) {
    const word = bytes[k] | (bytes[k + 1] << 8) | (bytes[k + 2] << 16) | (bytes[k + 3] << 24)
    h ^= scramble(word)
    h = (h << 13) | (h >>> 19)
    h = (Math.imul(h, 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let k = length - 1; k >= blocks; k--) tail = (tail << 8) | bytes[k]
  if (length > blocks) h ^= scramble(tail)
  h ^= length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function scramble(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}
