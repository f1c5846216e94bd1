import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logLossOfMargin } from '../../src/kernels/log-loss'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { secantAlong, withSecant } from '../../src/problem/secant-curvature'

const sigmoid = (z: number) => Math.exp(Math.min(z, 0)) / (1 + Math.exp(-Math.abs(z)))

/** What the loss of one row of weight 1 and label +1 gives at margin z. */
function at(z: number) {
  const loss = new LogisticLoss(Float64Array.of(1), Float64Array.of(1))
  const point = Float64Array.of(z)
  const expansion = loss.expandAt(point)
  const curvature = new Float64Array(1)
  expansion.curvatureInto(0, 0, curvature)
  return {
    value: loss.value(point),
    expanded: expansion.value,
    residual: expansion.residual[0],
    curvature: curvature[0],
  }
}

const relative = (actual: number, expected: number) =>
  actual === expected ? 0 : Math.abs(actual - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE)

const margin = fc.double({ min: -30, max: 30, noNaN: true })
const rows = fc.array(
  fc.record({
    y: fc.constantFrom(-1, 1),
    c: fc.double({ min: 0, max: 10, noNaN: true }),
    z: margin,
    other: margin,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
)

/** Below this margin a row has less than a chance of 1e-4, and the curvature of a row with that. */
const SURELY_WRONG = Math.log(1e-4 / (1 - 1e-4))

describe('LogisticLoss', () => {
  // e = exp(−|m|) from 50-digit arithmetic: log(1 + e), σ(−m), σ(m) σ(−m)
  const reference: [m: number, value: number, wrong: number, curvature: number][] = [
    [0, Math.LN2, 0.5, 0.25],
    [1e-300, Math.LN2, 0.5, 0.25],
    [-1e-300, Math.LN2, 0.5, 0.25],
    [0.5, 0.4740769841801067, 0.3775406687981454, 0.2350037122015945],
    [-0.5, 0.9740769841801067, 0.6224593312018546, 0.2350037122015945],
    [20, 2.061153620314381e-9, 2.061153618190204e-9, 2.061153613941849e-9],
    [40, 4.248354255291589e-18, 4.248354255291589e-18, 4.248354255291589e-18],
    [-40, 40, 1, 4.248354255291589e-18],
    [700, 9.85967654375977e-305, 9.85967654375977e-305, 9.85967654375977e-305],
    [-700, 700, 1, 9.85967654375977e-305],
    [-745, 745, 1, Number.MIN_VALUE],
    [745, Number.MIN_VALUE, Number.MIN_VALUE, Number.MIN_VALUE],
    [1e3, 0, 0, 0],
    [-1e3, 1e3, 1, 0],
    [1e300, 0, 0, 0],
    [-1e300, 1e300, 1, 0],
  ]
  for (const [m, value, wrong, curvature] of reference) {
    it(`has full relative accuracy at margin ${m}`, () => {
      const got = at(m)
      // A denormal has few digits of its own.
      const tolerance = Math.abs(m) === 745 ? 1 : 5e-16
      expect(relative(got.value, value)).toBeLessThanOrEqual(tolerance)
      expect(relative(got.expanded, value)).toBeLessThanOrEqual(tolerance)
      expect(relative(-got.residual, wrong)).toBeLessThanOrEqual(tolerance)
      expect(relative(got.curvature, m > SURELY_WRONG ? curvature : 1e-4)).toBeLessThanOrEqual(tolerance)
      expect(relative(logLossOfMargin(m), value)).toBeLessThanOrEqual(tolerance)
      expect(relative(sigmoid(-m), wrong)).toBeLessThanOrEqual(tolerance)
    })
  }

  it('is log-sum-exp of (0, −y z), with its derivatives', () => {
    const h = 1e-4
    fc.assert(
      fc.property(margin, z => {
        const { value, expanded, residual, curvature } = at(z)
        const shift = Math.max(0, -z)
        const reference = shift + Math.log(Math.exp(-shift) + Math.exp(-z - shift))
        expect(Math.abs(value - reference)).toBeLessThan(1e-14 * (1 + Math.abs(z)))
        expect(expanded).toBe(value)
        const slope = (at(z + h).value - at(z - h).value) / (2 * h)
        expect(Math.abs(residual - slope)).toBeLessThan(3e-9)
        const bend = (at(z + h).residual - at(z - h).residual) / (2 * h)
        if (z > SURELY_WRONG) expect(Math.abs(curvature - bend)).toBeLessThan(3e-9)
        else expect(curvature).toBeCloseTo(-1e-4 * residual, 15)
      }),
      { seed: 1 },
    )
  })

  it('weighs rows, and mirrors the labels', () => {
    fc.assert(
      fc.property(rows, sample => {
        const { loss, expansion, margins, residual, value } = build(sample)
        const curvature = new Float64Array(sample.length)
        expansion.curvatureInto(0, 0, curvature)
        const product = new Float64Array(sample.length)
        expansion.curvatureTimesInto(margins, product)
        let expected = 0
        sample.forEach(({ y, c, z }, i) => {
          const one = at(y * z)
          expected += c * one.value
          expect(residual[i]).toBeCloseTo(y * c * one.residual, 13)
          expect(curvature[i]).toBeCloseTo(c * one.curvature, 13)
          expect(product[i]).toBe(curvature[i] * z)
        })
        expect(relative(value, expected)).toBeLessThan(1e-13)
        expect(relative(loss.value(margins), expected)).toBeLessThan(1e-13)
      }),
      { seed: 1 },
    )
  })
})

function build(sample: readonly { y: number; c: number; z: number }[]) {
  const weights = Float64Array.from(sample, row => row.c)
  const loss = new LogisticLoss(
    Float64Array.from(sample, row => row.y),
    weights,
  )
  const margins = Float64Array.from(sample, row => row.z)
  const expansion = loss.expandAt(margins)
  const { residual, value } = expansion
  return { loss, weights, margins, expansion, residual, value }
}

describe('its conjugate', () => {
  const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, x, i) => sum + x * v[i], 0)

  it('attains Fenchel–Young at the residual: L(z) + L*(R) = R·z', () => {
    fc.assert(
      fc.property(rows, sample => {
        const { loss, margins, residual, value } = build(sample)
        expect(Math.abs(value + loss.conjugate(residual) - dot(residual, margins))).toBeLessThan(
          1e-13 * (1 + value),
        )
      }),
      { seed: 1 },
    )
  })

  it('keeps Fenchel–Young everywhere else: L(z) + L*(R) ≥ R·z', () => {
    fc.assert(
      fc.property(rows, sample => {
        const { loss, margins, value } = build(sample)
        const anywhere = Float64Array.from(sample, ({ y, c, share }) => -y * c * share)
        expect(value + loss.conjugate(anywhere) - dot(anywhere, margins)).toBeGreaterThan(
          -1e-12 * (1 + value),
        )
      }),
      { seed: 1 },
    )
  })

  it('is its entropy: 0 at the ends, −c log 2 in the middle, infinite outside', () => {
    const loss = new LogisticLoss(Float64Array.of(1, -1), Float64Array.of(2, 0))
    const conjugate = (r: number) => loss.conjugate(Float64Array.of(r, 0))
    expect(conjugate(0)).toBeCloseTo(0, 15)
    expect(conjugate(-2)).toBeCloseTo(0, 15)
    expect(conjugate(-1)).toBeCloseTo(-2 * Math.LN2, 15)
    expect(conjugate(1e-9)).toBe(Number.POSITIVE_INFINITY)
    expect(conjugate(-2 - 1e-9)).toBe(Number.POSITIVE_INFINITY)
  })

  it('forgives a share outside its domain that is rounding against the largest of all rows', () => {
    const loss = new LogisticLoss(Float64Array.of(1, 1), Float64Array.of(1e-3, 1))
    expect(loss.conjugate(Float64Array.of(-1e-3, 1e-13))).toBeCloseTo(0, 11)
    expect(loss.conjugate(Float64Array.of(-1e-3, 1e-11))).toBe(Infinity)
    expect(loss.conjugate(Float64Array.of(-1e-6, 1e-13))).toBe(Infinity)
  })

  it('keeps its digits where rows are as good as certain', () => {
    // L(z) + L*(R) − R z, all of it of the size of exp(−40): no 1 − t may be rounded on the way.
    for (const z of [20, 30, 40, 60]) {
      const { loss, margins, residual, value } = build([{ y: 1, c: 1, z }])
      const gap = value + loss.conjugate(residual) - dot(residual, margins)
      expect(Math.abs(gap)).toBeLessThan(1e-13 * z * value)
    }
  })

  it('has a conjugate that is 0 at the ends, and keeps the digits of shares that are nearly there', () => {
    const loss = new LogisticLoss(Float64Array.of(1), Float64Array.of(1))
    const conjugateOf = (t: number) => loss.conjugate(Float64Array.of(-t))
    expect(conjugateOf(0)).toBe(0)
    expect(conjugateOf(1)).toBe(0)
    expect(conjugateOf(0.5)).toBeCloseTo(-Math.LN2, 15)
    for (const t of [1e-8, 1e-12, 1e-18, 1e-200]) {
      expect(Math.abs(conjugateOf(t) / (t * Math.log(t) - t) - 1)).toBeLessThan(t + 1e-15)
    }
    expect(conjugateOf(Number.MIN_VALUE)).toBeLessThanOrEqual(0)
  })
})

