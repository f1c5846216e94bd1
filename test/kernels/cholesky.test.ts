import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  choleskyBack,
  choleskyFactor,
  choleskyForward,
  choleskyRemove,
  choleskySolve,
} from '../../src/kernels/cholesky'
import { drain } from '../../src/support/steps'

type Matrix = readonly (readonly number[])[]

/** X Xᵀ + ridge I */
function gramOf(X: Matrix, ridge: number): number[][] {
  return X.map((p, i) => X.map((q, j) => p.reduce((sum, x, k) => sum + x * q[k], i === j ? ridge : 0)))
}

/** The factor of the lower triangle; the other holds what must not be read. */
function factorOf(A: Matrix): Float64Array {
  const k = A.length
  const a = Float64Array.from({ length: k * k }, (_, p) => {
    const [i, j] = [Math.floor(p / k), p % k]
    return j <= i ? A[i][j] : Number.NaN
  })
  drain(choleskyFactor(a, k))
  return a
}

function times(A: Matrix, x: ArrayLike<number>): number[] {
  return A.map(row => row.reduce((sum, a, j) => sum + a * x[j], 0))
}

function solved(A: Matrix, b: readonly number[]): Float64Array {
  const x = Float64Array.from(b)
  choleskySolve(factorOf(A), A.length, x)
  return x
}

const entry = fc.integer({ min: -20, max: 20 }).map(x => x / 4)
const system = fc.integer({ min: 1, max: 12 }).chain(k => {
  const vector = fc.array(entry, { minLength: k, maxLength: k })
  return fc.record({ X: fc.array(vector, { minLength: k, maxLength: k }), x: vector })
})

