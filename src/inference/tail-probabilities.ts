/**
 * Tails of the χ² and the normal distribution, from the regularised incomplete gamma function
 *
 *   P(χ²_k > x) = Q(k/2, x/2),     P(|Z| > z) = Q(½, z²/2)
 *
 * by its series for small x and its continued fraction (Lentz's method) for large x: to about 14 digits, far into the
 * tail. Source: Abramowitz & Stegun, *Handbook of Mathematical Functions*, 6.5.29 and 6.5.31.
 */

/** Terms of a series or fraction, before which it has ended for all degrees of freedom that a model can have. */
const MOST_TERMS = 100_000

/** P(χ² > x) with `df` degrees of freedom, an integer ≥ 1. */
export function chiSquareTail(x: number, df: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 1
  return upperGamma(df / 2, x / 2)
}

/** P(|Z| > |z|) of a standard normal Z: the two-sided p-value of z. */
export function normalTails(z: number): number {
  return chiSquareTail(z * z, 1)
}

/** The z ≥ 0 with P(|Z| > z) = `alpha`, 0 < alpha < 1: 1.96 for 0.05. */
export function normalQuantile(alpha: number): number {
  // The tail is convex, so that Newton's method climbs from 0 to the root and never passes it.
  let z = 0
  for (;;) {
    const density = Math.sqrt(2 / Math.PI) * Math.exp(-z * z * 0.5)
    const step = (normalTails(z) - alpha) / density
    z += step
    if (!(step > 1e-15 * z)) return z
  }
}

/** The x with P(χ²₁ > x) = `alpha`. */
export function chiSquareQuantile(alpha: number): number {
  return normalQuantile(alpha) ** 2
}

/** Q(a, x) = Γ(a, x) / Γ(a), for a a multiple of ½. */
function upperGamma(a: number, x: number): number {
  // xᵃ e⁻ˣ / Γ(a)
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a))
  return x < a + 1 ? 1 - factor * series(a, x) : factor * fraction(a, x)
}

/** γ(a, x) / (xᵃ e⁻ˣ) = Σₙ xⁿ / (a (a + 1) … (a + n)) */
function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum
}

/** Γ(a, x) / (xᵃ e⁻ˣ) = 1 / (x + 1 − a − 1·(1 − a) / (x + 3 − a − 2·(2 − a) / (x + 5 − a − …))) */
function fraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = Number.POSITIVE_INFINITY
  let d = 1 / b
  let value = d
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = n * (a - n)
    b += 2
    d = 1 / (b + numerator * d)
    c = b + numerator / c
    value *= c * d
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return value
}

/** log Γ(a) of a multiple of ½, by Γ(a + 1) = a Γ(a) from Γ(½) = √π and Γ(1) = 1. */
function logGamma(a: number): number {
  let value = a % 1 === 0 ? 0 : Math.log(Math.PI) / 2
  for (let k = a % 1 === 0 ? 1 : 0.5; k < a; k++) value += Math.log(k)
  return value
}
