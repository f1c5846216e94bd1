import { denseProblem, type Problem } from '../problem'
import { Random } from '../random'
import { drawLabels } from './labels'

/** As gene expressions are: many more columns than rows, in correlated groups of ten; one column in forty matters. */
export function wide(rows = 400, cols = 20_000): Problem {
  const random = new Random(2)
  const group = 10
  const every = 40
  const weights = Float64Array.from({ length: cols }, (_, j) => (j % every === 0 ? random.normal() : 0))
  const values = new Float64Array(rows * cols)
  const scores = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    let shared = 0
    for (let j = 0; j < cols; j++) {
      if (j % group === 0) shared = random.normal()
      const value = (shared + random.normal()) / Math.SQRT2
      values[i * cols + j] = value
      scores[i] += weights[j] * value
    }
  }
  return denseProblem('wide', values, cols, drawLabels(scores, 4, random))
}
