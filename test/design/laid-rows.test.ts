/** Products of rows that are laid out: plain ones and WebAssembly's agree to the last bit, for any number of outputs. */

import { describe, expect, it } from 'vitest'
import { LaidRows } from '../../src/design/laid-rows'
import { SparseMatrix } from '../../src/design/sparse-matrix'
import { CompressedStore } from '../../src/kernels/compressed-store'
import type { Kernels } from '../../src/kernels/kernels'
import type { Compressed, RowRange } from '../../src/kernels/layout'
import { createWasmKernels } from '../../src/kernels/wasm-kernels'

type Stores = Pick<Kernels, 'compressedStore'>

const kernels: readonly Stores[] = [
  { compressedStore: (sizes, entries) => new CompressedStore(sizes, entries) },
  createWasmKernels()!,
]

const wave = (length: number, phase: number) =>
  Float64Array.from({ length }, (_, i) => Math.sin(phase * (i + 1)))

/** Rows of `lengths` entries each, spread over `cols` columns. */
function rowsOf(
  lengths: readonly number[],
  cols: number,
  Store: typeof Float64Array | typeof Float32Array,
): Compressed {
  const start = new Int32Array(lengths.length + 1)
  for (const [i, length] of lengths.entries()) start[i + 1] = start[i] + length
  const index = Int32Array.from(
    lengths.flatMap((length, i) =>
      Array.from({ length }, (_, k) => Math.floor(((k + (i % 3) / 3) * cols) / length)),
    ),
  )
  return { start, index, value: Store.from(wave(index.length, 1.7)) }
}

function productOf(kernel: Stores, x: Compressed, cols: number, outputs: number) {
  const rows = x.start.length - 1
  const stride = cols + 1
  const [z, weighted] = [new Float64Array(outputs * rows), new Float64Array(outputs * rows)]
  const out = wave(outputs * stride, 0.7)
  const weigh = ({ start, end }: RowRange) => {
    for (let a = 0; a < outputs; a++) {
      for (let i = start; i < end; i++) {
        weighted[a * rows + i] = Math.cos(i) * z[((a + 1) % outputs) * rows + i]
      }
    }
  }
  const v = wave(outputs * stride, 1.3)
  const laid = new LaidRows(x, cols, outputs, kernel)
  laid.normalTimesInto({ outputs, v, stride, shifts: wave(outputs, 0.4), z, weighted, weigh, out })
  laid.release()
  const sums = Array.from({ length: outputs }, (_, a) => out.slice(a * stride, a * stride + cols))
  return { z, sums }
}

describe('the product of compressed rows with several vectors', () => {
  it.each([
    ['short rows, some empty', [0, 3, 1, 0, 5, 2, 7, 0], 7],
    ['more rows than go together', Array.from({ length: 200 }, (_, i) => i % 9), 40],
    ['more entries than go together', Array.from({ length: 30 }, (_, i) => 900 - i), 1000],
    ['a row that is longer than all that goes together', [3, 9000, 2], 9000],
    ['no row', [], 3],
  ])('is the same to the last bit: %s', (_, lengths, cols) => {
    for (const Store of [Float64Array, Float32Array]) {
      const x = rowsOf(lengths, cols, Store)
      for (const outputs of [1, 2, 3, 6, 8, 10, 11, 13]) {
        const [plain, fast] = kernels.map(kernel => productOf(kernel, x, cols, outputs))
        expect(fast).toEqual(plain)
      }
    }
  })
})

describe('several vectors at once', () => {
  const [rows, cols, outputs] = [150, 40, 5]
  const { start, index, value } = rowsOf(
    Array.from({ length: rows }, (_, i) => i % 9),
    cols,
    Float64Array,
  )
  const matrix = () => new SparseMatrix({ shape: [rows, cols], indptr: start, indices: index, data: value })
  const v = Array.from({ length: outputs }, (_, a) => wave(rows, 0.3 + a))
  const empty = () => v.map(() => wave(cols, 1))
  const [plain, laid] = [matrix(), matrix()]
  laid.storage.layOutRows(outputs)

  it('have the products with Xᵀ that each of them has', () => {
    const out = empty()
    laid.transposeTimesInto(v, out)
    const one = matrix()
    one.storage.layOutRows(1)
    for (const [a, own] of out.entries()) {
      const expected = new Float64Array(cols)
      one.all.transposeTimesInto(v[a], expected)
      expect(own).toEqual(expected)
    }
  })

  it('have the weighted squares that each of them has, and leave the entries what they were', () => {
    const [out, before, after] = [empty(), empty(), empty()]
    laid.transposeTimesInto(v, before)
    laid.weightedSquaresInto(v, out)
    laid.transposeTimesInto(v, after)
    const expected = empty()
    plain.weightedSquaresInto(v, expected)
    expect(out).toEqual(expected)
    expect(after).toEqual(before)
  })

  it('of a sample of the rows are the sums over these', () => {
    const sampled = wave(rows, 0.7).map((weight, i) => (i % 8 === 3 ? weight : 0))
    const [products, squares] = [new Float64Array(cols), new Float64Array(cols)]
    for (let i = 3; i < rows; i += 8) {
      for (let p = start[i]; p < start[i + 1]; p++) {
        products[index[p]] += value[p] * sampled[i]
        squares[index[p]] += value[p] * value[p] * sampled[i]
      }
    }
    const columns = matrix()
    expect(columns.storage.columns.value).toHaveLength(value.length)
    for (const x of [matrix(), laid, columns]) {
      const [xv, xxv] = [new Float64Array(cols), new Float64Array(cols)]
      x.all.transposeTimesInto(sampled, xv)
      x.weightedSquaresInto([sampled], [xxv])
      expect(xv).toEqual(products)
      expect(xxv).toEqual(squares)
    }
  })

  it('go one by one where there are more of them than rows were laid out for', () => {
    const few = matrix()
    few.storage.layOutRows(outputs - 1)
    const [out, expected] = [empty(), empty()]
    few.weightedSquaresInto(v, out)
    plain.weightedSquaresInto(v, expected)
    expect(out).toEqual(expected)
  })
})
