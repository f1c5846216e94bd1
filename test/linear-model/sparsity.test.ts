import { describe, expect, it } from 'vitest'
import { ndview } from '../../src/data/ndview'
import { sparsity } from '../../src/linear-model/sparsity'
import { ValidationError } from '../../src/support/errors'

describe('sparsity', () => {
  it('counts exact zeros, of either sign', () => {
    expect(sparsity([0, -0, 1e-300, 2])).toBe(0.5)
    expect(sparsity(Float32Array.of(0, 1, 1, 1))).toBe(0.25)
    expect(
      sparsity([
        [0, 1],
        [0, 0],
      ]),
    ).toBe(0.75)
  })

  it('reads views of any dimension and stride, and nothing between', () => {
    const data = Float64Array.of(0, 9, 1, 9, 0, 9, 2, 9, 0, 9, 0, 9)
    expect(sparsity(ndview(data, [6], [2]))).toBe(4 / 6)
    expect(sparsity(ndview(data, [2, 3], [-6, 2], 6))).toBe(4 / 6)
    expect(sparsity(ndview(data, [1, 2, 3], [12, 6, 2]))).toBe(4 / 6)
    expect(sparsity(ndview(data, [1, 1], [1, 1], 2))).toBe(0)
  })

  it('counts values up to the tolerance', () => {
    expect(sparsity([0, 1e-9, -1e-8, 1], { tolerance: 1e-8 })).toBe(0.75)
  })

  it.each<[string, () => unknown, string]>([
    ['no coefficients', () => sparsity([]), 'coef is empty'],
    ['NaN', () => sparsity([0, Number.NaN]), 'coef must hold finite numbers, got NaN at position 1'],
    [
      'what is no array',
      () => sparsity(3 as unknown as number[]),
      'coef must be an ndarray, an array or an array of rows, got 3',
    ],
    [
      'a negative tolerance',
      () => sparsity([0], { tolerance: -1 }),
      'tolerance must be a finite number >= 0, got -1',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })
})
