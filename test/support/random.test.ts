import { describe, expect, it } from 'vitest'
import { ValidationError } from '../../src/support/errors'
import { RandomState } from '../../src/support/random'

// The numbers are those of numpy.random.RandomState (NumPy 1.24), called in the same order.
describe('RandomState', () => {
  it('permutes as NumPy does', () => {
    expect([...new RandomState(0).permutation(10)]).toEqual([2, 8, 4, 9, 1, 6, 7, 3, 0, 5])
    expect([...new RandomState(42).permutation(12)]).toEqual([10, 9, 0, 8, 5, 2, 1, 11, 4, 7, 3, 6])
    expect([...new RandomState(4294967295).permutation(5)]).toEqual([4, 1, 0, 2, 3])
  })

  it('shuffles, chooses and permutes from one stream', () => {
    const random = new RandomState(7)
    const values = Int32Array.of(5, 6, 7, 8, 9)
    random.shuffle(values)
    expect([...values]).toEqual([5, 8, 7, 6, 9])
    expect([...random.choice(values, 3)]).toEqual([7, 8, 5])
    expect([...random.permutation(3)]).toEqual([0, 1, 2])
  })

  it('draws bounded integers by masked rejection, up to 32 bits', () => {
    const random = new RandomState(3)
    const drawn = [1, 5, 255, 256, 1e6, 4294967295, 0, 4294967294, 2 ** 31].map(max => random.integer(max))
    expect(drawn).toEqual([0, 0, 249, 131, 572344, 521102280, 0, 2193987840, 1877166739])
  })

  it('differs from run to run without a seed', () => {
    const draws = Array.from({ length: 4 }, () => new RandomState().integer(2 ** 32 - 1))
    expect(new Set(draws).size).toBeGreaterThan(1)
  })

  it.each([-1, 0.5, 2 ** 32, Number.NaN, '1', null])('refuses the seed %s', seed => {
    expect(() => new RandomState(seed as number)).toThrow(ValidationError)
    expect(() => new RandomState(seed as number)).toThrow(
      'randomState must be an integer >= 0 and <= 4294967295',
    )
  })
})
