/**
 * Random numbers as NumPy's legacy `RandomState` gives them, draw for draw: the words of {@link MersenneTwister}, bounded
 * integers by masked rejection, shuffles by Fisher–Yates from the end.
 * So a split made with `randomState: 0` picks the rows that scikit-learn picks with `random_state=0`.
 */

import { indexRange } from './arrays'
import { MersenneTwister } from './mersenne-twister'
import { checkNumber } from './validate'

/** The largest seed: 2³² − 1. */
const MAX_SEED = 0xffffffff

/** A stream of random numbers; equal seeds give equal streams. */
export class RandomState {
  readonly #bits

  /**
   * @param seed - integer 0 … 2³² − 1; without one the stream differs on every run
   * @throws ValidationError when `seed` is anything else
   */
  constructor(seed?: number) {
    this.#bits = new MersenneTwister(
      seed === undefined ? Math.floor(Math.random() * (MAX_SEED + 1)) : checkSeed(seed),
    )
  }

  /** A uniform integer in 0 … `max`, both included; `max` is at most 2³² − 1. Of one value nothing is drawn. */
  integer(max: number): number {
    if (max === 0) return 0
    const mask = 0xffffffff >>> Math.clz32(max)
    let value: number
    do value = (this.#bits.next() & mask) >>> 0
    while (value > max)
    return value
  }

  /** Puts `values` in random order, in place. */
  shuffle(values: Int32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(i)
      const value = values[i]
      values[i] = values[j]
      values[j] = value
    }
  }

  /** The integers 0 … `n − 1` in random order. */
  permutation(n: number): Int32Array {
    const values = indexRange(n)
    this.shuffle(values)
    return values
  }

  /** A uniform number in [0, 1), of 53 random bits. */
  uniform(): number {
    const high = this.#bits.next() >>> 5
    return (high * 2 ** 26 + (this.#bits.next() >>> 6)) / 2 ** 53
  }

  /** `size` of the values, each at most once, in random order. */
  choice(values: Int32Array, size: number): Int32Array {
    return this.permutation(values.length)
      .subarray(0, size)
      .map(i => values[i])
  }
}

/** Returns the option `randomState` if it can be a seed, else throws. */
export function checkSeed(seed: unknown): number {
  return checkNumber('randomState', seed, { min: 0, max: MAX_SEED, integer: true })
}
