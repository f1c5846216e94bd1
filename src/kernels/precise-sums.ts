/**
 * Sums of products in twice the precision of doubles: each product and each addition leaves its rounding error, which
 * is summed apart.
 *
 *   x f = p + e,  p rounded,  e from the halves of x and f;      s + p = s′ + d,  s′ rounded
 *
 * Source: Ogita, Rump & Oishi, *Accurate sum and dot product*, SIAM J. Sci. Comput. 26 (2005), algorithms TwoProduct
 * (Dekker, Veltkamp) and TwoSum (Knuth).
 */

/** 2²⁷ + 1: a double times this splits into halves of 26 bits. */
const SPLITTER = 134217729

export class PreciseSums {
  private readonly low: Float64Array

  /** @param high - the sums to begin with, which this goes on with */
  constructor(private readonly high: Float64Array) {
    this.low = new Float64Array(high.length)
  }

  /** Adds `factor` times the values. */
  addMultiple(values: Float64Array, factor: number): void {
    const { high, low } = this
    const factorHigh = upperHalf(factor)
    const factorLow = factor - factorHigh
    for (let i = 0; i < high.length; i++) {
      const x = values[i]
      if (x === 0) continue
      const product = x * factor
      const xHigh = upperHalf(x)
      const xLow = x - xHigh
      const productError =
        xLow * factorLow - (product - xHigh * factorHigh - xLow * factorHigh - xHigh * factorLow)
      const sum = high[i] + product
      const part = sum - high[i]
      low[i] += high[i] - (sum - part) + (product - part) + productError
      high[i] = sum
    }
  }

  /** Rounds the sums, in place of those that were begun with. Returns what that leaves out of each. */
  round(): Float64Array {
    const { high, low } = this
    for (let i = 0; i < high.length; i++) {
      const sum = high[i] + low[i]
      low[i] += high[i] - sum
      high[i] = sum
    }
    return low
  }
}

function upperHalf(x: number): number {
  const c = SPLITTER * x
  return c - (c - x)
}
