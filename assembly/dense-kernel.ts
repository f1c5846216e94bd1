/**
 * The loops of src/kernels/gram-kernel.ts and row-kernel.ts in AssemblyScript, with two lanes of SIMD. Positions are byte addresses here,
 * and strides bytes.
 */

/**
 * Writes `count` Float32 values as doubles. What is read may be the second half of what is written: every value is read
 * before its place is needed.
 */
export function widen(from: usize, count: i32, to: usize): void {
  for (; count > 1; count -= 2) {
    v128.store(to, f64x2.promote_low_f32x4(v128.load_zero<f64>(from)))
    from += 8
    to += 16
  }
  if (count > 0) store<f64>(to, load<f32>(from))
}

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
 * `GramKernel.multiply`. The eight accumulators of a 4 × 4 tile, its two vectors of R and one splat of L fit the sixteen registers of x86-64.
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

/** x · w: four quarters of the row at once, in pairs of columns; what is left comes last. */
export function rowDot(x: usize, cols: i32, w: usize): f64 {
  const quarter = <usize>((cols >> 3) << 4)
  const end = w + quarter
  let sums = f64x2.splat(0)
  for (; w < end; w += 16) {
    const s01 = f64x2.add(product(x, w), product(x + quarter, w + quarter))
    const s23 = f64x2.add(
      product(x + 2 * quarter, w + 2 * quarter),
      product(x + 3 * quarter, w + 3 * quarter),
    )
    sums = f64x2.add(sums, f64x2.add(s01, s23))
    x += 16
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)
  x += 3 * quarter
  w += 3 * quarter
  for (let left = cols & 7; left > 0; --left) {
    sum += load<f64>(x) * load<f64>(w)
    x += 8
    w += 8
  }
  return sum
}

function product(x: usize, w: usize): v128 {
  return f64x2.mul(v128.load(x), v128.load(w))
}

/** w += a x */
export function addRow(x: usize, cols: i32, a: f64, w: usize): void {
  const factor = f64x2.splat(a)
  const end = w + ((<usize>(cols & -2)) << 3)
  for (; w < end; w += 16) {
    v128.store(w, f64x2.add(v128.load(w), f64x2.mul(factor, v128.load(x))))
    x += 16
  }
  if (cols & 1) store<f64>(w, load<f64>(w) + a * load<f64>(x))
}

/**
 * out[i] = Σⱼ X[i, j] · w[j] for `count` rows, a multiple of four, and each of the outputs: the vectors w follow on each
 * other, the vectors out at steps of `outStep`. Lanes are rows, so that each sum goes from the first column to the last.
 * Two outputs at a time share what is loaded, and have sums enough that none waits for another.
 */
export function rowProducts(
  x: usize,
  stride: usize,
  count: i32,
  cols: i32,
  outputs: i32,
  w: usize,
  out: usize,
  outStep: usize,
): void {
  const length = (<usize>cols) << 3
  for (; outputs > 1; outputs -= 2) {
    twoRowProducts(x, stride, count, w, length, out, outStep)
    w += 2 * length
    out += 2 * outStep
  }
  if (outputs > 0) oneRowProduct(x, stride, count, cols, w, out)
}

function twoRowProducts(
  x: usize,
  stride: usize,
  count: i32,
  w: usize,
  length: usize,
  out: usize,
  outStep: usize,
): void {
  const end = w + length
  for (; count > 0; count -= 4) {
    let s0 = f64x2.splat(0)
    let s2 = s0
    let t0 = s0
    let t2 = s0
    let p = x
    for (let factor = w; factor < end; factor += 8) {
      const x0 = apart(p, p + stride)
      const x2 = apart(p + 2 * stride, p + 3 * stride)
      let wj = v128.load_splat<f64>(factor)
      s0 = f64x2.add(s0, f64x2.mul(x0, wj))
      s2 = f64x2.add(s2, f64x2.mul(x2, wj))
      wj = v128.load_splat<f64>(factor + length)
      t0 = f64x2.add(t0, f64x2.mul(x0, wj))
      t2 = f64x2.add(t2, f64x2.mul(x2, wj))
      p += 8
    }
    v128.store(out, s0)
    v128.store(out, s2, 16)
    v128.store(out + outStep, t0)
    v128.store(out + outStep, t2, 16)
    x += 4 * stride
    out += 32
  }
}

