/**
 * Texts as rows of weights, a column for each word: how often the word occurs in the text (term frequency) times
 * log((1 + n) / (1 + df)) + 1, where df of the n training texts have the word (inverse document frequency). Rows are
 * scaled to length 1, so that long messages do not outweigh short ones. These are the defaults of scikit-learn's
 * TfidfVectorizer.
 */

import { CsrMatrix } from 'ndlogit'

/** Words in lower case; every number is `#` and every address `<link>`, since no two are alike. */
export function words(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/https?:\S+/g, '<link>')
    .replace(/\d[\d.,]*/g, '#')
  return plain.match(/<link>|#|[\p{L}']+|[!?%]/gu) ?? []
}

/** Learns words and their weights from the training texts, and turns texts into sparse rows. */
export class TfIdf {
  readonly vocabulary: string[] = []
  readonly #columns = new Map<string, number>()
  readonly #idf: number[]

  constructor(trainingTexts: readonly string[]) {
    const textsWith = new Map<string, number>()
    for (const text of trainingTexts) {
      for (const word of new Set(words(text))) textsWith.set(word, (textsWith.get(word) ?? 0) + 1)
    }
    for (const word of textsWith.keys()) this.#columns.set(word, this.vocabulary.push(word) - 1)
    const n = trainingTexts.length
    this.#idf = Array.from(textsWith.values(), df => Math.log((1 + n) / (1 + df)) + 1)
  }

  /** A row per text; words that no training text had are left out. */
  transform(texts: readonly string[]): CsrMatrix {
    const row: number[] = []
    const col: number[] = []
    const data: number[] = []
    texts.forEach((text, i) => {
      const weights = new Map<number, number>()
      for (const word of words(text)) {
        const j = this.#columns.get(word)
        if (j !== undefined) weights.set(j, (weights.get(j) ?? 0) + this.#idf[j])
      }
      const length = Math.hypot(...weights.values())
      for (const [j, weight] of weights) {
        row.push(i)
        col.push(j)
        data.push(weight / length)
      }
    })
    return CsrMatrix.fromCoo({ shape: [texts.length, this.vocabulary.length], row, col, data })
  }
}
