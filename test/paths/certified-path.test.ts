import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  type LogisticRegressionOptions,
  logisticRegressionPath,
  StandardScaler,
  setWarningHandler,
} from '../../src'
import { loadDigits } from '../../src/datasets'
import { type CertifiedPathOptions, certifiedPath, certifiedPathAsync } from '../../src/paths'
import { enclose, provenAt } from '../../src/paths/value-bounds'

const digits = loadDigits()
const X = new StandardScaler().fitTransform(
  Array.from({ length: 200 }, (_, i) => Array.from({ length: 20 }, (_, j) => digits.data.get(i, j + 20))),
)
const y = Array.from({ length: 200 }, (_, i) => (digits.target.get(i) > 4 ? 'large' : 'small'))

/** Where the claim is broken: the objective at a C is further above the minimum than proved, or than ε. */
function broken(
  rows: Parameters<typeof certifiedPath>[0],
  labels: readonly (string | number)[],
  options: object,
  count: number,
) {
  const own = options as CertifiedPathOptions
  const path = certifiedPath(rows, labels, own)
  const { epsilon: _, smallestC: _from, largestC: _to, ...model } = own
  const [first, last] = [path.Cs[0], path.Cs[path.Cs.length - 1]]
  const Cs = Array.from({ length: count }, (_, k) => first * (last / first) ** ((k + 0.5) / count))
  const exact = logisticRegressionPath(rows, labels, { ...model, Cs, tol: 1e-11, maxIter: 1000 } as object)
  const found = Cs.flatMap((C, k) => {
    const { objective, dualityGap } = path.at(C)
    const { objective: optimum, dualityGap: slack } = exact.convergence[k]
    const tiny = 1e-10 * objective
    const isTrue = objective - optimum <= dualityGap + tiny && objective >= optimum - slack - tiny
    return isTrue && dualityGap <= path.epsilon * objective ? [] : [{ C, objective, optimum, dualityGap }]
  })
  return { path, found }
}

describe('at 1,000 Cs between the points, the nearer one is as good as is claimed', () => {
  const penalties: readonly LogisticRegressionOptions[] = [
    { penalty: 'l1' },
    { penalty: 'elasticnet', l1Ratio: 0.5 },
    { penalty: 'l2' },
  ]
  it.each(penalties)('%j', penalty => {
    const { path, found } = broken(X, y, { ...penalty, epsilon: 0.01 }, 1000)
    expect(found).toEqual([])
    expect(path.certified).toBe(true)
    // A grid in equal ratios as fine as that cannot know it; this one is not much longer than it has to be.
    expect(path.Cs.length).toBeLessThan(60)
  })
})

test('the claim is true of every kind of model', () => {
  const kinds: readonly object[] = [
    { penalty: 'l1' },
    { penalty: 'l1', multiClass: 'ovr', penaltyFactor: [1, 2, 0.5] },
    { penalty: 'elasticnet', l1Ratio: 0.3, classWeight: 'balanced' },
    { penalty: 'l2', penalizeIntercept: true, interceptScaling: 3 },
    { penalty: 'l2', fitIntercept: false, multiClass: 'ovr' },
    { penalty: 'l1', lowerBounds: -0.2, upperBounds: 0.4, smallestC: 1e-3, largestC: 100 },
    { penalty: 'l2', multiClass: 'multinomial', positive: true },
  ]
  const value = fc.integer({ min: -8, max: 8 }).map(v => v / 4)
  const problem = fc.record({
    rows: fc.array(fc.tuple(value, value, value, fc.nat(2), fc.integer({ min: 1, max: 3 })), {
      minLength: 12,
      maxLength: 25,
    }),
    classes: fc.constantFrom(2, 3),
    kind: fc.constantFrom(...kinds),
    epsilon: fc.constantFrom(0.2, 0.03, 1e-3),
  })
  fc.assert(
    fc.property(problem, ({ rows, classes, kind, epsilon }) => {
      const labels = rows.map(([, , , label], i) => (i < classes ? i : label % classes))
      const sampleWeight = rows.map(row => row[4])
      // What says nothing about y has no smallest C.
      const data = rows.map(([a, b, c], i) => [a + labels[i], b, i < 3 ? c + 1 : c])
      const range = { smallestC: 1e-3, largestC: 1e3 }
      const { path, found } = broken(data, labels, { ...range, ...kind, sampleWeight, epsilon }, 25)
      expect(found).toEqual([])
      expect(path.certified).toBe(true)
    }),
    { numRuns: 20, seed: 5 },
  )
})

