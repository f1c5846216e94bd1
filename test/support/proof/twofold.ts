/**
 * Sums and products that are as exact as if they were computed in twice the precision: the rounding error of every
 * operation is itself a double, found by an error-free transformation, and is carried along.
 *
 * Source: Ogita, Rump & Oishi, *Accurate sum and dot product*, SIAM J. Sci. Comput. 26 (2005), TwoSum, TwoProduct, Dot2.
 */

const SPLITTER = 2 ** 27 + 1

/** a · b − fl(a · b), exactly, unless a part of it leaves the range of doubles. */
export function productError(a: number, b: number, product: number): number {
  const ca = SPLITTER * a
  const aHigh = ca - (ca - a)
  const aLow = a - aHigh
  const cb = SPLITTER * b
  const bHigh = cb - (cb - b)
  const bLow = b - bHigh
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
  return Number.isFinite(error) ? error : 0
}

/** A running sum; `value` is `high` + `low`, rounded once. */
export class Sum {
  high = 0
  low = 0

  add(x: number): this {
    const { high } = this
    const sum = high + x
    const part = sum - high
    this.low += high - (sum - part) + (x - part)
    this.high = sum
    return this
  }

  addProduct(a: number, b: number): this {
    const product = a * b
    this.low += productError(a, b, product)
    return this.add(product)
  }

  get value(): number {
    return this.high + this.low
  }
}
