import { type Problem, sparseProblem } from '../problem'
import { Random } from '../random'

/**
 * As news articles are after tf–idf (the rcv1 set): words with Zipf's frequencies, topics that each favour words of
 * their own, a class for each topic, a tenth of all labels wrong; rows of length 1.
 */
export function text(rows = 20_000, cols = 47_000, wordsPerRow = 65): Problem {
  const random = new Random(3)
  const topics = 40
  const topicShare = 0.35
  const topicWords = Math.max(2, Math.floor(cols / 100))
  const vocabulary = Array.from({ length: topics }, () =>
    Int32Array.from({ length: topicWords }, () => zipf(random, cols)),
  )

  const indptr = new Int32Array(rows + 1)
  const indices: number[] = []
  const counts: number[] = []
  const documents = new Int32Array(cols)
  const labels = new Int8Array(rows)
  for (let i = 0; i < rows; i++) {
    const topic = random.integer(topics)
    const words = vocabulary[topic]
    const length = Math.max(5, Math.round(wordsPerRow * Math.exp(0.6 * random.normal() - 0.18)))
    const row = new Map<number, number>()
    for (let k = 0; k < length; k++) {
      const word = random.uniform() < topicShare ? words[zipf(random, topicWords)] : zipf(random, cols)
      row.set(word, (row.get(word) ?? 0) + 1)
    }
    for (const [word, count] of [...row].sort(([a], [b]) => a - b)) {
      indices.push(word)
      counts.push(count)
      documents[word]++
    }
    indptr[i + 1] = indices.length
    labels[i] = (topic % 2 === 0) === random.uniform() > 0.1 ? 1 : -1
  }

  const data = Float64Array.from(
    counts,
    (count, p) => (1 + Math.log(count)) * Math.log(rows / documents[indices[p]]),
  )
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(indptr[i], indptr[i + 1])
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    for (let p = 0; p < row.length; p++) row[p] /= norm
  }
  return sparseProblem('text', { rows, cols, indptr, indices: Int32Array.from(indices), data }, labels)
}

/** A rank in 0 … n − 1 with probability about proportional to 1 / (rank + 10): the inverse of its distribution. */
function zipf(random: Random, n: number): number {
  const offset = 10
  return Math.floor(offset * (1 + n / offset) ** random.uniform() - offset)
}
