/**
 * Fits that take turns in one thread share kernels and their memory, and must not see each other: twelve at once, more than
 * there are memories, each come out to the bit as alone, and so do those after one that was aborted.
 */

import { expect, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { RandomState } from '../../src/support/random'

const ROWS = 3000
const COLS = 400

/** Sparse rows of twelve entries, another table for each seed. */
function sparseTable(seed: number) {
  const random = new RandomState(seed)
  const uniform = () => random.integer(2 ** 30) / 2 ** 30
  const indptr = Int32Array.from({ length: ROWS + 1 }, (_, i) => 12 * i)
  const indices = Int32Array.from({ length: 12 * ROWS }, (_, p) => {
    const width = Math.floor(COLS / 12)
    return (p % 12) * width + Math.floor(width * uniform())
  })
  const data = Float64Array.from(indices, () => uniform() + 0.2)
  const y = Array.from({ length: ROWS }, (_, i) => {
    let z = 0
    for (let p = 12 * i; p < 12 * i + 12; p++) z += indices[p] % 2 === 0 ? data[p] : -data[p]
    return z + uniform() > 0.5 ? 1 : 0
  })
  return { X: { shape: [ROWS, COLS] as const, indptr, indices, data }, y }
}

const tables = Array.from({ length: 12 }, (_, seed) => sparseTable(seed + 1))
// Coordinate descent on the columns, which lie in memory of their own as long as a step takes.
const make = () => new LogisticRegression({ penalty: 'l1', C: 0.3, solver: 'newton-cd' })
const bitsOf = ({ coef, intercept }: LogisticRegression) => [...coef.data, ...intercept.data]

test('fits at once are as fits alone', { timeout: 60_000 }, async () => {
  // WebAssembly takes over once a process has done enough.
  for (let k = 0; k < 3; k++) make().fit(tables[0].X, tables[0].y)
  const alone = tables.map(({ X, y }) => bitsOf(make().fit(X, y)))
  const controller = new AbortController()
  const watch = { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) }
  const aborted = expect(make().fitAsync(tables[0].X, tables[0].y, watch)).rejects.toThrow('enough')
  const models = await Promise.all(tables.map(({ X, y }) => make().fitAsync(X, y)))
  await aborted
  expect(models.map(bitsOf)).toEqual(alone)
  expect(tables.map(({ X, y }) => bitsOf(make().fit(X, y)))).toEqual(alone)
})
