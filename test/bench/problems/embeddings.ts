import { denseProblem, type Problem } from '../problem'
import { Random } from '../random'
import { drawLabels } from './labels'

/**
 * As embeddings of sentences are: Float32, length 1, a common direction that all rows share, and variances of the
 * principal directions that fall off as a power of their rank.
 */
export function embeddings(rows = 20_000, cols = 768): Problem {
  const random = new Random(5)
  const directions = 48
  const common = random.normals(cols)
  const basis = Array.from({ length: directions }, (_, k) =>
    random.normals(cols).map(value => value / (k + 1) ** 0.6),
  )
  const weights = random.normals(directions)
  const values = new Float32Array(rows * cols)
  const scores = new Float64Array(rows)
  const row = new Float64Array(cols)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) row[j] = common[j] + 0.7 * random.normal()
    for (let k = 0; k < directions; k++) {
      const direction = basis[k]
      const z = random.normal()
      scores[i] += weights[k] * z
      for (let j = 0; j < cols; j++) row[j] += z * direction[j]
    }
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    for (let j = 0; j < cols; j++) values[i * cols + j] = row[j] / norm
  }
  return denseProblem('embeddings', values, cols, drawLabels(scores, 4, random))
}