describe('Cholesky factorisation', () => {
  it('gives L with L Lᵀ = A, from the lower triangle alone', () => {
    fc.assert(
      fc.property(system, ({ X }) => {
        const A = gramOf(X, 1)
        const L = factorOf(A)
        const k = A.length
        for (let i = 0; i < k; i++) {
          expect(L[i * k + i]).toBeGreaterThan(0)
          for (let j = 0; j <= i; j++) {
            let sum = 0
            for (let m = 0; m <= j; m++) sum += L[i * k + m] * L[j * k + m]
            expect(Math.abs(sum - A[i][j])).toBeLessThan(1e-13 * (A[i][i] + A[j][j]))
          }
        }
      }),
      { seed: 1 },
    )
  })

  it('goes on without a row and column', () => {
    fc.assert(
      fc.property(system, fc.nat(11), ({ X }, where) => {
        const A = gramOf(X, 1)
        const r = where % A.length
        const factor = factorOf(A)
        choleskyRemove(factor, A.length, r)
        const kept = A.filter((_, i) => i !== r).map(row => row.filter((_, j) => j !== r))
        const expected = factorOf(kept)
        for (let i = 0; i < kept.length; i++) {
          for (let j = 0; j <= i; j++) {
            const at = i * kept.length + j
            expect(Math.abs(factor[at] - expected[at])).toBeLessThan(1e-10)
          }
        }
      }),
      { seed: 1 },
    )
  })

  it('goes on with a solution half done', () => {
    fc.assert(
      fc.property(system, fc.nat(11), ({ X, x }, where) => {
        const A = gramOf(X, 1)
        const r = where % A.length
        const kept = A.filter((_, i) => i !== r).map(row => row.filter((_, j) => j !== r))
        const left = x.filter((_, j) => j !== r)
        // The entry of b that goes is of no matter.
        const b = Float64Array.from(A, (_, i) => (i === r ? 3 : times(kept, left)[i - Number(i > r)]))
        const factor = factorOf(A)
        choleskyForward(factor, A.length, b)
        choleskyRemove(factor, A.length, r, b)
        choleskyBack(factor, kept.length, b)
        left.forEach((value, j) => {
          expect(Math.abs(value - b[j])).toBeLessThan(1e-8)
        })
      }),
      { seed: 1 },
    )
  })

  it('solves A x = b', () => {
    fc.assert(
      fc.property(system, ({ X, x }) => {
        const A = gramOf(X, 1)
        solved(A, times(A, x)).forEach((value, j) => {
          expect(Math.abs(value - x[j])).toBeLessThan(1e-8)
        })
      }),
      { seed: 1 },
    )
  })

  it('solves consistent systems of less than full rank', () => {
    fc.assert(
      fc.property(system, ({ X, x }) => {
        // Every row of X twice, and a row of zeros: A has at most half of its rank.
        const A = gramOf([...X, ...X, X[0].map(() => 0)], 0)
        const b = times(A, [...x, ...x, 7])
        const size = Math.max(1, ...A.map((row, i) => row[i]))
        times(A, solved(A, b)).forEach((value, j) => {
          expect(Math.abs(value - b[j])).toBeLessThan(1e-7 * size)
        })
      }),
      { seed: 1 },
    )
  })

  it('leaves the unknowns of dependent rows at 0', () => {
    expect(Array.from(solved([[4]], [8]))).toEqual([2])
    expect(Array.from(solved([[0]], [0]))).toEqual([0])
    const twice = [
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]
    expect(Array.from(solved(twice, [3, 3, 0]))).toEqual([3, 0, 0])
  })

  it('decides on rank relative to the diagonal, whatever the scale', () => {
    for (const scale of [1e-300, 1e-150, 1, 1e150, 1e300]) {
      const A = [
        [4 * scale, 2 * scale],
        [2 * scale, 3 * scale],
      ]
      solved(A, [8 * scale, 8 * scale]).forEach((value, j) => {
        expect(value).toBeCloseTo([1, 2][j], 12)
      })
    }
    const mixed = [
      [1e-30, 0],
      [0, 1e30],
    ]
    expect(Array.from(solved(mixed, [1e-30, 1e30]))).toEqual([1, 1])
  })

  /** A smooth kernel matrix of k points, well conditioned with the ridge and of full rank without. */
  function large(k: number, ridge: number): number[][] {
    return Array.from({ length: k }, (_, i) =>
      Array.from({ length: k }, (_, j) => Math.exp(-Math.abs(i - j) / 20) + (i === j ? ridge : 0)),
    )
  }

  it.each([31, 32, 33, 64, 65, 97, 131, 200])('gives L with L Lᵀ = A by blocks, %i columns', k => {
    const A = large(k, 0.1)
    const L = factorOf(A)
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let m = 0; m <= j; m++) sum += L[i * k + m] * L[j * k + m]
        expect(Math.abs(sum - A[i][j])).toBeLessThan(1e-14)
      }
    }
  })

  it('solves large consistent systems of less than full rank', () => {
    // Columns 10, 11, … of each block of 50 repeat the first ten.
    const origin = (i: number) => 50 * Math.floor(i / 50) + (i % 10)
    const base = large(150, 0.1)
    const A = base.map((_, i) => base.map((_, j) => base[origin(i)][origin(j)]))
    const x = base.map((_, i) => Math.sin(i))
    const b = times(A, x)
    const found = solved(A, b)
    base.forEach((_, i) => {
      if (origin(i) !== i) expect(found[i]).toBe(0)
    })
    times(A, found).forEach((value, i) => {
      expect(Math.abs(value - b[i])).toBeLessThan(1e-11)
    })
  })

  it('solves nothing for no unknowns', () => {
    expect(solved([], [])).toHaveLength(0)
  })

  it('gives way now and then in a large matrix', () => {
    const k = 400
    const a = Float64Array.from({ length: k * k }, (_, p) => (p % (k + 1) === 0 ? 1 : 0))
    const steps = choleskyFactor(a, k)
    let pauses = 0
    while (!steps.next().done) pauses++
    expect(pauses).toBeGreaterThan(0)
  })
})
