/** Products and Gram blocks by several threads, against those of one: the same bits. Helpers run dist/ndlogit-worker.cjs. */

import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { DenseMatrix } from '../../../src/design/dense-matrix'
import { Caller } from '../../../src/design/parallel/channel'
import { ParallelMatrix } from '../../../src/design/parallel/parallel-matrix'
import { isShareable, type Shareable } from '../../../src/design/parallel/parts'
import { Team } from '../../../src/design/parallel/team'
import { SparseMatrix } from '../../../src/design/sparse-matrix'
import { PANEL_ROWS } from '../../../src/kernels/gram'

const ROWS = 2501
const COLS = 61

let seed = 1
function uniform(): number {
  seed = (seed * 48271) % 2147483647
  return seed / 2147483647 - 0.5
}

function numbers(length: number): Float64Array {
  return new Float64Array(length).map(uniform)
}

function sparse(): SparseMatrix {
  const [indptr, indices, data]: [number[], number[], number[]] = [[0], [], []]
  for (let i = 0; i < ROWS; i++) {
    for (let j = 0; j < COLS; j++) {
      if (uniform() < 0.2) continue
      indices.push(j)
      data.push(uniform())
    }
    indptr.push(indices.length)
  }
  return new SparseMatrix({
    shape: [ROWS, COLS],
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    data: Float64Array.from(data),
  })
}

const MATRICES: readonly [name: string, make: () => Shareable][] = [
  ['rows of doubles', () => new DenseMatrix(numbers(ROWS * COLS), ROWS, COLS, COLS, 1, 0)],
  ['rows of singles', () => new DenseMatrix(Float32Array.from(numbers(ROWS * COLS)), ROWS, COLS, COLS, 1, 0)],
  ['rows with gaps', () => new DenseMatrix(numbers(ROWS * 70 + 5), ROWS, COLS, 70, 1, 5)],
  ['columns', () => new DenseMatrix(numbers(ROWS * COLS), ROWS, COLS, 1, ROWS, 0)],
  ['few rows', () => new DenseMatrix(numbers(200 * COLS), 200, COLS, COLS, 1, 0)],
  ['sparse rows', sparse],
]

const workers: Worker[] = []
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate()
})

/** A team whose helpers are all there. */
async function teamOf(x: Shareable, threads: number): Promise<Team> {
  const team = new Team(x, threads)
  for (const assignment of team.assignments()) {
    const worker = new Worker(new URL('../../../dist/ndlogit-worker.cjs', import.meta.url))
    workers.push(worker)
    await new Promise(resolve => worker.once('message', resolve))
    worker.postMessage({ fit: assignment })
    const caller = new Caller(team.board.channelOf(assignment.thread))
    while (!caller.isFree) await new Promise(resolve => setTimeout(resolve, 2))
  }
  return team
}

/** All products, as numbers. */
function products(x: Shareable | ParallelMatrix): Record<string, Float64Array> {
  seed = 7
  const { rows, cols } = x
  const [w, v, d] = [numbers(cols), numbers(rows), numbers(rows).map(value => Math.max(0, value))]
  const list = Int32Array.from({ length: 33 }, (_, k) => k + (k > 20 ? 20 : 0))
  const found: Record<string, Float64Array> = {}
  const some = x.select(list)
  found.times = new Float64Array(rows)
  x.all.timesInto(w, found.times)
  found.someTimes = new Float64Array(rows)
  some.timesInto(w.subarray(0, list.length), found.someTimes)
  found.transpose = new Float64Array(cols)
  x.all.transposeTimesInto(v, found.transpose)
  found.someTranspose = new Float64Array(list.length)
  some.transposeTimesInto(v, found.someTranspose)
  for (const outputs of [1, 2]) {
    const [z, weighted] = [new Float64Array(rows * outputs), new Float64Array(rows * outputs)]
    const out = new Float64Array(outputs * (cols + 1))
    const weigh = ({ start, end }: { start: number; end: number }) => {
      for (let a = 0; a < outputs; a++) {
        for (let i = start; i < end; i++) weighted[a * rows + i] = d[i] * z[a * rows + i]
      }
    }
    const shifts = Float64Array.of(0.25, -0.5).subarray(0, outputs)
    const many = numbers(outputs * (cols + 1))
    x.normalTimesInto({ outputs, v: many, stride: cols + 1, shifts, z, weighted, weigh, out })
    Object.assign(found, { [`z${outputs}`]: z, [`weighted${outputs}`]: weighted, [`normal${outputs}`]: out })
  }
  for (const [name, left, right, upper] of [
    ['gram', x.all, x.all, true],
    ['someGram', some, some, true],
    ['cross', x.all, some, false],
  ] as const) {
    const data = numbers(left.length * right.length)
    const block = { data, stride: right.length, offset: 0, upper }
    // As addHessian cuts them: after whole panels of weighted rows.
    let middle = 0
    for (let weighted = 0; middle < rows && weighted < 3 * PANEL_ROWS; middle++)
      if (d[middle] !== 0) weighted++
    left.addGram(d, right as never, block, { start: 0, end: middle })
    if (middle < rows) left.addGram(d, right as never, block, { start: middle, end: rows })
    // Below the diagonal of an upper block is nothing that is wanted.
    found[name] = upper
      ? data.map((value, p) => (p % right.length < Math.floor(p / right.length) ? 0 : value))
      : data
  }
  return found
}

describe.each(MATRICES)('%s', (_, make) => {
  test.each([2, 3])('the same bits by %i threads', async threads => {
    seed = 11
    const x = make()
    expect(isShareable(x)).toBe(true)
    const team = await teamOf(x, threads)
    const asked: unknown[] = []
    const { ask } = Caller.prototype
    Caller.prototype.ask = function (operation) {
      asked.push(operation)
      ask.call(this, operation)
    }
    try {
      expect(products(new ParallelMatrix(team, 0))).toEqual(products(x))
    } finally {
      Caller.prototype.ask = ask
      team.close()
    }
    expect(asked.length).toBeGreaterThan(3 * (threads - 1))
  })

  test('and by one, where the helpers have not come', () => {
    seed = 11
    const x = make()
    expect(products(new ParallelMatrix(new Team(x, 3), 0))).toEqual(products(x))
  })
})

test('a helper that is lost has its share done here', async () => {
  seed = 11
  const x = MATRICES[0][1]()
  const team = await teamOf(x, 3)
  team.lose(2)
  expect(products(new ParallelMatrix(team, 0))).toEqual(products(x))
  team.close()
})
