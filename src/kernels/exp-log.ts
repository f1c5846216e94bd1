/**
 * exp, log and log(1 + x) from operations that IEEE 754 rounds in one way only, so that a fit has the same bits in
 * every engine: `Math.exp` and its like may differ between them.
 *
 *   exp x = 2ᵏ eʳ,  k = round(x / ln 2),  r = x − k ln 2 (in two parts),     eʳ = 1 + r + r c / (2 − c),
 *           c = r − r² Q(r²),  2 + r² Q(r²) = r coth(r/2) = 2 Σⱼ B₂ⱼ r²ʲ / (2j)!           B Bernoulli's numbers
 *   log u = k ln 2 + log m,  u = 2ᵏ m,  f = m − 1,  ¾ ≤ m ≤ 3/2 or √½ ≤ m ≤ √2,
 *             log m = f − s (f − R(s²)),
 *           s = f / (2 + f),  2 s + s R(s²) = 2 artanh s = 2 Σⱼ s²ʲ⁺¹ / (2j + 1)
 *   log(1 + x) = log u + (x − (u − 1)) / u,  u = 1 + x rounded
 *
 * Results are off by less than an ulp and a half, log(1 + x) by less than two. assembly/exp-log.ts has the same
 * operations in the same order.
 * Source: the reductions are those of Tang, *Table-driven implementation of the exponential function*, ACM Trans. Math.
 * Softw. 15 (1989), and of Muller, *Elementary Functions*, 3rd ed., ch. 11; the series are Euler's.
 */

/** ln 2 as a sum: products of the first part with integers of 11 bits are exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** Added to a number of moderate size, it leaves the nearest integer in the last bits. */
const ROUNDER = 6755399441055744

/** What is added to k so that halves of it count the exponents of doubles. */
const BIAS = 2046

/** exp of less is 0, of more infinite. */
const LEAST = -746
const MOST = 710

/** 2^(h − 1023) at h, for halves of biased exponents. */
const POWERS = /* @__PURE__ */ powers()

/** A double and its words, of which the leading one has the exponent. */
const double = /* @__PURE__ */ new Float64Array(1)
const words = /* @__PURE__ */ wordsOf(double)
const HIGH = /* @__PURE__ */ littleEndian() ? 1 : 0

/** eˣ */
export function exp(x: number): number {
  const bounded = x < LEAST ? LEAST : x > MOST ? MOST : x
  const shifted = bounded * Math.LOG2E + (ROUNDER + BIAS)
  const k = shifted - (ROUNDER + BIAS)
  const high = bounded - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const z = r * r
  const zz = z * z
  const q =
    1 / 6 -
    z * (1 / 360) +
    zz * (1 / 15120 - z * (1 / 604800) + zz * (1 / 23950080 - z * (691 / 653837184000)))
  const c = r - z * q
  const y = 1 - (low - (r * c) / (2 - c) - high)
  const biased = (shifted - ROUNDER) | 0
  const half = biased >> 1
  return y * POWERS[half] * POWERS[biased - half]
}

/** log x */
export function log(x: number): number {
  return x >= 1e-300 && x < Infinity ? logOf(x, 0) : logBeyond(x)
}

/** log x where x is no number of moderate size. */
function logBeyond(x: number): number {
  // Subnormal numbers have fewer bits before the exponent.
  if (x > 0 && x < Infinity) return logOf(x * 2 ** 54, 0) - 54 * LN2_HIGH - 54 * LN2_LOW
  return x === 0 ? -Infinity : x === Infinity ? x : Number.NaN
}

/** log(1 + x) */
export function log1p(x: number): number {
  if (x >= 0 && x <= 1) return log1pOfUnit(x)
  const u = 1 + x
  if (!(u > 0 && u < Infinity)) return logBeyond(u)
  return logOf(u, (x > 1 ? 1 - (u - x) : x - (u - 1)) / u)
}

/** log(1 + x) for 0 ≤ x ≤ 1; here f is exact, x itself or half of x − 1. */
function log1pOfUnit(x: number): number {
  const large = x >= 0.5
  const f = large ? 0.5 * (x - 1) : x
  const s = f / (2 + f)
  const bent = f - s * (f - artanhRest(s * s))
  return large ? LN2_HIGH + (bent + LN2_LOW) : bent
}

/** log u + rest, a sum that rounding must not part. */
function logOf(u: number, rest: number): number {
  double[0] = u
  let k = (words[HIGH] >>> 20) - 1023
  let m = u * POWERS[1023 - k]
  if (m > Math.SQRT2) {
    m *= 0.5
    k++
  }
  const f = m - 1
  const s = f / (2 + f)
  return k * LN2_HIGH + (f - (s * (f - artanhRest(s * s)) - (rest + k * LN2_LOW)))
}

/** R(z) = 2 (z / 3 + z² / 5 + z³ / 7 + …) */
function artanhRest(z: number): number {
  const zz = z * z
  const a = 2 / 3 + z * (2 / 5) + zz * (2 / 7 + z * (2 / 9))
  const b = 2 / 11 + z * (2 / 13) + zz * (2 / 15 + z * (2 / 17))
  const c = 2 / 19 + z * (2 / 21) + zz * (2 / 23)
  return z * (a + zz * zz * (b + zz * zz * c))
}

function powers(): Float64Array {
  const table = new Float64Array(2047)
  table[1023] = 1
  for (let h = 1024; h < table.length; h++) table[h] = 2 * table[h - 1]
  for (let h = 1022; h >= 0; h--) table[h] = table[h + 1] / 2
  return table
}

function wordsOf({ buffer }: Float64Array): Uint32Array {
  return new Uint32Array(buffer)
}

function littleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
}
