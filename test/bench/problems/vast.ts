import { type Problem, sparseProblem } from '../problem'
import { Random } from '../random'
import { drawLabels } from './labels'

/** A weight for every third column, so that it need not be kept. */
const PERIOD = 3

/**
 * As hashed words are: a million columns with about Zipf's frequencies, so many of them in each row, all distinct; a
 * third of them say something of the class. Rows are of length about 1.
 */
export function vast(rows = 100_000, cols = 1_000_000, perRow = 50): Problem {
  const random = new Random(6)
  const indptr = Int32Array.from({ length: rows + 1 }, (_, i) => i * perRow)
  const indices = new Int32Array(rows * perRow)
  const data = new Float64Array(rows * perRow)
  const scores = new Float64Array(rows)
  const row = new Set<number>()
  for (let i = 0; i < rows; i++) {
    row.clear()
    while (row.size < perRow) row.add(Math.floor(cols ** random.uniform()) % cols)
    indices.set(Int32Array.from(row).sort(), indptr[i])
    for (let p = indptr[i]; p < indptr[i + 1]; p++) {
      const j = indices[p]
      data[p] = (0.5 + random.uniform()) / Math.sqrt(perRow)
      if (j % PERIOD === 0) scores[i] += data[p] * ((j % 7) - 3)
    }
  }
  return sparseProblem('vast', { rows, cols, indptr, indices, data }, drawLabels(scores, 4, random))
}
