/**
 * The 32-bit Mersenne Twister MT19937: with k = 0, 1, … and indices modulo 624,
 *
 *   x[k] ← x[k + 397] ⊕ (u ≫ 1) ⊕ (u odd ? A : 0),  u = the top bit of x[k] and the other 31 of x[k + 1]
 *
 * all 624 at a time; a word is tempered when it is given out. Period 2¹⁹⁹³⁷ − 1.
 *
 * Source: M. Matsumoto & T. Nishimura (1998), ACM TOMACS 8(1), 3–30; seeding as in their mt19937ar.c of 2002, which
 * NumPy's `RandomState` and C++'s `std::mt19937` use too.
 */

/** Words of state. */
const SIZE = 624
/** How far ahead the word lies that a new one is made with. */
const AHEAD = 397

export class MersenneTwister {
  readonly #state = new Int32Array(SIZE)
  #k = SIZE

  /** @param seed - integer; its lowest 32 bits count */
  constructor(seed: number) {
    const state = this.#state
    state[0] = seed
    for (let k = 1; k < SIZE; k++) {
      const before = state[k - 1]
      state[k] = Math.imul(1812433253, before ^ (before >>> 30)) + k
    }
  }

  /** The next 32 random bits, as a signed integer. */
  next(): number {
    if (this.#k === SIZE) this.#turn()
    let bits = this.#state[this.#k++]
    bits ^= bits >>> 11
    bits ^= (bits << 7) & 0x9d2c5680
    bits ^= (bits << 15) & 0xefc60000
    return bits ^ (bits >>> 18)
  }

  /** Makes all words anew. */
  #turn(): void {
    const state = this.#state
    for (let k = 0; k < SIZE; k++) {
      const u = (state[k] & 0x80000000) | (state[k + 1 < SIZE ? k + 1 : 0] & 0x7fffffff)
      const ahead = state[k < SIZE - AHEAD ? k + AHEAD : k + AHEAD - SIZE]
      // −(u & 1) is all ones or all zeros
      state[k] = ahead ^ (u >>> 1) ^ (-(u & 1) & 0x9908b0df)
    }
    this.#k = 0
  }
}
