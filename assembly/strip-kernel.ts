/**
 * The loops of src/matrix/strip-kernel.ts in AssemblyScript, with two lanes of SIMD. Positions are byte addresses here,
 * and strides bytes.
 */

/** Packs four columns that start at p0 … p3, with their rows at steps of `stride`. */
export function packStrip(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  stride: usize,
  count: i32,
  to: usize,
): void {
  for (; count > 0; --count) {
    v128.store(to, v128.load_lane<f64>(p1, v128.load_zero<f64>(p0), 1))
    v128.store(to, v128.load_lane<f64>(p3, v128.load_zero<f64>(p2), 1), 16)
    p0 += stride
    p1 += stride
    p2 += stride
    p3 += stride
    to += 32
  }
}

/**
 * `StripKernel.weightedProducts`. The eight accumulators of a 4 × 4 tile, its two vectors of R and one splat of L fit the sixteen registers of x86-64.
 * There is no fused multiply–add: lane by lane these are the operations of the plain kernel, in its order.
 */
export function weightedProducts(
  left: usize,
  weights: usize,
  right: usize,
  strips: i32,
  count: i32,
  scaled: usize,
  out: usize,
): void {
  const end = scaled + ((<usize>count) << 5)
  for (let to = scaled; to < end; to += 32) {
    const weight = v128.load_splat<f64>(weights)
    v128.store(to, f64x2.mul(v128.load(left), weight))
    v128.store(to, f64x2.mul(v128.load(left, 16), weight), 16)
    left += 32
    weights += 8
  }
  const row = (<usize>strips) << 5
  for (; strips > 0; --strips) {
    let s00 = f64x2.splat(0)
    let s02 = s00
    let s10 = s00
    let s12 = s00
    let s20 = s00
    let s22 = s00
    let s30 = s00
    let s32 = s00
    for (let at = scaled; at < end; at += 32) {
      const y0 = v128.load(right)
      const y2 = v128.load(right, 16)
      let x = v128.load_splat<f64>(at)
      s00 = f64x2.add(s00, f64x2.mul(x, y0))
      s02 = f64x2.add(s02, f64x2.mul(x, y2))
      x = v128.load_splat<f64>(at, 8)
      s10 = f64x2.add(s10, f64x2.mul(x, y0))
      s12 = f64x2.add(s12, f64x2.mul(x, y2))
      x = v128.load_splat<f64>(at, 16)
      s20 = f64x2.add(s20, f64x2.mul(x, y0))
      s22 = f64x2.add(s22, f64x2.mul(x, y2))
      x = v128.load_splat<f64>(at, 24)
      s30 = f64x2.add(s30, f64x2.mul(x, y0))
      s32 = f64x2.add(s32, f64x2.mul(x, y2))
      right += 32
    }
    let to = out
    v128.store(to, s00)
    v128.store(to, s02, 16)
    to += row
    v128.store(to, s10)
    v128.store(to, s12, 16)
    to += row
    v128.store(to, s20)
    v128.store(to, s22, 16)
    to += row
    v128.store(to, s30)
    v128.store(to, s32, 16)
    out += 32
  }
}
