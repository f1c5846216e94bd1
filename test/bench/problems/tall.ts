import { denseProblem, type Problem } from '../problem'
import { Random } from '../random'
import { drawLabels } from './labels'

/** Few correlated measurements of many rows: five hidden factors and noise; about half of the features matter. */
export function tall(rows = 200_000, cols = 30): Problem {
  const random = new Random(1)
  const factors = 5
  const loadings = random.normals(cols * factors)
  const weights = Float64Array.from({ length: cols }, (_, j) => (j % 2 === 0 ? random.normal() : 0))
  const values = new Float64Array(rows * cols)
  const scores = new Float64Array(rows)
  const hidden = new Float64Array(factors)
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < factors; k++) hidden[k] = random.normal()
    for (let j = 0; j < cols; j++) {
      let value = 2 * random.normal()
      for (let k = 0; k < factors; k++) value += loadings[j * factors + k] * hidden[k]
      values[i * cols + j] = value / 3
      scores[i] += weights[j] * value
    }
  }
  return denseProblem('tall', values, cols, drawLabels(scores, 2, random))
}
