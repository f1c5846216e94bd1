/** Small helpers of typed arrays. */

/** `0, 1, …, n - 1` */
export function indexRange(n: number): Int32Array {
  return new Int32Array(n).map((_, k) => k)
}

/** Zeros of the same precision as `x`. */
export function sameKind(x: ArrayLike<number>, length: number): Float64Array | Float32Array {
  return x instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)
}

/** A longer copy, the rest zeros. */
export function grown<T extends Int32Array | Float32Array | Float64Array>(from: T, length: number): T {
  const to = new (from.constructor as new (length: number) => T)(length)
  to.set(from)
  return to
}

/** maxᵢ |vᵢ|, NaN if one of them is */
export function maxAbs(values: Float64Array): number {
  let max = 0
  for (let i = 0; i < values.length; i++) max = Math.max(max, Math.abs(values[i]))
  return max
}

export function isZero(values: Float64Array): boolean {
  return values.every(value => value === 0)
}

/** Σᵢ vᵢ, in a loop: `reduce` takes ten times as long on 200,000 values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}

/** The values at these places, in a loop: `Float64Array.from` asks an iterator for each. */
export function gather(values: ArrayLike<number>, places: ArrayLike<number>): Float64Array {
  const out = new Float64Array(places.length)
  for (let i = 0; i < out.length; i++) out[i] = values[places[i]]
  return out
}
