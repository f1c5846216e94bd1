import fc from 'fast-check'
import { expect, it } from 'vitest'
import { qrFactor, sandwich, solveUpper, solveUpperTransposed } from '../../src/kernels/qr'

const matrix = fc
  .record({ rows: fc.integer({ min: 3, max: 8 }), cols: fc.integer({ min: 1, max: 3 }) })
  .chain(({ rows, cols }) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: rows * cols, maxLength: rows * cols })
      .map(values => ({ rows, cols, a: Float64Array.from(values) })),
  )

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i], 0)
const column = (x: Float64Array, j: number, length: number) => x.subarray(j * length, (j + 1) * length)

it('A = Q R with orthonormal columns, and those that depend on others are named', () => {
  fc.assert(
    fc.property(matrix, ({ rows, cols, a }) => {
      const { q, r, dependent } = qrFactor(a.slice(), rows, cols)
      for (let j = 0; j < cols; j++) {
        for (let k = 0; k <= j; k++) {
          const expected = j === k && !dependent.includes(j) ? 1 : 0
          expect(dot(column(q, j, rows), column(q, k, rows))).toBeCloseTo(expected, 12)
        }
        for (let i = 0; i < rows; i++) {
          let sum = 0
          for (let k = 0; k <= j; k++) sum += r[k * cols + j] * q[k * rows + i]
          expect(sum).toBeCloseTo(a[j * rows + i], 10)
        }
      }
    }),
  )
})

it('names the second of two equal columns, and one of zeros', () => {
  expect(qrFactor(Float64Array.of(1, 2, 3, 1, 2, 3, 0, 0, 0), 3, 3).dependent).toEqual([1, 2])
})

it('numbers however large or small have a length', () => {
  expect(qrFactor(Float64Array.of(3e200, 4e200), 2, 1).r[0] / 5e200).toBeCloseTo(1, 14)
  expect(qrFactor(Float64Array.of(3e-200, 4e-200), 2, 1).r[0] / 5e-200).toBeCloseTo(1, 14)
})

it('solves with R and its transpose, and sandwiches with the identity give (AᵀA)⁻¹', () => {
  const a = Float64Array.of(1, 1, 1, 1, 2, 0, 1, 5)
  const factor = qrFactor(a.slice(), 4, 2)
  const inverse = sandwich(factor, Float64Array.of(1, 0, 0, 1))
  const gram = [
    [4, 8],
    [8, 30],
  ]
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      expect(inverse[i * 2] * gram[0][j] + inverse[i * 2 + 1] * gram[1][j]).toBeCloseTo(i === j ? 1 : 0, 12)
    }
  }
  const x = Float64Array.of(1, 2)
  solveUpperTransposed(factor, x)
  solveUpper(factor, x)
  expect(4 * x[0] + 8 * x[1]).toBeCloseTo(1, 12)
  expect(8 * x[0] + 30 * x[1]).toBeCloseTo(2, 12)
})
