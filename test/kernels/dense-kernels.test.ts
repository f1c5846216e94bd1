import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { compileKernel } from '../../assembly/compile'
import type { GramKernel } from '../../src/kernels/gram-kernel'
import { JsGramKernel } from '../../src/kernels/js-gram-kernel'
import { JsRowKernel } from '../../src/kernels/js-row-kernel'
import { JsRowVisit } from '../../src/kernels/js-row-visit'
import type { DenseLayout, RowRange } from '../../src/kernels/layout'
import { createWasmKernels } from '../../src/kernels/wasm-kernels'
import { indexRange } from '../../src/support/arrays'
import { expectSame } from '../support/same-numbers'

const KERNELS: readonly { name: string; create: () => GramKernel }[] = [
  { name: 'plain', create: () => new JsGramKernel() },
  { name: 'WebAssembly', create: () => createWasmKernels()!.gram },
]

/** Doubles of every kind but NaN, whose bits are nobody's business. */
const double = fc.double({ noNaN: true })

const product = fc
  .record({ count: fc.integer({ min: 0, max: 9 }), strips: fc.integer({ min: 0, max: 4 }) })
  .chain(({ count, strips }) =>
    fc.record({
      count: fc.constant(count),
      strips: fc.constant(strips),
      left: fc.array(double, { minLength: 4 * count, maxLength: 4 * count }),
      weights: fc.array(double, { minLength: count, maxLength: count }),
      right: fc.array(double, { minLength: 4 * count * strips, maxLength: 4 * count * strips }),
    }),
  )

interface Product {
  readonly count: number
  readonly strips: number
  readonly left: readonly number[]
  readonly weights: readonly number[]
  readonly right: readonly number[]
}

const GUARD = 12345

/** P, and whether the numbers around it and the operands were left alone. */
function run(kernel: GramKernel, { count, strips, left, weights, right }: Product) {
  const [l, w, r] = [1, 1 + left.length, 1 + left.length + count]
  const scaled = r + right.length
  const out = scaled + 4 * count + 1
  const length = out + 16 * strips + 1
  const heap = kernel.reserve(length)
  heap.fill(GUARD)
  heap.set(left, l)
  heap.set(weights, w)
  heap.set(right, r)
  kernel.multiply({ left: l, weights: w, right: r, strips, count, scaled, out })
  expectSame(heap.subarray(0, scaled), [GUARD, ...left, ...weights, ...right])
  expect([heap[out - 1], heap[length - 1]]).toEqual([GUARD, GUARD])
  return heap.slice(out, length - 1)
}

/** P by its definition, summed from the first row to the last. */
function expected({ count, strips, left, weights, right }: Product): Float64Array {
  return Float64Array.from({ length: 16 * strips }, (_, at) => {
    const [a, b] = [Math.floor(at / (4 * strips)), at % (4 * strips)]
    let sum = 0
    for (let i = 0; i < count; i++) {
      sum += left[4 * i + a] * weights[i] * right[4 * (count * (b >> 2) + i) + (b & 3)]
    }
    return sum
  })
}

describe.each(KERNELS)('the $name kernel of Gram matrices', ({ create }) => {
  it('gives what the definition gives, to the last bit', () => {
    const kernel = create()
    fc.assert(
      fc.property(product, p => {
        expectSame(run(kernel, p), expected(p))
      }),
      { seed: 1 },
    )
  })

  it('has as much memory as it is asked for', () => {
    const kernel = create()
    for (const length of [0, 1, 8192, 8193, 300_000, 100]) {
      expect(kernel.reserve(length).length).toBeGreaterThanOrEqual(length)
    }
    const long = { count: 1, strips: 20_000, left: [1, 2, 3, 4], weights: [0.5] }
    const p = { ...long, right: Array.from({ length: 80_000 }, (_, i) => i) }
    expectSame(run(kernel, p), expected(p))
  })
})

/** Rows of a strided matrix, some of its columns packed four abreast; the last column fills the last strip. */
function packed(x: DenseLayout, columns: Int32Array, rows: readonly number[]): number[] {
  const strips = Math.ceil(columns.length / 4)
  return Array.from({ length: 4 * strips * rows.length }, (_, at) => {
    const [strip, r] = [Math.floor(at / (4 * rows.length)), (at >> 2) % rows.length]
    const column = columns[Math.min(4 * strip + (at & 3), columns.length - 1)]
    return x.data[x.offset + rows[r] * x.rowStride + column * x.colStride]
  })
}

const N = 300

