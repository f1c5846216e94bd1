import { expect, it } from 'vitest'
import { MersenneTwister } from '../../src/support/mersenne-twister'

it('starts with the words of the reference implementation', () => {
  const bits = new MersenneTwister(5489)
  expect(Array.from({ length: 5 }, () => bits.next() >>> 0)).toEqual([
    3499211612, 581869302, 3890346734, 3586334585, 545404204,
  ])
})

// The value that the C++ standard asks of std::mt19937 ([rand.predef]); the state has turned over 16 times by then.
it('gives 4123659995 as the word 10,000 of its default seed', () => {
  const bits = new MersenneTwister(5489)
  for (let k = 1; k < 10_000; k++) bits.next()
  expect(bits.next() >>> 0).toBe(4123659995)
})

it('gives signed integers of 32 bits', () => {
  const bits = new MersenneTwister(1)
  const words = Array.from({ length: 100 }, () => bits.next())
  expect(words).toEqual(words.map(word => word | 0))
  expect(words.some(word => word < 0)).toBe(true)
})
