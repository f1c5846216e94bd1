import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { l1MinC } from '../../src/paths/l1-min-c'
import { errorBounds, stabilitySelection } from '../../src/paths/stability-selection'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { RandomState } from '../../src/support/random'
import { breastCancer } from '../model-selection/reference'

const random = new RandomState(1)
const uniform = () => random.integer(1e9) / 1e9 - 0.5

/** 200 rows, 20 features, of which the first three make the label. */
const rows = Array.from({ length: 201 }, () => Array.from({ length: 20 }, uniform))
const labels = rows.map(row => (row[0] + row[1] - row[2] + 0.3 * uniform() > 0 ? 'yes' : 'no'))

describe('selection probabilities', () => {
  test('are the shares of the complementary halves, recounted', async () => {
    const Cs = [1.5, 0.6]
    const found = await stabilitySelection(rows, labels, { Cs, nPairs: 7, randomState: 5 })
    const draws = new RandomState(5)
    const shares = Cs.map(() => Array<number>(20).fill(0))
    let q = 0
    for (let pair = 0; pair < 7; pair++) {
      const order = draws.permutation(201)
      for (const half of [order.slice(0, 100), order.slice(100, 200)]) {
        const union = new Set<number>()
        Cs.forEach((C, k) => {
          const model = new LogisticRegression({ penalty: 'l1', C })
          model.fit(
            Array.from(half, i => rows[i]),
            Array.from(half, i => labels[i]),
          )
          model.coef.data.forEach((value, j) => {
            if (value === 0) return
            shares[k][j] += 1 / 14
            union.add(j)
          })
        })
        q += union.size / 14
      }
    }
    expect(found.pathProbabilities.shape).toEqual([2, 20])
    found.pathProbabilities.data.forEach((share, at) => {
      expect(share).toBeCloseTo(shares.flat()[at], 12)
    })
    found.probabilities.data.forEach((share, j) => {
      expect(share).toBe(Math.max(found.pathProbabilities.get(0, j), found.pathProbabilities.get(1, j)))
    })
    expect(found.meanSelected).toBeCloseTo(q, 12)
  })

  test('find the features that matter', async () => {
    const { selected, probabilities } = await stabilitySelection(rows, labels, {
      Cs: [0.4, 0.8],
      threshold: 0.9,
      randomState: 0,
    })
    expect(selected).toEqual([0, 1, 2])
    expect(Math.max(...probabilities.data.subarray(3))).toBeLessThan(0.9)
  })

  test('begin by default where the first features enter on half of the rows, and end at five times that', async () => {
    const smallest = l1MinC(rows, labels)
    for (const Cs of [undefined, 4]) {
      const found = await stabilitySelection(rows, labels, { ...(Cs && { Cs }), nPairs: 5, randomState: 5 })
      const count = Cs ?? 10
      const list = Array.from(
        { length: count },
        (_, k) => 2 * smallest * 5 ** (k / (count - 1)) * (1 - 1e-10),
      )
      expect(found).toEqual(await stabilitySelection(rows, labels, { Cs: list, nPairs: 5, randomState: 5 }))
      expect(found.pathProbabilities.shape).toEqual([count, 20])
    }
    const { selected, pathProbabilities } = await stabilitySelection(rows, labels, { randomState: 0 })
    expect(selected).toEqual([0, 1, 2])
    const first = pathProbabilities.data.subarray(0, 20).reduce((sum, share) => sum + share, 0)
    const last = pathProbabilities.data.subarray(-20).reduce((sum, share) => sum + share, 0)
    expect(first).toBeLessThan(2)
    expect(last).toBeGreaterThan(3)
  })

  test('depend on the seed alone', async () => {
    const run = (randomState: number) =>
      stabilitySelection(rows, labels, { Cs: [0.8], nPairs: 3, randomState })
    expect(await run(4)).toEqual(await run(4))
    expect(await run(4)).not.toEqual(await run(5))
  })

  test('of several labels count a feature that any of them uses, and of the elastic net too', async () => {
    const { X, y } = breastCancer()
    const Z = new StandardScaler().fitTransform(X)
    const options = { nPairs: 2, randomState: 0, Cs: [0.02] }
    const lasso = await stabilitySelection(Z, y, options)
    const net = await stabilitySelection(Z, y, { ...options, penalty: 'elasticnet', l1Ratio: 0.3 })
    expect(net.meanSelected).toBeGreaterThan(lasso.meanSelected)
  })
})

describe('error bounds', () => {
  test('are those of the papers', () => {
    // q² / p = 1 / 2
    expect(errorBounds(10, 200, 0.9, 50).worstCase).toBeCloseTo(0.625, 12)
    expect(errorBounds(10, 200, 0.75, 50).worstCase).toBeCloseTo(1, 12)
    expect(errorBounds(10, 200, 0.75, 50).unimodal).toBeCloseTo(0.5 / 0.98, 12)
    expect(errorBounds(10, 200, 0.9, 50).unimodal).toBeCloseTo((0.5 * 0.44) / 1.02, 12)
    expect(errorBounds(10, 200, 1, 50).unimodal).toBeCloseTo((0.5 * 0.04) / 1.02, 12)
    expect(errorBounds(150, 200, 0.9, 50).unimodal).toBeUndefined()
    expect(errorBounds(100, 200, 0.6, 50).unimodal).toBeUndefined()
  })

  test('fall with the threshold, and unimodality pays', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.double({ min: 0.6, max: 0.98, noNaN: true }),
        fc.integer({ min: 20, max: 200 }),
        (q, threshold, pairs) => {
          const here = errorBounds(q, 1000, threshold, pairs)
          const above = errorBounds(q, 1000, threshold + 0.02, pairs)
          expect(above.worstCase).toBeLessThan(here.worstCase)
          expect(above.unimodal!).toBeLessThan(here.unimodal!)
          expect(here.unimodal!).toBeLessThan(here.worstCase)
        },
      ),
    )
  })
})

test('bad input is refused by name', async () => {
  const run = (options: object) => stabilitySelection(rows, labels, { Cs: [0.1], ...options })
  await expect(run({ Cs: [] })).rejects.toThrow('Cs is empty')
  await expect(run({ nPairs: 0 })).rejects.toThrow('nPairs must be an integer >= 1, got 0')
  await expect(run({ threshold: 0.5 })).rejects.toThrow('threshold must be a finite number > 0.5 and <= 1')
  await expect(run({ penalty: 'l2' })).rejects.toThrow("penalty must be one of 'l1', 'elasticnet', got 'l2'")
  await expect(run({ pairs: 3 })).rejects.toThrow("unknown option 'pairs'")
  await expect(run({ randomState: -1 })).rejects.toThrow('randomState must be')
  const rare = labels.map((_, i) => (i === 0 ? 'yes' : 'no'))
  await expect(stabilitySelection(rows, rare, { Cs: [0.1], randomState: 0 })).rejects.toThrow(
    /the fit failed \(pair 0, half \d\): y has one class only/,
  )
  const signal = AbortSignal.abort(new Error('stop'))
  await expect(run({ signal })).rejects.toThrow('stop')
})
