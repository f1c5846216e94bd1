/**
 * A sum of many terms that is off by the rounding of one: what each addition loses is summed apart,
 *
 *   s + x = s′ + e,  s′ rounded
 *
 * Where many terms are equal, as of rows that a model cannot tell apart, each loses as much as the one before, and the loss of
 * 15,000 rows was off by more than the steps of a fit changed it.
 *
 * Source: Ogita, Rump & Oishi, *Accurate sum and dot product*, SIAM J. Sci. Comput. 26 (2005), algorithm Sum2.
 */

/** Terms that are added as they are, an even number; their sums are compensated. */
const PART = 64

export class CompensatedSum {
  private high = 0
  private low = 0

  add(term: number): void {
    const sum = this.high + term
    const part = sum - this.high
    this.low += this.high - (sum - part) + (term - part)
    this.high = sum
  }

  /** Infinity where it is too large. */
  get value(): number {
    return Number.isNaN(this.low) ? this.high : this.high + this.low
  }
}

/** Adds `length` terms by parts. @param sumOf - the sum of terms `start` to `end` - 1 */
export function addParts(
  total: CompensatedSum,
  length: number,
  sumOf: (start: number, end: number) => number,
): void {
  for (let start = 0; start < length; start += PART) {
    total.add(sumOf(start, Math.min(length, start + PART)))
  }
}

/** Σᵢ vᵢ */
export function compensatedSum(values: Float64Array): number {
  const total = new CompensatedSum()
  addParts(total, values.length, (start, end) => {
    let part = 0
    for (let i = start; i < end; i++) part += values[i]
    return part
  })
  return total.value
}
