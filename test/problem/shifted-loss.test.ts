/** A loss with an offset and a tilt: that of shares of the classes, known up to what is known beforehand. */

import { describe, expect, it } from 'vitest'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import type { Loss } from '../../src/problem/loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { ShiftedLoss } from '../../src/problem/shifted-loss'

const weights = Float64Array.of(1, 0.5, 2, 1.5)
const rows = weights.length
const wave = (length: number, phase: number) =>
  Float64Array.from({ length }, (_, p) => 1.5 * Math.sin(3 * p + phase))
const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, x, p) => sum + x * v[p], 0)

/** Shares of the classes 1 and −1, or of three; the largest is that of the label. */
const cases = {
  'two classes': {
    base: new LogisticLoss(Float64Array.of(1, -1, 1, -1), weights),
    shares: [
      [0.7, 0.3],
      [0.4, 0.6],
      [1, 0],
      [0, 1],
    ],
    // c (1 − t) z where the label is 1, −c t z where it is −1
    tilt: Float64Array.of(1 * 0.3, -0.5 * 0.4, 0, 0),
    predictorsOf: (z: Float64Array, i: number) => [z[i], 0],
  },
  'three classes': {
    base: new MultinomialLoss(3, Int32Array.of(0, 1, 2, 1), weights),
    shares: [
      [0.5, 0.3, 0.2],
      [0, 1, 0],
      [0.4, 0, 0.6],
      [0.1, 0.6, 0.3],
    ],
    // c ([a = y] − tₐ), output by output
    tilt: Float64Array.of(0.5, 0, -0.8, -0.15, -0.3, 0, 0, 0.6, -0.2, 0, 0.8, -0.45),
    predictorsOf: (z: Float64Array, i: number) => [z[i], z[rows + i], z[2 * rows + i]],
  },
}

