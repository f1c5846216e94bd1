/** The problems are the same on every run and machine: their checksums are. */

import { describe, expect, test } from 'vitest'
import { findPackage } from './npm-packages'
import { absence } from './peers/peer'
import type { Problem } from './problem'
import { embeddings } from './problems/embeddings'
import { images } from './problems/images'
import { ofIdx } from './problems/mnist'
import { tall } from './problems/tall'
import { text } from './problems/text'
import { wide } from './problems/wide'
import { Random } from './random'

/** Non-zeros, positive labels, and the values weighed by their place. */
function checksum({ sparse, labels }: Problem): [number, number, number] {
  let sum = 0
  sparse.data.forEach((value, p) => {
    sum += value * Math.cos(sparse.indices[p] + 3 * p)
  })
  return [sparse.data.length, labels.filter(label => label === 1).length, sum]
}

describe('problems from fixed seeds', () => {
  test.each([
    ['tall', () => tall(300, 30), [9000, 153, -108.42788603953277]],
    ['wide', () => wide(20, 400), [8000, 11, -58.57033774526792]],
    ['text', () => text(200, 1000), [9358, 92, 15.256490161948976]],
    ['images', () => images(50), [6737, 27, -2.318190297054892]],
    ['embeddings', () => embeddings(40, 64), [2560, 18, 5.400603582361885]],
  ] as const)('%s', (_, make, [nonZeros, positive, sum]) => {
    const [n, p, s] = checksum(make())
    expect([n, p]).toEqual([nonZeros, positive])
    expect(s).toBeCloseTo(sum, 6)
  })

  test('equal seeds give equal streams, of the expected mean and variance', () => {
    expect(new Random(7).normals(10)).toEqual(new Random(7).normals(10))
    const normals = new Random(8).normals(20_000)
    expect(Math.abs(normals.reduce((sum, z) => sum + z, 0) / normals.length)).toBeLessThan(0.03)
    expect(Math.abs(normals.reduce((sum, z) => sum + z * z, 0) / normals.length - 1)).toBeLessThan(0.04)
  })
})

describe('problems of npm packages', () => {
  test('MNIST is read from its format, the first rows of it', () => {
    const images = Buffer.from([
      0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 255, 51, 0, 0, 0, 0, 0, 9, 9, 9, 9,
    ])
    const digits = Buffer.from([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4])
    const { sparse, labels, classes } = ofIdx(images, digits, 2)
    expect(sparse).toEqual({
      rows: 2,
      cols: 4,
      indptr: Int32Array.of(0, 2, 2),
      indices: Int32Array.of(1, 2),
      data: Float64Array.of(1, 0.2),
    })
    expect([...labels]).toEqual([5, 0])
    expect(classes).toBe(10)
  })

  test('a package that is not installed is named, with the command', () => {
    const found = findPackage('no-such-package')
    expect('absent' in found && absence(found)).toBe(
      'absent: no-such-package — npm ci --prefix test/bench/npm',
    )
  })
})
