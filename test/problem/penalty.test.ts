import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { SeparablePenalty } from '../../src/problem/penalty'

/** The penalty of one coefficient. */
const single = (l1: number, l2: number) => new SeparablePenalty(Float64Array.of(l1), Float64Array.of(l2))

const weight = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 3, noNaN: true }))
const value = fc.double({ min: -4, max: 4, noNaN: true })
const coefficient = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: value })

/** The v with the least f, by grids around 0 that grow ever finer; they begin ±40 wide. */
function gridMinimum(f: (v: number) => number): number {
  let best = 0
  let centre = 0
  for (let width = 40; width > 1e-9; width /= 20) {
    for (let k = -50; k <= 50; k++) {
      const v = centre + (k / 50) * width
      if (f(v) < f(best)) best = v
    }
    centre = best
  }
  return best
}

describe('SeparablePenalty', () => {
  it('is the sum of l1 |w| + ½ l2 w², term by term', () => {
    const penalty = new SeparablePenalty(Float64Array.of(1, 0, 0.5, 0), Float64Array.of(0, 2, 3, 0))
    const w = Float64Array.of(-2, 3, -4, 5)
    expect(penalty.value(w)).toBe(2 + 9 + 26 + 0)
    expect(Array.from(w, (v, j) => penalty.term(j, v))).toEqual([2, 9, 26, 0])
    expect(penalty.value(new Float64Array(4))).toBe(0)
    expect([0, 1, 2, 3].map(j => penalty.isFree(j))).toEqual([false, false, false, true])
    expect(penalty.hasKinks).toBe(true)
    expect(single(0, 1).hasKinks).toBe(false)
  })

  it('prox minimises g (v − w) + ½ h (v − w)² + Ω(v)', () => {
    fc.assert(
      fc.property(
        weight,
        weight,
        coefficient,
        value,
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        (l1, l2, w, g, h) => {
          const penalty = single(l1, l2)
          const model = (v: number) => g * (v - w) + 0.5 * h * (v - w) ** 2 + penalty.term(0, v)
          const v = penalty.prox(0, w, g, h)
          const searched = gridMinimum(model)
          expect(model(v)).toBeLessThanOrEqual(model(searched) + 1e-12)
          // The search cannot tell v from its neighbours where the model is as flat as its rounding.
          expect(Math.abs(v - searched)).toBeLessThan(1e-5)
        },
      ),
      { seed: 1 },
    )
  })

  it('prox gives zeros that are exact, and stays where there is neither curvature nor slope', () => {
    expect(single(1, 0).prox(0, 0.5, 0.5 - 1e-9, 1)).toBe(0)
    expect(single(1, 0).prox(0, 0, 0.999, 0)).toBe(0)
    expect(single(0, 0).prox(0, 3, 0, 0)).toBe(3)
    expect(single(0, 0).prox(0, 3, 2, 0)).toBe(3)
    expect(single(0, 2).prox(0, 3, 4, 0)).toBe(-2)
    // The slope of the model just makes up for the penalty, or for what w has of it.
    expect(single(1, 0).prox(0, 0.5, 1, 0)).toBe(0)
    expect(single(0, 0).prox(0, 2, 2, 1)).toBe(0)
    expect(single(0, 3).prox(0, 2, 2, 1)).toBe(0)
  })

  it('has a kink at 0 for what comes from elsewhere, and may grow without a penalty only', () => {
    expect(single(1, 0).nextKink(0, 2, -1)).toBe(0)
    expect(single(1, 0).nextKink(0, 0, 1)).toBe(Infinity)
    expect(single(1, 0).nextKink(0, 0, -1)).toBe(-Infinity)
    expect(single(0, 1).nextKink(0, 2, -1)).toBe(-Infinity)
    const growing = [single(0, 0), single(1, 0), single(0, 1)].map(penalty => penalty.mayGrow(0, 1))
    expect(growing).toEqual([true, false, false])
  })

  it('violation is the distance of −g from the subdifferential', () => {
    fc.assert(
      fc.property(weight, weight, coefficient, value, (l1, l2, w, g) => {
        const penalty = single(l1, l2)
        // The subdifferential is the interval between the one-sided slopes.
        const h = 1e-6
        const right = (penalty.term(0, w + h) - penalty.term(0, w)) / h
        const left = (penalty.term(0, w) - penalty.term(0, w - h)) / h
        const distance = Math.max(left + g, 0) + Math.max(-g - right, 0)
        if (Math.abs(w) > h || w === 0)
          expect(Math.abs(penalty.violation(0, w, g) - distance)).toBeLessThan(2e-5)
      }),
      { seed: 1 },
    )
  })

  it('is without violation exactly where prox does not move', () => {
    fc.assert(
      fc.property(weight, weight, coefficient, value, (l1, l2, w, g) => {
        const penalty = single(l1, l2)
        const fixed = penalty.prox(0, w, g, 1)
        const residual = penalty.violation(0, fixed, g + (fixed - w))
        expect(residual).toBeLessThan(1e-14 * (10 + Math.abs(w)))
        expect(Math.abs(penalty.prox(0, fixed, g + (fixed - w), 1) - fixed)).toBeLessThan(1e-14)
      }),
      { seed: 1 },
    )
  })

  it('conjugateTerm is the supremum of u v − Ω(v)', () => {
    fc.assert(
      fc.property(weight, fc.double({ min: 0.5, max: 3, noNaN: true }), value, (l1, l2, u) => {
        const penalty = single(l1, l2)
        const searched = gridMinimum(v => penalty.term(0, v) - u * v)
        expect(
          Math.abs(penalty.conjugateTerm(0, u) - (u * searched - penalty.term(0, searched))),
        ).toBeLessThan(1e-9)
      }),
      { seed: 1 },
    )
  })

  it('conjugateTerm does not lose what is squared to underflow', () => {
    expect(single(0, 1e-300).conjugateTerm(0, 1e-170)).toBeCloseTo(5e-41, 50)
    expect(single(1e-171, 1e-300).conjugateTerm(0, -1e-170)).toBeGreaterThan(4e-41)
  })
})

