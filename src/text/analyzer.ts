/**
 * From a text to its terms: words or characters, alone or in n-grams.
 *
 * As scikit-learn's analyzers: words are runs of two or more letters, digits and `_`, unless a pattern, a tokenizer or
 * a language says otherwise; `'char_wb'` takes n-grams of characters inside words, padded with a blank on both sides.
 */

import { ValidationError } from '../support/errors'
import { readArray } from '../support/saved'
import { checkBoolean, checkChoice, checkNumber, describe, everyEntry, isText } from '../support/validate'

/** How texts become terms. */
export interface AnalyzerOptions {
  /** `'word'` (default), `'char'`, or `'char_wb'`: characters within words */
  readonly analyzer?: 'word' | 'char' | 'char_wb'
  /** what a word is; its first group, if there is one. Default: two or more letters, digits and `_` in a row */
  readonly tokenPattern?: RegExp | undefined
  /** words by the rules of a language, `'ja'` or `'de'`, as `Intl.Segmenter` knows them, instead of a pattern */
  readonly locale?: string | undefined
  /** smallest and largest number of words (or characters) in a term; default `[1, 1]` */
  readonly ngramRange?: readonly [number, number]
  /** words that are left out */
  readonly stopWords?: readonly string[] | undefined
  /** turn letters into small ones first; default `true` */
  readonly lowercase?: boolean
}

/** {@link AnalyzerOptions} with their defaults. */
export type AnalyzerSettings = Required<AnalyzerOptions>

/** Names of {@link AnalyzerOptions}, for checking. */
export const ANALYZER_OPTIONS = ['analyzer', 'tokenPattern', 'locale', 'ngramRange', 'stopWords', 'lowercase']

const WORD = /[\p{L}\p{N}_]{2,}/gu

/** @throws ValidationError for a value out of range */
export function readAnalyzerOptions(options: AnalyzerOptions): AnalyzerSettings {
  const {
    analyzer = 'word',
    tokenPattern,
    locale,
    ngramRange = [1, 1],
    stopWords,
    lowercase = true,
  } = options
  const [least, most] = readArray('ngramRange', ngramRange)
  checkNumber('ngramRange[0]', least, { min: 1, integer: true })
  checkNumber('ngramRange[1]', most, { min: least as number, max: 100, integer: true })
  if (tokenPattern !== undefined && !(tokenPattern instanceof RegExp)) {
    throw new ValidationError(`tokenPattern must be a regular expression, got ${describe(tokenPattern)}`)
  }
  if (tokenPattern !== undefined && locale !== undefined) {
    throw new ValidationError('tokenPattern and locale both say what a word is; give one of them')
  }
  if (stopWords !== undefined && !everyEntry(readArray('stopWords', stopWords), isText)) {
    throw new ValidationError('stopWords must be strings')
  }
  return {
    analyzer: checkChoice('analyzer', analyzer, ['word', 'char', 'char_wb']),
    tokenPattern,
    locale,
    ngramRange: [ngramRange[0], ngramRange[1]],
    stopWords: stopWords?.slice(),
    lowercase: checkBoolean('lowercase', lowercase),
  }
}

/** Gives the terms of a text, one after another. */
export function buildAnalyzer(settings: AnalyzerSettings): (text: string) => string[] {
  const { analyzer, lowercase, ngramRange, stopWords } = settings
  const lower = (text: string): string => (lowercase ? text.toLowerCase() : text)
  if (analyzer === 'char') return text => charGrams(lower(text).replace(/\s\s+/g, ' '), ngramRange)
  if (analyzer === 'char_wb') {
    return text =>
      lower(text)
        .split(/\s+/)
        .filter(Boolean)
        .flatMap(word => wordCharGrams(word, ngramRange))
  }
  const wordsOf = buildTokenizer(settings)
  const stop = new Set(stopWords)
  return text => {
    const words = wordsOf(lower(text))
    return wordGrams(stop.size === 0 ? words : words.filter(word => !stop.has(word)), ngramRange)
  }
}

function buildTokenizer({ tokenPattern, locale }: AnalyzerSettings): (text: string) => string[] {
  if (locale !== undefined) {
    const segmenter = new Intl.Segmenter(locale, { granularity: 'word' })
    return text => {
      const words: string[] = []
      for (const { segment, isWordLike } of segmenter.segment(text)) if (isWordLike) words.push(segment)
      return words
    }
  }
  if (tokenPattern === undefined) return text => text.match(WORD) ?? []
  const flags = tokenPattern.flags.includes('g') ? tokenPattern.flags : `${tokenPattern.flags}g`
  const pattern = new RegExp(tokenPattern.source, flags)
  return text => Array.from(text.matchAll(pattern), match => match[1] ?? match[0])
}

function wordGrams(words: string[], [least, most]: readonly [number, number]): string[] {
  if (most === 1) return words
  const terms = least === 1 ? words.slice() : []
  for (let n = Math.max(least, 2); n <= Math.min(most, words.length); n++) {
    for (let k = 0; k + n <= words.length; k++) terms.push(words.slice(k, k + n).join(' '))
  }
  return terms
}

function charGrams(text: string, [least, most]: readonly [number, number]): string[] {
  const characters = Array.from(text)
  const terms: string[] = []
  for (let n = least; n <= Math.min(most, characters.length); n++) {
    for (let k = 0; k + n <= characters.length; k++) terms.push(characters.slice(k, k + n).join(''))
  }
  return terms
}

/** A word shorter than n counts once. */
function wordCharGrams(word: string, [least, most]: readonly [number, number]): string[] {
  const characters = Array.from(` ${word} `)
  const terms: string[] = []
  for (let n = least; n <= most; n++) {
    terms.push(characters.slice(0, n).join(''))
    for (let k = 1; k + n <= characters.length; k++) terms.push(characters.slice(k, k + n).join(''))
    if (n >= characters.length) break
  }
  return terms
}