function oneRowProduct(x: usize, stride: usize, count: i32, cols: i32, w: usize, out: usize): void {
  const end = w + ((<usize>cols) << 3)
  for (; count > 0; count -= 4) {
    let s0 = f64x2.splat(0)
    let s2 = s0
    let p = x
    for (let factor = w; factor < end; factor += 8) {
      const wj = v128.load_splat<f64>(factor)
      s0 = f64x2.add(s0, f64x2.mul(apart(p, p + stride), wj))
      s2 = f64x2.add(s2, f64x2.mul(apart(p + 2 * stride, p + 3 * stride), wj))
      p += 8
    }
    v128.store(out, s0)
    v128.store(out, s2, 16)
    x += 4 * stride
    out += 32
  }
}

/**
 * out[j] += Σᵢ X[i, j] · v[i] over `count` rows, a multiple of four, for each of the outputs: the vectors v at steps of
 * `vStep`, the vectors out following on each other. Lanes are columns.
 */
export function addRows(
  x: usize,
  stride: usize,
  count: i32,
  cols: i32,
  outputs: i32,
  v: usize,
  vStep: usize,
  out: usize,
): void {
  for (; outputs > 0; --outputs) {
    addRowsTo(x, stride, count, cols, v, out)
    v += vStep
    out += (<usize>cols) << 3
  }
}

function addRowsTo(x: usize, stride: usize, count: i32, cols: i32, v: usize, out: usize): void {
  const end = out + ((<usize>(cols & -2)) << 3)
  for (; count > 0; count -= 4) {
    const v0 = v128.load_splat<f64>(v)
    const v1 = v128.load_splat<f64>(v, 8)
    const v2 = v128.load_splat<f64>(v, 16)
    const v3 = v128.load_splat<f64>(v, 24)
    let p = x
    let to = out
    for (; to < end; to += 16) {
      const s01 = f64x2.add(f64x2.mul(v0, v128.load(p)), f64x2.mul(v1, v128.load(p + stride)))
      const q = p + 2 * stride
      const s23 = f64x2.add(f64x2.mul(v2, v128.load(q)), f64x2.mul(v3, v128.load(q + stride)))
      v128.store(to, f64x2.add(v128.load(to), f64x2.add(s01, s23)))
      p += 16
    }
    if (cols & 1) {
      const s01 = load<f64>(v) * load<f64>(p) + load<f64>(v, 8) * load<f64>(p + stride)
      const q = p + 2 * stride
      const s23 = load<f64>(v, 16) * load<f64>(q) + load<f64>(v, 24) * load<f64>(q + stride)
      store<f64>(to, load<f64>(to) + (s01 + s23))
    }
    x += 4 * stride
    v += 32
  }
}

/** out[j] += Σᵢ d[i] · X[i, j]² over `count` rows, a multiple of four. Lanes are columns. */
export function addSquares(x: usize, stride: usize, count: i32, cols: i32, d: usize, out: usize): void {
  const end = out + ((<usize>(cols & -2)) << 3)
  for (; count > 0; count -= 4) {
    const d0 = load<f64>(d)
    const d1 = load<f64>(d, 8)
    const d2 = load<f64>(d, 16)
    const d3 = load<f64>(d, 24)
    if (d0 !== 0 || d1 !== 0 || d2 !== 0 || d3 !== 0) {
      const w0 = f64x2.splat(d0)
      const w1 = f64x2.splat(d1)
      const w2 = f64x2.splat(d2)
      const w3 = f64x2.splat(d3)
      let p = x
      let to = out
      for (; to < end; to += 16) {
        const q = p + 2 * stride
        const x0 = v128.load(p)
        const x1 = v128.load(p + stride)
        const x2 = v128.load(q)
        const x3 = v128.load(q + stride)
        const s01 = f64x2.add(f64x2.mul(f64x2.mul(w0, x0), x0), f64x2.mul(f64x2.mul(w1, x1), x1))
        const s23 = f64x2.add(f64x2.mul(f64x2.mul(w2, x2), x2), f64x2.mul(f64x2.mul(w3, x3), x3))
        v128.store(to, f64x2.add(v128.load(to), f64x2.add(s01, s23)))
        p += 16
      }
      if (cols & 1) {
        const x0 = load<f64>(p)
        const x1 = load<f64>(p + stride)
        const x2 = load<f64>(p + 2 * stride)
        const x3 = load<f64>(p + 3 * stride)
        store<f64>(to, load<f64>(to) + (d0 * x0 * x0 + d1 * x1 * x1 + (d2 * x2 * x2 + d3 * x3 * x3)))
      }
    }
    x += 4 * stride
    d += 32
  }
}

/** The values at p and q. */
function apart(p: usize, q: usize): v128 {
  return v128.load_lane<f64>(q, v128.load_zero<f64>(p), 1)
}
