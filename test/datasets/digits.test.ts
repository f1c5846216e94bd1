import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadDigits } from '../../src/datasets'
import { ValidationError } from '../../src/support/errors'

// for k in range(1, 11):
//     d = load_digits(n_class=k)
//     print(len(d.target), sha256(d.data.astype('<f8').tobytes()).hexdigest()[:16],
//           sha256(d.target.astype('<i4').tobytes()).hexdigest()[:16])
const SCIKIT_LEARN: [n: number, data: string, target: string][] = [
  [178, '5123fa15453fda2b', '283de789c3f9ae61'],
  [360, 'e71dd339a0c682e9', 'a1ec73e18a6463af'],
  [537, '389071c97a0abb8a', '67cbfb35537c9627'],
  [720, 'f39c865c21753a3d', '2be40516a1ffc5d0'],
  [901, '133ad77c09c8bf46', 'e9ba2d1b094d3d54'],
  [1083, '2c8b40f1eaf278f5', '4006d8b7d5ee3072'],
  [1264, 'adb8cb8dbb0708a9', 'f1dcd7d832f25ff2'],
  [1443, 'f005807cd83f5ee4', 'a23a80350240dbf8'],
  [1617, 'dec287c63462fa1a', '942e608d9b7cce3a'],
  [1797, '20def7f70a702f0a', '3a0e68456f9a3c60'],
]

function hash(values: Float64Array | Int32Array): string {
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex').slice(0, 16)
}

describe('loadDigits', () => {
  it.each(
    SCIKIT_LEARN.map((row, k) => [k + 1, ...row] as const),
  )('nClass %i gives the bytes of scikit-learn', (nClass, n, dataHash, targetHash) => {
    const { data, images, target, targetNames } = loadDigits({ nClass })
    expect(data.shape).toEqual([n, 64])
    expect(images.shape).toEqual([n, 8, 8])
    expect(target.shape).toEqual([n])
    expect(data.data).toBeInstanceOf(Float64Array)
    expect(target.data).toBeInstanceOf(Int32Array)
    expect(hash(data.data)).toBe(dataHash)
    expect(hash(target.data)).toBe(targetHash)
    expect(targetNames).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].slice(0, nClass))
  })

  it('has the published sum and class counts', () => {
    const { data, target } = loadDigits()
    expect(data.data.reduce((sum, pixel) => sum + pixel, 0)).toBe(561718)
    const counts = new Array<number>(10).fill(0)
    for (const digit of target.data) counts[digit]++
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  })

  it('starts with a 0 and ends with an 8', () => {
    const { data, target } = loadDigits()
    expect([...data.data.subarray(0, 64)]).toEqual(
      [
        [0, 0, 5, 13, 9, 1, 0, 0],
        [0, 0, 13, 15, 10, 15, 5, 0],
        [0, 3, 15, 2, 0, 11, 8, 0],
        [0, 4, 12, 0, 0, 8, 8, 0],
        [0, 5, 8, 0, 0, 9, 8, 0],
        [0, 4, 11, 0, 1, 12, 7, 0],
        [0, 2, 14, 5, 10, 12, 0, 0],
        [0, 0, 6, 13, 10, 0, 0, 0],
      ].flat(),
    )
    expect([...data.data.subarray(-64)]).toEqual(
      [
        [0, 0, 10, 14, 8, 1, 0, 0],
        [0, 2, 16, 14, 6, 1, 0, 0],
        [0, 0, 15, 15, 8, 15, 0, 0],
        [0, 0, 5, 16, 16, 10, 0, 0],
        [0, 0, 12, 15, 15, 12, 0, 0],
        [0, 4, 16, 6, 4, 16, 6, 0],
        [0, 8, 16, 10, 8, 16, 8, 0],
        [0, 1, 8, 12, 14, 12, 1, 0],
      ].flat(),
    )
    expect([target.get(0), target.get(1796)]).toEqual([0, 8])
  })

  it('shows images in the memory of data', () => {
    const { data, images } = loadDigits()
    expect(images.data).toBe(data.data)
    expect(images.get(0, 1, 3)).toBe(data.get(0, 11))
    images.set(7, 2, 5, -1)
    expect(data.get(7, 21)).toBe(-1)
  })

  it('gives every caller a copy of its own', () => {
    const first = loadDigits()
    first.data.data.fill(0)
    first.target.data.fill(0)
    first.targetNames.length = 0
    first.featureNames.length = 0
    const second = loadDigits()
    expect(second.data.get(0, 2)).toBe(5)
    expect(second.target.get(1)).toBe(1)
    expect(second.targetNames).toHaveLength(10)
    expect(second.featureNames).toHaveLength(64)
  })

  it('names features as scikit-learn does and credits the source', () => {
    const { featureNames, description } = loadDigits()
    expect([featureNames[0], featureNames[8], featureNames[63]]).toEqual([
      'pixel_0_0',
      'pixel_1_0',
      'pixel_7_7',
    ])
    for (const credit of ['Alpaydin', 'Kaynak', 'UCI', '10.24432/C50P49', 'CC BY 4.0']) {
      expect(description).toContain(credit)
    }
  })

  it.each([0, 11, 2.5, Number.NaN, '3', null])('refuses nClass %s', nClass => {
    expect(() => loadDigits({ nClass: nClass as number })).toThrow(ValidationError)
    expect(() => loadDigits({ nClass: nClass as number })).toThrow(/nClass must be an integer >= 1 and <= 10/)
  })

  it('refuses what is not an options object', () => {
    expect(() => loadDigits({ n_class: 3 } as object)).toThrow(/unknown option 'n_class'/)
    expect(() => loadDigits(3 as never)).toThrow(ValidationError)
  })
})