describe('what two points prove', () => {
  // min ½ (w − 1)² + λ |w| = λ − ½ λ², at w = 1 − λ.
  const exact = (C: number) => {
    const w = 1 - 1 / C
    return { C, objective: (C * (w - 1) ** 2) / 2 + w, dualityGap: 0, penalty: w }
  }

  it('is the height of the lines above the chord where they cross', () => {
    const [a, b] = [exact(2), exact(4)]
    // The lines cross in the middle of λ, 3/8, a quarter of the square of the distance above the chord.
    const { turn, bound } = enclose(a, b)
    expect(turn).toBeCloseTo(8 / 3, 12)
    const line = 0.125 + 0.375 * 0.5
    expect(bound).toBeCloseTo(0.25 ** 2 / 4 / line, 12)
    expect(provenAt(a, b, 8 / 3).gap).toBeCloseTo((0.25 ** 2 / 4) * (8 / 3), 12)
    const { isFirst, objective, gap } = provenAt(a, b, 2)
    expect([isFirst, objective]).toEqual([true, a.objective])
    expect(gap).toBeCloseTo(0, 14)
  })

  it('has the gaps of the points themselves in it', () => {
    const [a, b] = [{ ...exact(2), dualityGap: 0.1 }, exact(4)]
    expect(enclose(a, b).bound).toBeGreaterThan(0.1 / a.objective - 1e-15)
  })

  it('of the same model twice is its own gap', () => {
    const a = { C: 1, objective: 2, dualityGap: 1e-3, penalty: 0 }
    expect(enclose(a, { ...a, C: 2, objective: 4 }).bound).toBeCloseTo(5e-4, 12)
  })
})

