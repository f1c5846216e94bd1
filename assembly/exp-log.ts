/**
 * src/kernels/exp-log.ts in AssemblyScript: the same operations in the same order, two lanes at a time where a vector is
 * asked for. Positions are byte addresses.
 */

const LN2_HIGH: f64 = 0.6931471803691238
const LN2_LOW: f64 = 1.9082149292705877e-10

/** What leaves the nearest integer in the last bits, biased so that halves of it count the exponents of doubles. */
const ROUNDER: f64 = 6755399441055744 + 2046

/** out[i] = exp(x[i]), two at a time: there is room for one more where `count` is odd. */
export function expInto(x: usize, count: i32, out: usize): void {
  for (; count > 0; count -= 2) {
    v128.store(out, exp(v128.load(x)))
    x += 16
    out += 16
  }
}

/** x[i] = log(max(x[i], least)), two at a time: there is room for one more where `count` is odd. */
export function logInto(x: usize, count: i32, least: f64): void {
  const floor = f64x2.splat(least)
  for (; count > 0; count -= 2) {
    v128.store(x, log(f64x2.pmax(v128.load(x), floor)))
    x += 16
  }
}

/**
 * What `expandLogistic` of src/kernels/loss-kernel.ts says, for an even number of rows.
 *
 * @param signs - y of the rows; behind them, at steps of `stride`, z and the weights, and room for residuals and curvatures
 */
export function expandLogistic(signs: usize, stride: usize, count: i32, least: f64): f64 {
  let total: f64 = 0
  const one = f64x2.splat(1)
  const zero = f64x2.splat(0)
  const floor = f64x2.splat(least)
  for (; count > 0; count -= 2) {
    const y = v128.load(signs)
    const c = v128.load(signs + 2 * stride)
    const margin = f64x2.mul(y, v128.load(signs + stride))
    const e = exp(f64x2.neg(f64x2.abs(margin)))
    const inverse = f64x2.div(one, f64x2.add(one, e))
    const smaller = f64x2.mul(e, inverse)
    const sure = f64x2.ge(margin, zero)
    const wrong = v128.bitselect(smaller, inverse, sure)
    const right = v128.bitselect(inverse, smaller, sure)
    v128.store(signs + 3 * stride, f64x2.mul(f64x2.mul(f64x2.neg(y), c), wrong))
    v128.store(signs + 4 * stride, f64x2.mul(f64x2.mul(c, wrong), f64x2.pmax(right, floor)))
    total = addLosses(total, c, e, margin)
    signs += 16
  }
  return total
}

/** The sum alone. */
export function logisticLosses(signs: usize, stride: usize, count: i32): f64 {
  let total: f64 = 0
  for (; count > 0; count -= 2) {
    const margin = f64x2.mul(v128.load(signs), v128.load(signs + stride))
    const e = exp(f64x2.neg(f64x2.abs(margin)))
    total = addLosses(total, v128.load(signs + 2 * stride), e, margin)
    signs += 16
  }
  return total
}

/** total + c (log(1 + e) + max(−margin, 0)), one row after the other */
function addLosses(total: f64, c: v128, e: v128, margin: v128): f64 {
  const zero = f64x2.splat(0)
  const beyond = v128.and(f64x2.neg(margin), f64x2.lt(margin, zero))
  const losses = f64x2.mul(c, f64x2.add(log1p(e), beyond))
  return total + f64x2.extract_lane(losses, 0) + f64x2.extract_lane(losses, 1)
}

