import type { Random } from '../random'

/**
 * Labels −1 and 1 of a logistic model: the scores, centred and brought to the standard deviation `signal`, are the
 * log-odds. A signal of 1 leaves much noise (accuracy about .7), one of 4 little (about .9).
 */
export function drawLabels(scores: Float64Array, signal: number, random: Random): Int8Array {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length
  const scale = signal / Math.sqrt(variance)
  return Int8Array.from(scores, score =>
    random.uniform() < 1 / (1 + Math.exp(-scale * (score - mean))) ? 1 : -1,
  )
}