describe.each(KERNELS)('packing by the $name kernel', ({ create }) => {
  const kernel = create()
  const everyOther = (length: number) => Int32Array.from({ length: length >> 1 }, (_, k) => 2 * k + 1)

  it.each([
    { name: 'row-major', cols: 30, rowStride: 30, colStride: 1, offset: 0 },
    { name: 'row-major with gaps', cols: 30, rowStride: 37, colStride: 1, offset: 5 },
    { name: 'a few columns of many', cols: 3, rowStride: 900, colStride: 1, offset: 11 },
    { name: 'long rows', cols: 700, rowStride: 700, colStride: 1, offset: 0 },
    { name: 'longer rows than there is room for', cols: 17_000, rowStride: 17_000, colStride: 1, offset: 0 },
    { name: 'column-major', cols: 10, rowStride: 1, colStride: N, offset: 2 },
    { name: 'rows reversed', cols: 9, rowStride: -9, colStride: 1, offset: 9 * (N - 1) },
  ])('$name', ({ cols, rowStride, colStride, offset }) => {
    const n = cols > 1000 ? 5 : cols > 100 ? 40 : N
    const length = offset + Math.max(0, (n - 1) * rowStride) + (cols - 1) * colStride + 1
    for (const data of [new Float64Array(length), new Float32Array(length)]) {
      data.forEach((_, p) => {
        data[p] = Math.sin(p)
      })
      const x = { data, rows: n, cols, rowStride, colStride, offset }
      for (const columns of [indexRange(cols), everyOther(cols), Int32Array.of(cols - 1)]) {
        for (const wanted of [indexRange(n), everyOther(n), indexRange(n).filter(i => i % 20 > 1)]) {
          for (const count of new Set([0, 1, Math.min(128, wanted.length)])) {
            const chosen = wanted.subarray(wanted.length - count)
            const expected = packed(x, columns, [...chosen])
            const heap = kernel.reserve(expected.length + 2).fill(GUARD)
            kernel.pack(x, columns, chosen, 1)
            const [before, after] = [heap[0], heap[expected.length + 1]]
            expect([before, after]).toEqual([GUARD, GUARD])
            expectSame(heap.subarray(1, expected.length + 1), expected)
          }
        }
      }
    }
  })
})

describe('products with rows, plain and by WebAssembly', () => {
  const kernels = [createWasmKernels()!.rows, new JsRowKernel()] as const

  it.each([
    { rows: 1, cols: 1, rowStride: 1, offset: 0 },
    { rows: 3, cols: 5, rowStride: 5, offset: 0 },
    { rows: 4, cols: 5, rowStride: 5, offset: 2 },
    { rows: 131, cols: 6, rowStride: 9, offset: 3 },
    { rows: 1030, cols: 7, rowStride: 7, offset: 0 },
    { rows: 45, cols: 1001, rowStride: 1001, offset: 1 },
    { rows: 9, cols: 5000, rowStride: 5000, offset: 0 },
    { rows: 30, cols: 4, rowStride: -4, offset: 116 },
  ])('agree to the last bit: $rows × $cols, stride $rowStride', ({ rows, cols, rowStride, offset }) => {
    const length = offset + Math.max(0, (rows - 1) * rowStride) + cols
    const wave = (n: number, phase: number) =>
      Float64Array.from({ length: n }, (_, i) => Math.sin(phase * (i + 1)))
    for (const Store of [Float64Array, Float32Array]) {
      const x = { data: Store.from(wave(length, 1.7)), rows, cols, rowStride, colStride: 1, offset }
      const all = indexRange(cols)
      for (const columns of [undefined, all.filter(j => j % 4 > 0), all.filter(j => j % 4 === 0)]) {
        const count = columns?.length ?? cols
        for (const [start, end] of [
          [0, rows],
          [1, rows],
          [2, Math.max(2, rows - 1)],
        ] as const) {
          const products = kernels.map(kernel => {
            const out = wave(rows, 0.3)
            kernel.times(x, columns, wave(count, 2.1), out, { start, end })
            return out
          })
          const combinations = kernels.map(kernel => {
            const out = wave(count, 0.3)
            kernel.transposeTimes(x, columns, wave(rows, 2.3), out, { start, end })
            return out
          })
          expectSame(products[0], products[1])
          expectSame(combinations[0], combinations[1])
        }
      }
      for (const d of [wave(rows, 0.9), wave(rows, 0.9).map((v, i) => (i % 9 < 8 ? 0 : v))]) {
        const squares = kernels.map(kernel => {
          const out = wave(cols, 0.3)
          kernel.addSquares(x, d, out, { start: 0, end: rows })
          return out
        })
        expectSame(squares[0], squares[1])
      }
      for (const outputs of [1, 2, 3]) {
        const stride = cols + 1
        const [fast, plain] = kernels.map(kernel => {
          const [z, weighted] = [new Float64Array(outputs * rows), new Float64Array(outputs * rows)]
          const [v, out] = [wave(outputs * stride, 1.3), wave(outputs * stride, 0.7)]
          const shifts = wave(outputs, 0.4)
          const weigh = ({ start, end }: RowRange) => {
            for (let p = 0; p < z.length; p++) {
              if (p % rows >= start && p % rows < end) weighted[p] = Math.sin(p) * z[(p + rows) % z.length]
            }
          }
          const product = { outputs, v, stride, shifts, z, weighted, weigh, out }
          kernel.normalTimes(x, product, { start: 0, end: rows })
          return [z, out]
        })
        expect(fast).toEqual(plain)
      }
    }
  })
})

