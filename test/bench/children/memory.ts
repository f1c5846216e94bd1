/**
 * The memory that one fit takes beyond its input: `memory.ts <layout> <penalty>`, with --expose-gc. `live` is the most
 * that buffers hold at the end of an iteration after a collection, `resident` the high-water mark of the process, which
 * also counts what is freed within an iteration or waits to be collected (Linux only).
 */

import { readFileSync, writeFileSync } from 'node:fs'
import ndarray from 'ndarray'
import { CsrMatrix, LogisticRegression, type MatrixLike } from 'ndlogit'
import type { Problem } from '../problem'
import { embeddings } from '../problems/embeddings'
import { images } from '../problems/images'
import { tall } from '../problems/tall'
import { text } from '../problems/text'
import { type Penalty, smallestC } from '../task'

const collect = globalThis.gc!
const [layout, penalty] = process.argv.slice(2) as [string, Penalty]
const problem = makeProblem()
const { labels } = problem
const X: MatrixLike = layout.endsWith('column-major') ? columnMajor(problem) : problem.X
const C = penalty === 'l1' ? 10 * smallestC(problem) : 1
const small = tall(500, 8)
Object.assign(problem, { sparse: undefined, dense: undefined, X: undefined })

for (let i = 0; i < 20; i++) new LogisticRegression({ penalty, C }).fit(small.X, small.labels)
const size = bytes(X)
collect()
collect()
const heldBefore = process.memoryUsage().arrayBuffers
const residentBefore = resident('VmRSS')
resetPeak()
new LogisticRegression({ penalty, C, fitIntercept: false }).fit(X, labels)
const residentPeak = resident('VmHWM')

let live = 0
new LogisticRegression({ penalty, C, fitIntercept: false }).fit(X, labels, {
  onIteration: () => {
    collect()
    live = Math.max(live, process.memoryUsage().arrayBuffers - heldBefore)
  },
})
const peak = residentPeak === undefined ? null : residentPeak - residentBefore!
console.log(JSON.stringify({ size, live, resident: peak }))

function makeProblem(): Problem {
  switch (layout.split(',')[0]) {
    case 'tall':
      return tall()
    case 'images':
      return images()
    case 'embeddings':
      return embeddings()
    case 'text':
      return text()
    default:
      throw new Error(`no layout ${layout}`)
  }
}

function columnMajor({ dense, sparse: { rows, cols } }: Problem): MatrixLike {
  const values = dense!.slice()
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) values[j * rows + i] = dense![i * cols + j]
  }
  return ndarray(values as Float64Array, [rows, cols], [1, rows])
}

function bytes(matrix: MatrixLike): number {
  if (matrix instanceof CsrMatrix) {
    return matrix.indptr.byteLength + matrix.indices.byteLength + matrix.data.byteLength
  }
  return (matrix as { data: Float64Array }).data.byteLength
}

/** Bytes, from the kernel; `undefined` where it does not say. */
function resident(field: string): number | undefined {
  try {
    const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(
      readFileSync('/proc/self/status', 'utf8'),
    )!
    return 1024 * Number(kilobytes)
  } catch {
    return undefined
  }
}

/** Lets the high-water mark start anew. */
function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {}
}