function exp(x: v128): v128 {
  const least = f64x2.splat(-746)
  const most = f64x2.splat(710)
  const rounder = f64x2.splat(ROUNDER)
  const bounded = f64x2.pmin(f64x2.pmax(x, least), most)
  const shifted = f64x2.add(f64x2.mul(bounded, f64x2.splat(Math.LOG2E)), rounder)
  const k = f64x2.sub(shifted, rounder)
  const high = f64x2.sub(bounded, f64x2.mul(k, f64x2.splat(LN2_HIGH)))
  const low = f64x2.mul(k, f64x2.splat(LN2_LOW))
  const r = f64x2.sub(high, low)
  const z = f64x2.mul(r, r)
  const zz = f64x2.mul(z, z)
  const q0 = f64x2.sub(f64x2.splat(1.0 / 6.0), f64x2.mul(z, f64x2.splat(1.0 / 360.0)))
  const q2 = f64x2.sub(f64x2.splat(1.0 / 15120.0), f64x2.mul(z, f64x2.splat(1.0 / 604800.0)))
  const q4 = f64x2.sub(f64x2.splat(1.0 / 23950080.0), f64x2.mul(z, f64x2.splat(691.0 / 653837184000.0)))
  const q = f64x2.add(q0, f64x2.mul(zz, f64x2.add(q2, f64x2.mul(zz, q4))))
  const c = f64x2.sub(r, f64x2.mul(z, q))
  const ratio = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c))
  const y = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, ratio), high))
  const half = i64x2.shr_u(shifted, 1)
  const power = i64x2.shl(half, 52)
  const rest = i64x2.shl(i64x2.sub(shifted, half), 52)
  return f64x2.mul(f64x2.mul(y, power), rest)
}

/** log x, x normal */
function log(x: v128): v128 {
  // The exponent, made a double by its place in the digits of 2⁵².
  const digits = v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000))
  const exponent = f64x2.sub(digits, f64x2.splat(4503599627370496.0 + 1023.0))
  const mantissa = v128.or(v128.and(x, i64x2.splat(0xfffffffffffff)), i64x2.splat(0x3ff0000000000000))
  const large = f64x2.gt(mantissa, f64x2.splat(Math.SQRT2))
  const m = v128.bitselect(f64x2.mul(f64x2.splat(0.5), mantissa), mantissa, large)
  const k = f64x2.add(exponent, v128.and(f64x2.splat(1), large))
  const f = f64x2.sub(m, f64x2.splat(1))
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f))
  const bent = f64x2.sub(
    f64x2.mul(s, f64x2.sub(f, artanhRest(f64x2.mul(s, s)))),
    f64x2.mul(k, f64x2.splat(LN2_LOW)),
  )
  return f64x2.add(f64x2.mul(k, f64x2.splat(LN2_HIGH)), f64x2.sub(f, bent))
}

/** log(1 + x) for 0 ≤ x ≤ 1 */
function log1p(x: v128): v128 {
  const large = f64x2.ge(x, f64x2.splat(0.5))
  const f = v128.bitselect(f64x2.mul(f64x2.splat(0.5), f64x2.sub(x, f64x2.splat(1))), x, large)
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f))
  const bent = f64x2.sub(f, f64x2.mul(s, f64x2.sub(f, artanhRest(f64x2.mul(s, s)))))
  const moved = f64x2.add(f64x2.splat(LN2_HIGH), f64x2.add(bent, f64x2.splat(LN2_LOW)))
  return v128.bitselect(moved, bent, large)
}

function artanhRest(z: v128): v128 {
  const zz = f64x2.mul(z, z)
  const z4 = f64x2.mul(zz, zz)
  const a0 = f64x2.add(f64x2.splat(2.0 / 3.0), f64x2.mul(z, f64x2.splat(2.0 / 5.0)))
  const a2 = f64x2.add(f64x2.splat(2.0 / 7.0), f64x2.mul(z, f64x2.splat(2.0 / 9.0)))
  const b0 = f64x2.add(f64x2.splat(2.0 / 11.0), f64x2.mul(z, f64x2.splat(2.0 / 13.0)))
  const b2 = f64x2.add(f64x2.splat(2.0 / 15.0), f64x2.mul(z, f64x2.splat(2.0 / 17.0)))
  const c0 = f64x2.add(f64x2.splat(2.0 / 19.0), f64x2.mul(z, f64x2.splat(2.0 / 21.0)))
  const a = f64x2.add(a0, f64x2.mul(zz, a2))
  const b = f64x2.add(b0, f64x2.mul(zz, b2))
  const c = f64x2.add(c0, f64x2.mul(zz, f64x2.splat(2.0 / 23.0)))
  return f64x2.mul(z, f64x2.add(a, f64x2.mul(z4, f64x2.add(b, f64x2.mul(z4, c)))))
}