describe('a path', () => {
  const options = { epsilon: 0.05, smallestC: 0.01, largestC: 1 } as const
  const path = certifiedPath(X, y, options)

  it('begins and ends where it is told, in the shapes of a path', () => {
    const { Cs, coefs, intercepts, bounds, turns, convergence, classes } = path
    const m = Cs.length
    expect([Cs[0], Cs[m - 1]]).toEqual([0.01, 1])
    expect([coefs.shape, intercepts.shape]).toEqual([
      [m, 1, 20],
      [m, 1],
    ])
    expect([bounds.length, turns.length, convergence.length]).toEqual([m - 1, m - 1, m])
    expect(classes).toEqual(['large', 'small'])
    turns.forEach((C, k) => {
      expect(Cs[k] <= C && C <= Cs[k + 1]).toBe(true)
    })
  })

  it('gives the coefficients of the nearer point, as copies', () => {
    const [C, turn] = [path.Cs[1], path.turns[1]]
    expect([path.at(C).index, path.at(turn * 0.999).index, path.at(turn * 1.001).index]).toEqual([1, 1, 2])
    const { coef, objective } = path.at(C)
    expect([...coef.data]).toEqual([...path.coefs.data.subarray(20, 40)])
    expect(objective).toBeCloseTo(path.convergence[1].objective, 10)
    coef.set(0, 0, 99)
    expect(path.at(C).coef.get(0, 0)).not.toBe(99)
    expect(() => path.at(1.01)).toThrow(/C must be a finite number >= 0.01 and <= 1, got 1.01/)
  })

  it('has the same bits when it gives way, and can be stopped', async () => {
    const again = await certifiedPathAsync(X, y, options)
    expect([...again.coefs.data]).toEqual([...path.coefs.data])
    expect(JSON.parse(JSON.stringify(again)).bounds).toEqual([...path.bounds])
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(certifiedPathAsync(X, y, { ...options, signal })).rejects.toThrow('enough')
  })

  it('goes as far as the fits do, and says nothing that is not a number beyond', () => {
    const far = certifiedPath(X, y, { epsilon: 0.5, smallestC: 1e-150, largestC: 1e3 })
    expect(far.certified).toBe(true)
    const previous = setWarningHandler(() => undefined)
    const beyond = certifiedPath(X, y, { epsilon: 0.5, smallestC: 1e3, largestC: 1e20 })
    setWarningHandler(previous)
    expect([...beyond.bounds, ...beyond.turns, ...beyond.coefs.data].every(Number.isFinite)).toBe(true)
    expect(beyond.certified).toBe(Math.max(...beyond.bounds) <= 0.5)
  })

  it('of one C is that model', () => {
    const one = certifiedPath(X, y, { epsilon: 0.05, smallestC: 0.1, largestC: 0.1 })
    expect([one.Cs.length, one.certified, one.at(0.1).index]).toEqual([1, true, 0])
  })

  it('tells of every point, and says where it has to end', () => {
    const warnings: string[] = []
    const previous = setWarningHandler(message => warnings.push(message))
    const seen: number[] = []
    const short = certifiedPath(X, y, { ...options, maxPoints: 3, onProgress: ({ done }) => seen.push(done) })
    setWarningHandler(previous)
    expect(short.certified).toBe(false)
    expect(seen).toEqual([1, 2, 3])
    expect(warnings).toEqual([
      expect.stringMatching(/3 points \(maxPoints\) reach up to C = .* only, of 1\./),
    ])
  })

  it('says which intervals the fits leave open', () => {
    const warnings: string[] = []
    const previous = setWarningHandler(message => warnings.push(message))
    const open = certifiedPath(X, y, { epsilon: 1e-6, smallestC: 1, largestC: 1.1, maxIter: 1 })
    setWarningHandler(previous)
    expect(open.certified).toBe(false)
    expect(warnings.join()).toMatch(/intervals are proved to .* only, not to epsilon 0.000001/)
  })

  it.each([
    [{ epsilon: 0 }, /epsilon must be .* >= 1e-9 and < 1, got 0/],
    [{ epsilon: 1 }, /epsilon must be/],
    [{ tol: 0.01 }, /tol must be at most half of epsilon, 0.005, got 0.01/],
    [{ penalty: 'none' }, /without one, C changes nothing/],
    [{ smallestC: 2, largestC: 1 }, /largestC must not be below where the path begins, 2, got 1/],
    [{ smallestC: 0 }, /smallestC must be a finite number >= 1e-150, got 0/],
    [{ largestC: 1e300 }, /C 1e\+300, times the 200 that the weights of the rows add up to, must be below/],
    [{ maxPoints: 1 }, /maxPoints must be an integer >= 2, got 1/],
    [{ Cs: 10 }, /certifiedPath: unknown option 'Cs'/],
    [{ C: 1 }, /certifiedPath: unknown option 'C'|C is/],
    [{ penaltyFactor: [0, ...new Array(19).fill(1)], smallestC: 1 }, undefined],
  ])('refuses %j', (bad, message) => {
    const call = () => certifiedPath(X, y, bad as CertifiedPathOptions)
    if (message === undefined) expect(call).not.toThrow()
    else expect(call).toThrow(message)
  })

  it('refuses features without a penalty that tell the classes apart', () => {
    const call = () =>
      certifiedPath(
        [
          [0, 1],
          [1, 0],
          [2, 1],
          [3, 1],
        ],
        [0, 0, 1, 1],
        { penaltyFactor: [0, 1], smallestC: 1, largestC: 2 },
      )
    expect(call).toThrow(/separate the classes, so that there is no optimum/)
  })
})
