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

    it('knows the classes that a row has a share in', () => {
      for (const [i, own] of shares.entries()) {
        // Of two classes the first in `shares` is the one of a growing predictor.
        const inOrder = own.length === 2 ? [...own].reverse() : own
        expect(inOrder.map((_, k) => loss.hasShare(i, k))).toEqual(inOrder.map(share => share > 0))
      }
    })

    it('without offset and tilt is the loss itself', () => {
      const same = new ShiftedLoss(base, undefined, undefined)
      expect(same.value(z)).toBe(base.value(z))
      expect(same.expandAt(z).residual).toEqual(base.expandAt(z).residual)
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < 3; k++) expect(same.hasShare(i, k)).toBe(base.hasShare(i, k))
      }
    })
  })
}
