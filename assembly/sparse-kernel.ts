/**
 * The loops of src/kernels/compressed-store.ts in AssemblyScript, with two lanes of SIMD: lanes are outputs, so that each sum
 * goes from the first entry of a row to the last. Positions are byte addresses here.
 *
 * Rows lie one behind the other: the values of their entries at `value`, the columns at `index`, and where each row begins
 * at `starts`, with one more number behind the last. Vectors have all outputs of a column, or row, side by side.
 */

/** z[i, a] = Σⱼ X[i, j] · v[j, a] for an even number of outputs, or z[i] = Σⱼ X[i, j] · v[j] as `gatherDot`. */
export function sparseProducts(
  value: usize,
  index: usize,
  starts: usize,
  count: i32,
  outputs: i32,
  v: usize,
  z: usize,
): void {
  if (outputs === 1) {
    for (; count > 0; --count) {
      const length = load<i32>(starts, 4) - load<i32>(starts)
      store<f64>(z, gatherDot(value, index, length, v))
      value += (<usize>length) << 3
      index += (<usize>length) << 2
      starts += 4
      z += 8
    }
    return
  }
  const step = (<usize>outputs) << 3
  for (; count > 0; --count) {
    const length = <usize>(load<i32>(starts, 4) - load<i32>(starts))
    const end = value + (length << 3)
    const last = z + step
    let own = v
    // So many outputs at a time that ten take one pass over the entries: .86 of the time of eight and two.
    for (; z + 80 <= last; z += 80) {
      let s0 = f64x2.splat(0)
      let s2 = s0
      let s4 = s0
      let s6 = s0
      let s8 = s0
      let q = index
      for (let p = value; p < end; p += 8) {
        const x = v128.load_splat<f64>(p)
        const at = own + <usize>load<u32>(q) * step
        s0 = f64x2.add(s0, f64x2.mul(x, v128.load(at)))
        s2 = f64x2.add(s2, f64x2.mul(x, v128.load(at, 16)))
        s4 = f64x2.add(s4, f64x2.mul(x, v128.load(at, 32)))
        s6 = f64x2.add(s6, f64x2.mul(x, v128.load(at, 48)))
        s8 = f64x2.add(s8, f64x2.mul(x, v128.load(at, 64)))
        q += 4
      }
      v128.store(z, s0)
      v128.store(z, s2, 16)
      v128.store(z, s4, 32)
      v128.store(z, s6, 48)
      v128.store(z, s8, 64)
      own += 80
    }
    for (; z + 32 <= last; z += 32) {
      let s0 = f64x2.splat(0)
      let s2 = s0
      let q = index
      for (let p = value; p < end; p += 8) {
        const x = v128.load_splat<f64>(p)
        const at = own + <usize>load<u32>(q) * step
        s0 = f64x2.add(s0, f64x2.mul(x, v128.load(at)))
        s2 = f64x2.add(s2, f64x2.mul(x, v128.load(at, 16)))
        q += 4
      }
      v128.store(z, s0)
      v128.store(z, s2, 16)
      own += 32
    }
    if (z < last) {
      let sum = f64x2.splat(0)
      let q = index
      for (let p = value; p < end; p += 8) {
        const at = own + <usize>load<u32>(q) * step
        sum = f64x2.add(sum, f64x2.mul(v128.load_splat<f64>(p), v128.load(at)))
        q += 4
      }
      v128.store(z, sum)
      z = last
    }
    value = end
    index += length << 2
    starts += 4
  }
}

/** out[j, a] += Σᵢ X[i, j] · w[i, a] for an even number of outputs, or out[j] += Σᵢ X[i, j] · w[i] as `scatterAdd`. */
export function addSparseRows(
  value: usize,
  index: usize,
  starts: usize,
  count: i32,
  outputs: i32,
  w: usize,
  out: usize,
): void {
  if (outputs === 1) {
    for (; count > 0; --count) {
      const length = load<i32>(starts, 4) - load<i32>(starts)
      scatterAdd(value, index, length, load<f64>(w), out)
      value += (<usize>length) << 3
      index += (<usize>length) << 2
      starts += 4
      w += 8
    }
    return
  }
  const step = (<usize>outputs) << 3
  for (; count > 0; --count) {
    const length = <usize>(load<i32>(starts, 4) - load<i32>(starts))
    const end = value + (length << 3)
    const last = w + step
    let own = out
    // w stays in registers.
    for (; w + 80 <= last; w += 80) {
      const w0 = v128.load(w)
      const w2 = v128.load(w, 16)
      const w4 = v128.load(w, 32)
      const w6 = v128.load(w, 48)
      const w8 = v128.load(w, 64)
      let q = index
      for (let p = value; p < end; p += 8) {
        const x = v128.load_splat<f64>(p)
        const to = own + <usize>load<u32>(q) * step
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(x, w0)))
        v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(x, w2)), 16)
        v128.store(to, f64x2.add(v128.load(to, 32), f64x2.mul(x, w4)), 32)
        v128.store(to, f64x2.add(v128.load(to, 48), f64x2.mul(x, w6)), 48)
        v128.store(to, f64x2.add(v128.load(to, 64), f64x2.mul(x, w8)), 64)
        q += 4
      }
      own += 80
    }
    for (; w + 32 <= last; w += 32) {
      const w0 = v128.load(w)
      const w2 = v128.load(w, 16)
      let q = index
      for (let p = value; p < end; p += 8) {
        const x = v128.load_splat<f64>(p)
        const to = own + <usize>load<u32>(q) * step
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(x, w0)))
        v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(x, w2)), 16)
        q += 4
      }
      own += 32
    }
    if (w < last) {
      const w0 = v128.load(w)
      let q = index
      for (let p = value; p < end; p += 8) {
        const to = own + <usize>load<u32>(q) * step
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(v128.load_splat<f64>(p), w0)))
        q += 4
      }
      w = last
    }
    value = end
    index += length << 2
    starts += 4
  }
}

/** `gatherDot` of src/kernels/sparse-rows.ts for `count` entries. */
export function gatherDot(value: usize, index: usize, count: i32, v: usize): f64 {
  let s0: f64 = 0
  let s1: f64 = 0
  let s2: f64 = 0
  let s3: f64 = 0
  for (; count > 3; count -= 4) {
    s0 += load<f64>(value) * load<f64>(at(v, index))
    s1 += load<f64>(value, 8) * load<f64>(at(v, index + 4))
    s2 += load<f64>(value, 16) * load<f64>(at(v, index + 8))
    s3 += load<f64>(value, 24) * load<f64>(at(v, index + 12))
    value += 32
    index += 16
  }
  for (; count > 0; --count) {
    s0 += load<f64>(value) * load<f64>(at(v, index))
    value += 8
    index += 4
  }
  return s0 + s1 + (s2 + s3)
}

/** `scatterAdd` of src/kernels/sparse-rows.ts for `count` entries. */
export function scatterAdd(value: usize, index: usize, count: i32, a: f64, out: usize): void {
  for (; count > 1; count -= 2) {
    const to0 = at(out, index)
    const to1 = at(out, index + 4)
    const first = load<f64>(to0) + a * load<f64>(value)
    const second = load<f64>(to1) + a * load<f64>(value, 8)
    store<f64>(to0, first)
    store<f64>(to1, second)
    value += 16
    index += 8
  }
  if (count > 0) {
    const to = at(out, index)
    store<f64>(to, load<f64>(to) + a * load<f64>(value))
  }
}

/** Where the number lies whose position in the vector is at `index`. */
function at(vector: usize, index: usize): usize {
  return vector + ((<usize>load<u32>(index)) << 3)
}