describe('BoundedPenalty', () => {
  const ridge = fc.oneof(fc.constant(0), fc.double({ min: 0.5, max: 3, noNaN: true }))
  const bound = fc.oneof(fc.constant(0), fc.constant(Infinity), fc.double({ min: 0.01, max: 3, noNaN: true }))
  const bounded = (l1: number, l2: number, low: number, high: number) =>
    new BoundedPenalty(Float64Array.of(l1), Float64Array.of(l2), Float64Array.of(-low), Float64Array.of(high))
  /** Over the box, a grid that has its ends. */
  const least = (f: (v: number) => number, low: number, high: number) =>
    gridMinimum(v => f(Math.min(Math.max(v, -low), high)))
  const clipped = (v: number, low: number, high: number) => Math.min(Math.max(v, -low), high)

  it('prox minimises over the bounds, and what violates nothing stays', () => {
    fc.assert(
      fc.property(weight, weight, bound, bound, value, value, (l1, l2, low, high, at, g) => {
        const penalty = bounded(l1, l2, low, high)
        const w = penalty.clip(0, at)
        const model = (v: number) => g * (v - w) + 0.5 * (v - w) ** 2 + penalty.term(0, v)
        const v = penalty.prox(0, w, g, 1)
        expect(v >= -low && v <= high).toBe(true)
        expect(model(v)).toBeLessThanOrEqual(model(clipped(least(model, low, high), low, high)) + 1e-12)
        expect(penalty.violation(0, v, g + (v - w))).toBeLessThan(1e-14 * (10 + Math.abs(w)))
      }),
      { seed: 1 },
    )
  })

  it('conjugateTerm is the supremum over the bounds, where there is one', () => {
    fc.assert(
      fc.property(weight, ridge, bound, bound, value, (l1, l2, low, high, u) => {
        const penalty = bounded(l1, l2, low, high)
        if (penalty.dualLimit(0, u) < Infinity) return
        const f = (v: number) => penalty.term(0, v) - u * v
        const v = clipped(least(f, low, high), low, high)
        expect(Math.abs(penalty.conjugateTerm(0, u) + f(v))).toBeLessThan(1e-8)
      }),
      { seed: 1 },
    )
  })

  it('violation is the distance of −g from the subdifferential, which no bound ends', () => {
    fc.assert(
      fc.property(weight, weight, bound, bound, coefficient, value, (l1, l2, low, high, at, g) => {
        const penalty = bounded(l1, l2, low, high)
        const w = penalty.clip(0, at)
        const h = 1e-6
        if (w !== 0 && Math.abs(w) <= h) return
        const right = w >= high ? Infinity : (penalty.term(0, w + h) - penalty.term(0, w)) / h
        const left = w <= -low ? -Infinity : (penalty.term(0, w) - penalty.term(0, w - h)) / h
        const distance = Math.max(left + g, 0) + Math.max(-g - right, 0)
        expect(Math.abs(penalty.violation(0, w, g) - distance)).toBeLessThan(2e-5)
      }),
      { seed: 1 },
    )
  })

  it('is free without any bound, and may grow where there is none', () => {
    const bounds = [
      [Infinity, Infinity],
      [0, Infinity],
      [Infinity, 2],
      [1, 2],
    ] as const
    const free = bounds.map(([low, high]) => bounded(0, 0, low, high))
    expect(free.map(penalty => penalty.isFree(0))).toEqual([true, false, false, false])
    expect(free.map(penalty => penalty.mayGrow(0, 1))).toEqual([true, true, false, false])
    expect(free.map(penalty => penalty.mayGrow(0, -1))).toEqual([true, false, true, false])
    expect(bounded(1, 0, Infinity, Infinity).isFree(0)).toBe(false)
  })

  it('is smooth between the bounds, but for a kink at 0', () => {
    const places = [-1, -0.5, 0, 0.5, 2]
    const smooth = (l1: number) => places.map(v => bounded(l1, 1, 1, 2).isSmoothAt(0, v))
    expect(smooth(0)).toEqual([false, true, true, true, false])
    expect(smooth(1)).toEqual([false, true, false, true, false])
  })

  it('its conjugate is infinite where an infinite side is penalised by less than u', () => {
    expect(bounded(1, 0, 0, Infinity).dualLimit(0, 2)).toBe(1)
    expect(bounded(1, 0, 0, Infinity).dualLimit(0, -2)).toBe(Infinity)
    expect(bounded(1, 0, Infinity, 3).dualLimit(0, -2)).toBe(1)
    expect(bounded(1, 0, Infinity, 3).dualLimit(0, 2)).toBe(Infinity)
    expect(bounded(1, 2, Infinity, Infinity).dualLimit(0, 2)).toBe(Infinity)
  })

  it('what is at a bound but for rounding is at the bound', () => {
    const penalty = bounded(0, 1, 0.3, 0.1)
    expect(penalty.clip(0, 0.1 * (1 - 2 ** -53))).toBe(0.1)
    expect(penalty.clip(0, -0.30000000000000004)).toBe(-0.3)
    expect(penalty.clip(0, 0.09)).toBe(0.09)
    expect(bounded(0, 0, 0, Infinity).clip(0, 1e-300)).toBe(1e-300)
    expect(penalty.nextKink(0, 0.05, 1)).toBe(0.1)
    expect(penalty.nextKink(0, 0.05, -1)).toBe(-0.3)
    expect(bounded(1, 0, 1, 1).nextKink(0, 0.05, -1)).toBe(0)
    expect(bounded(1, 0, 1, 1).nextKink(0, -0.05, -1)).toBe(-1)
  })
})
