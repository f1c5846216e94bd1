/** The stream of random numbers that the problems are made from: equal seeds give equal problems everywhere. */

/** Chris Doty-Humphrey's sfc32, which passes PractRand; 128 bits of state, 32-bit arithmetic only. */
export class Random {
  #a = 0
  #b: number
  #c = 0x9e3779b9
  #counter = 1
  #spare: number | undefined

  constructor(seed: number) {
    this.#b = seed | 0
    for (let i = 0; i < 16; i++) this.bits()
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum
  }

  /** Uniform in (0, 1), on a grid of 2⁻³². */
  uniform(): number {
    return ((this.bits() >>> 0) + 0.5) / 2 ** 32
  }

  /** Uniform in 0 … n − 1. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n)
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare
      this.#spare = undefined
      return spare
    }
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const s = u * u + v * v
      if (s < 1 && s > 0) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s)
        this.#spare = v * factor
        return u * factor
      }
    }
  }

  normals(length: number): Float64Array {
    return Float64Array.from({ length }, () => this.normal())
  }
}
