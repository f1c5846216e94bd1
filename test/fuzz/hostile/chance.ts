/** A seeded source of choices, so that a case can be made again from its number. */

export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = (seed * 0x9e3779b9) >>> 0
  }

  /** uniform in [0, 1): mulberry32 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** an integer from 0 to `below` − 1 */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]
  }
}
