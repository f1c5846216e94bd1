/** The curvature that a step explains, where it can hardly be told. */

import { describe, expect, it } from 'vitest'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { secantAlong, withSecant } from '../../src/problem/secant-curvature'

/** Rows that are ever more certain of their class, and a move that hardly changes what their residual is. */
const predictors = Float64Array.from({ length: 60 }, (_, i) => 690 + i)

it('is finite where residuals all but vanish', () => {
  const rows = predictors.length
  const ones = new Float64Array(rows).fill(1)
  const losses = [
    { loss: new LogisticLoss(ones, ones), z: predictors, move: ones.map(() => 2) },
    {
      loss: new MultinomialLoss(2, new Int32Array(rows), ones),
      z: Float64Array.from([...predictors, ...ones]),
      move: Float64Array.from([...ones.map(() => 2), ...ones.map(() => 0)]),
    },
  ]
  for (const { loss, z, move } of losses) {
    const here = loss.expandAt(z)
    const stiff = withSecant(here, secantAlong(loss, z, here.residual, move))
    const out = new Float64Array(z.length)
    stiff.curvatureTimesInto(move, out)
    expect(out.every(Number.isFinite)).toBe(true)
    const d = new Float64Array(rows)
    for (let k = 0; k < loss.outputs; k++) {
      stiff.curvatureInto(k, k, d)
      expect(d.every(value => value >= 0 && value < Infinity)).toBe(true)
    }
  }
})

describe('on few rows', () => {
  const ones = Float64Array.of(1, 1)
  const sigma = (t: number) => 1 / (1 + Math.exp(-t))

  it('one output: a row that goes far has its mean curvature on the way at least, another its own', () => {
    // The first goes from 3 to −1, the second by less than 1, the third from 0 on, where curvature falls.
    const three = new LogisticLoss(Float64Array.of(1, 1, 1), Float64Array.of(1, 1, 1))
    const z = Float64Array.of(3, 3, 0)
    const move = Float64Array.of(-4, -0.99, 4)
    const here = three.expandAt(z)
    const stiff = withSecant(here, secantAlong(three, z, here.residual, move))
    const expected = [
      (sigma(1) - sigma(-3)) / 4,
      sigma(3) * sigma(-3),
      0.25, // above (σ(4) − ½) / 4
    ]
    const d = new Float64Array(3)
    stiff.curvatureInto(0, 0, d)
    const v = Float64Array.of(-2, 5, 7)
    const out = new Float64Array(3)
    stiff.curvatureTimesInto(v, out)
    expected.forEach((h, i) => {
      expect(d[i]).toBeCloseTo(h, 14)
      expect(out[i]).toBeCloseTo(h * v[i], 13)
    })
    const part = new Float64Array(3).fill(9)
    stiff.curvatureTimesInto(v, part, { start: 0, end: 1 })
    expect(Array.from(part)).toEqual([out[0], 9, 9])
    expect(stiff.value).toBe(here.value)
    expect(stiff.residual).toBe(here.residual)
  })

  it('several outputs: the change of the residual is added along the move, and nothing at right angles to it', () => {
    const loss = new MultinomialLoss(3, Int32Array.of(0, 2), ones)
    const z = Float64Array.of(3, 1, -1, 0.5, 0, 0)
    // The first row goes far, the second does not.
    const move = Float64Array.of(-4, 0.5, 2, 0.2, 1, -0.3)
    const here = loss.expandAt(z)
    const secant = secantAlong(loss, z, here.residual, move)
    const stiff = withSecant(here, secant)
    const change = loss
      .expandAt(z.map((value, p) => value + move[p]))
      .residual.map((r, p) => r - here.residual[p])
    const along = change[0] * move[0] + change[2] * move[2] + change[4] * move[4]
    expect(secant.inverse[0]).toBeCloseTo(1 / along, 12)
    expect(secant.inverse[1]).toBe(0)
    const [before, after] = [new Float64Array(6), new Float64Array(6)]
    here.curvatureTimesInto(move, before)
    stiff.curvatureTimesInto(move, after)
    for (let p = 0; p < 6; p++) {
      expect(after[p]).toBeCloseTo(before[p] + (p % 2 === 0 ? change[p] : 0), 13)
    }
    const [own, d] = [new Float64Array(2), new Float64Array(2)]
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        here.curvatureInto(a, b, own)
        stiff.curvatureInto(a, b, d)
        expect(d[0]).toBeCloseTo(own[0] + (change[2 * a] * change[2 * b]) / along, 13)
        expect(d[1]).toBe(own[1])
      }
    }
  })

  it('a move of 1 is far, and one that changes nothing adds nothing', () => {
    const loss = new LogisticLoss(ones, ones)
    const z = Float64Array.of(-2, -2)
    const here = loss.expandAt(z)
    expect(secantAlong(loss, z, here.residual, Float64Array.of(1, 0.999)).inverse[0]).toBeGreaterThan(0)
    expect(secantAlong(loss, z, here.residual, Float64Array.of(1, 0.999)).inverse[1]).toBe(0)
    const flat = secantAlong(loss, z, loss.expandAt(z.map(v => v + 2)).residual, Float64Array.of(2, 2))
    expect(Array.from(flat.inverse)).toEqual([0, 0])
  })
})
