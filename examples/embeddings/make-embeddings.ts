/** Stand-ins for what an embedding model gives: unit vectors in single precision that crowd around one centre a class. */

/** Of noise of variance 1 in every direction; the longer, the easier. */
const CENTRE_LENGTH = 5

/** `count` vectors of `size` numbers in `classes` topics, the same for the same seed. */
export function makeEmbeddings(count: number, size: number, classes: number, seed: number) {
  const normal = normals(seed)
  const noise = () => Float64Array.from({ length: size }, normal)
  const centres = Array.from({ length: classes }, () => scaledTo(CENTRE_LENGTH, noise()))
  const data = new Float32Array(count * size)
  const y = Array.from({ length: count }, (_, i) => `topic ${i % classes}`)
  for (let i = 0; i < count; i++) {
    const centre = centres[i % classes]
    const vector = noise().map((value, j) => centre[j] + value)
    data.set(scaledTo(1, vector), i * size)
  }
  return { data, y }
}

function scaledTo(length: number, vector: Float64Array): Float64Array {
  const factor = length / Math.hypot(...vector)
  return vector.map(value => factor * value)
}

/** Normally distributed numbers (Box and Muller) from a 32-bit generator (mulberry32). */
function normals(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