it('the curvature after a step that was cut short is at least the mean one along it where a row goes far', () => {
  const from = Float64Array.of(8, -8, 8, 0)
  const move = Float64Array.of(-30, 30, -0.5, 4)
  const loss = new LogisticLoss(Float64Array.of(1, -1, 1, 1), Float64Array.of(2, 2, 1, 1))
  const here = loss.expandAt(from)
  const there = loss.expandAt(from.map((z, i) => z + move[i]))
  const stiff = withSecant(here, secantAlong(loss, from, here.residual, move))
  const [exact, d, product] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)]
  here.curvatureInto(0, 0, exact)
  stiff.curvatureInto(0, 0, d)
  stiff.curvatureTimesInto(move, product)
  const mean = move.map((way, i) => (there.residual[i] - here.residual[i]) / way)
  for (const i of [0, 1]) {
    expect(mean[i]).toBeGreaterThan(10 * exact[i])
    expect(d[i]).toBeCloseTo(mean[i], 14)
  }
  for (const i of [2, 3]) expect(d[i]).toBe(exact[i])
  product.forEach((value, i) => {
    expect(value).toBeCloseTo(d[i] * move[i], 13)
  })
})

it('the curvature where a residual belongs is that of its predictors, without a floor', () => {
  const loss = new LogisticLoss(Float64Array.of(1, -1, 1, 1), Float64Array.of(2, 2, 1, 0))
  const z = Float64Array.of(0.3, 4, -20, 1)
  const d = new Float64Array(4)
  loss.curvatureAt(loss.expandAt(z).residual).curvatureInto(0, 0, d)
  z.forEach((value, i) => {
    expect(relative(d[i], loss.weights[i] * sigmoid(value) * sigmoid(-value))).toBeLessThan(1e-6)
  })
})

