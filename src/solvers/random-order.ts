/**
 * The integers 0 … n − 1 in an order that is new every time: Fisher–Yates with a linear congruential generator, whose
 * upper bits pick. It only has to keep the passes of a solver from going in a rut; the generator that splits of data are
 * drawn with (support/random.ts) would do no better, and weighs more than the solver.
 * Source: the constants are those of Knuth and H. W. Lewis, as in Press et al., *Numerical Recipes*, 2nd ed., §7.1.
 */

import { indexRange } from '../support/arrays'

export class RandomOrder {
  private readonly order: Int32Array
  private state: number

  /** @param seed - integer; equal seeds give equal orders */
  constructor(n: number, seed: number) {
    this.order = indexRange(n)
    this.state = seed
  }

  /** The next order; valid until the next call. */
  next(): Int32Array {
    const { order } = this
    for (let i = order.length - 1; i > 0; i--) {
      this.state = (Math.imul(this.state, 1664525) + 1013904223) | 0
      const j = Math.floor(((this.state >>> 0) / 2 ** 32) * (i + 1))
      const value = order[i]
      order[i] = order[j]
      order[j] = value
    }
    return order
  }
}