for (const [name, { base, shares, tilt, predictorsOf }] of Object.entries(cases)) {
  describe(name, () => {
    const size = base.outputs * rows
    const offset = wave(size, 2)
    const loss: Loss = new ShiftedLoss(base, offset, tilt)
    const z = wave(size, 1)

    it('is the cross-entropy of the shares at Z + O', () => {
      const m = z.map((value, p) => value + offset[p])
      let expected = 0
      shares.forEach((row, i) => {
        const predictors = predictorsOf(m, i)
        const logSum = Math.log(predictors.reduce((sum, value) => sum + Math.exp(value), 0))
        row.forEach((t, a) => {
          expected += weights[i] * t * (logSum - predictors[a])
        })
      })
      expect(loss.value(z)).toBeCloseTo(expected, 13)
      expect(loss.expandAt(z).value).toBeCloseTo(expected, 13)
      expect([loss.rows, loss.outputs, loss.weights]).toEqual([rows, base.outputs, weights])
    })

    it('is nowhere below the entropy of the shares, which its predictors lead to', () => {
      let entropy = 0
      shares.forEach((row, i) => {
        for (const t of row) if (t > 0) entropy -= weights[i] * t * Math.log(t)
      })
      expect(loss.least).toBeCloseTo(entropy, 14)
      expect(new ShiftedLoss(base, undefined, tilt).least).toBe(loss.least)
      expect(new ShiftedLoss(base, offset, undefined).least).toBe(0)
    })

    it('has the residual and the curvature that differences give', () => {
      const expansion = loss.expandAt(z, loss.expandAt(wave(size, 5)))
      const h = 1e-5
      const move = wave(size, 3)
      const along = (t: number) => z.map((value, p) => value + t * move[p])
      const slope = (loss.value(along(h)) - loss.value(along(-h))) / (2 * h)
      expect(dot(expansion.residual, move)).toBeCloseTo(slope, 8)
      const product = new Float64Array(size)
      expansion.curvatureTimesInto(move, product)
      const [up, down] = [loss.expandAt(along(h)).residual, loss.expandAt(along(-h)).residual]
      product.forEach((value, p) => {
        expect(value).toBeCloseTo((up[p] - down[p]) / (2 * h), 8)
      })
      const d = new Float64Array(rows)
      expansion.curvatureInto(0, 0, d)
      const unit = Float64Array.from({ length: size }, (_, p) => (p < rows ? 1 : 0))
      expansion.curvatureTimesInto(unit, product)
      d.forEach((value, i) => {
        expect(value).toBeCloseTo(product[i], 14)
      })
    })

    it('attains Fenchel–Young at its residual, and keeps it elsewhere', () => {
      const { value, residual } = loss.expandAt(z)
      expect(value + loss.conjugate(residual)).toBeCloseTo(dot(residual, z), 12)
      const other = loss.expandAt(wave(size, 4)).residual
      expect(value + loss.conjugate(other)).toBeGreaterThan(dot(other, z) + 1e-3)
    })

    it('knows curvature and predictors of a residual', () => {
      const expansion = loss.expandAt(z)
      const back = wave(size, 6)
      const [exact, product] = [new Float64Array(size), new Float64Array(size)]
      expansion.curvatureTimesInto(back, exact)
      loss.curvatureAt(expansion.residual).curvatureTimesInto(back, product)
      product.forEach((value, p) => {
        expect(value).toBeCloseTo(exact[p], 12)
      })
      const residual = expansion.residual.slice()
      loss.moveResidual(residual, back)
      const there = loss.expandAt(z.map((value, p) => value - back[p])).residual
      residual.forEach((value, p) => {
        expect(value).toBeCloseTo(there[p], 12)
      })
    })

    it('takes rows outside the domain from a residual inside', () => {
      const inside = loss.expandAt(z).residual
      const residual = inside.map((value, p) => (p % rows === 0 ? value - 10 : value))
      expect(loss.conjugate(residual)).toBe(Infinity)
      loss.projectIntoDomain(residual, inside)
      residual.forEach((value, p) => {
        expect(value).toBeCloseTo(inside[p], 14)
      })
    })

    it('without offset and tilt is the loss itself', () => {
      const same = new ShiftedLoss(base, undefined, undefined)
      expect(same.value(z)).toBe(base.value(z))
      expect(same.expandAt(z).residual).toEqual(base.expandAt(z).residual)
      for (let i = 0; i < rows; i++) {
        expect(same.leastGain(i, z)).toBe(base.leastGain(i, z))
        expect(same.mostGain(i, z)).toBe(base.mostGain(i, z))
      }
    })
  })
}

describe('a row with shares in several classes', () => {
  it('of two gains by no way, and loses by all that tell them apart', () => {
    const { base, tilt } = cases['two classes']
    const loss = new ShiftedLoss(base, undefined, tilt)
    const z = (value: number) => Float64Array.of(2, -3, 2, value)
    expect([2, -3, 2, -3].map((value, i) => loss.leastGain(i, z(value)))).toEqual([-2, -3, 2, 3])
    expect([2, -3, 2, -3].map((value, i) => loss.mostGain(i, z(value)))).toEqual([-2, -3, 2, 3])
  })

  it('of three loses by what favours one of its classes, or a class that it has no share in', () => {
    const { base, tilt } = cases['three classes']
    const loss = new ShiftedLoss(base, undefined, tilt)
    // Row 2 has shares in the classes 0 and 2, row 1 in class 1 alone.
    const gainsOf = (i: number, predictors: readonly number[]) =>
      loss.leastGain(
        i,
        Float64Array.from({ length: 12 }, (_, p) => predictors[Math.floor(p / rows)]),
      )
    const most = (predictors: readonly number[]) =>
      loss.mostGain(
        2,
        Float64Array.from({ length: 12 }, (_, p) => predictors[Math.floor(p / rows)]),
      )
    expect(most([3, 1, 3])).toBe(2)
    expect(gainsOf(2, [3, 1, 3])).toBe(0)
    expect(gainsOf(2, [3, 1, 2])).toBe(-1)
    expect(gainsOf(2, [3, 5, 3])).toBe(-2)
    expect(gainsOf(1, [3, 5, 1])).toBe(2)
  })
})