it('a residual is moved to where the predictors have gone back', () => {
  const loss = new LogisticLoss(Float64Array.of(1, -1, 1, 1), Float64Array.of(2, 2, 1, 0))
  const z = Float64Array.of(0.3, 4, -20, 1)
  const back = Float64Array.of(-2, 700, -25, 3)
  const { residual } = loss.expandAt(z)
  loss.moveResidual(residual, back)
  const expected = loss.expandAt(z.map((value, i) => value - back[i])).residual
  residual.forEach((r, i) => {
    expect(r).toBeCloseTo(expected[i], 6)
  })
})

it('a residual stays where a row is certain and its predictor goes back farther than a double tells', () => {
  const loss = new LogisticLoss(Float64Array.of(1, 1, -1), Float64Array.of(1, 2, 2))
  const residual = Float64Array.of(-0, -2, 2)
  loss.moveResidual(residual, Float64Array.of(800, -800, 800))
  expect(residual).toEqual(Float64Array.of(-0, -2, 2))
})

it('rows of a residual outside the domain of the conjugate, or close to its bounds, are taken from one inside', () => {
  const loss = new LogisticLoss(Float64Array.of(1, 1, -1, 1, -1, 1, 1), Float64Array.of(2, 2, 2, 2, 2, 2, 0))
  const inside = Float64Array.of(-1, -1, 1, -1, 1, -0.5, -0)
  const residual = Float64Array.of(0.1, -0.4, 1.9, -0.6, 1.4, -0.4, 0)
  loss.projectIntoDomain(residual, inside)
  expect(residual).toEqual(Float64Array.of(-1, -1, 1, -0.6, 1.4, -0.4, -0))
  expect(loss.conjugate(residual)).toBeLessThan(0)
})