describe('the choice of a kernel', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  /** The kernels that a fresh copy of the module hands out for one amount of work after the other. */
  async function chosen(...work: readonly number[]): Promise<boolean[]> {
    vi.resetModules()
    const { kernelsFor } = await import('../../src/kernels/choose-kernel')
    const { JsGramKernel: Plain } = await import('../../src/kernels/js-gram-kernel')
    return work.map(amount => kernelsFor(amount).gram instanceof Plain)
  }

  it('is plain for little work, and WebAssembly from where that pays', async () => {
    expect(await chosen(10, 2e6, 1.9e6, 1e6, 10)).toEqual([true, true, true, false, false])
    expect(await chosen(1e8, 10)).toEqual([false, false])
  })

  it('stays plain where WebAssembly is absent', async () => {
    vi.stubGlobal('WebAssembly', undefined)
    expect(await chosen(1e8, 10)).toEqual([true, true])
  })

  it('stays plain where WebAssembly is refused', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: "export * from './choose-kernel'; export * from './js-gram-kernel'",
        resolveDir: fileURLToPath(new URL('../../src/kernels', import.meta.url)),
      },
      bundle: true,
      format: 'iife',
      globalName: 'kernels',
      write: false,
    })
    const code = `${outputFiles[0].text}; kernels.kernelsFor(1e8).gram instanceof kernels.JsGramKernel`
    for (const wasm of [true, false]) {
      const context = createContext({}, { codeGeneration: { strings: false, wasm } })
      expect(runInContext(code, context)).toBe(!wasm)
    }
  })
})

it('the embedded WebAssembly is what its source compiles to', async () => {
  const committed = readFileSync(new URL('../../src/kernels/wasm-kernel-data.ts', import.meta.url), 'utf8')
  expect(committed).toBe(await compileKernel())
})

describe('visits of rows, plain and by WebAssembly', () => {
  it.each([
    { cols: 1, rowStride: 1, offset: 0 },
    { cols: 7, rowStride: 9, offset: 3 },
    { cols: 8, rowStride: 8, offset: 0 },
    { cols: 30, rowStride: 30, offset: 1 },
    { cols: 517, rowStride: 517, offset: 0 },
    { cols: 20_001, rowStride: 20_001, offset: 0 },
  ])('agree to the last bit: $cols columns, stride $rowStride', ({ cols, rowStride, offset }) => {
    const rows = 6
    for (const Store of [Float64Array, Float32Array]) {
      const data = new Store(offset + rows * rowStride).map((_, p) => Math.sin(1.7 * (p + 1)))
      const x = { data, rows, cols, rowStride, colStride: 1, offset }
      const start = Float64Array.from({ length: cols }, (_, j) => Math.sin(0.3 * (j + 1)))
      const [fast, plain] = [start.slice(), start.slice()]
      const visits = [createWasmKernels()!.rows.visit(x, fast, 3), new JsRowVisit(x, plain)]
      for (const [first, end] of [
        [0, 2],
        [3, 6],
        [2, 3],
      ] as const) {
        for (const visit of visits) visit.fetch(first, end)
        for (let i = first; i < end; i++) {
          const [a, b] = visits.map(visit => visit.dot(i))
          expect(a).toBe(b)
          for (const visit of visits) visit.add(i, 0.1 * (a + 1))
        }
      }
      for (const visit of visits) visit.leave()
      expect(fast[0]).not.toBe(start[0])
      expectSame(fast, plain)
    }
  })

  it('of rows too long for the memory they would take are left to the plain one', () => {
    const x = { data: new Float64Array(1), rows: 1, cols: 1e9, rowStride: 1e9, colStride: 1, offset: 0 }
    expect(createWasmKernels()!.rows.visit(x, new Float64Array(1), 1)).toBeInstanceOf(JsRowVisit)
  })
})
