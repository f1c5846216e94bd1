/** Which pairs of a row and a class have gone apart, on predictors that tell. */

import { expect, it } from 'vitest'
import { CompetingPairs } from '../../src/problem/competing-pairs'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'

const ones = (n: number) => new Float64Array(n).fill(1)

it('of two classes, those whose predictor is far from 0; they have next to no curvature', () => {
  const loss = new LogisticLoss(Float64Array.of(1, -1, 1, 1), ones(4))
  const pairs = new CompetingPairs(Float64Array.of(9, -20, 7, -0.5), loss)
  expect(pairs.someApart).toBe(true)
  const d = new Float64Array(4)
  loss.expandAt(pairs.predictors(0)).curvatureInto(0, 0, d)
  expect(d).toEqual(Float64Array.of(0, 0, 0.25, 0.25))
  loss.expandAt(pairs.predictors(1e-6)).curvatureInto(0, 0, d)
  expect(d[0]).toBeCloseTo(1e-6 / 81, 12)
  expect(d[1]).toBeCloseTo(1e-6 / 400, 12)
})

it('of several, those that the likeliest class of the row leads by much', () => {
  const loss = new MultinomialLoss(3, Int32Array.of(0, 2), ones(2))
  // Row 0: 0, −30, −1. Row 1: −12, 5, 4.
  const pairs = new CompetingPairs(Float64Array.of(0, -12, -30, 5, -1, 4), loss)
  const z = pairs.predictors(0)
  expect([z[0], z[3], z[4], z[5]]).toEqual([0, 0, 0, 0])
  expect(Math.max(z[1], z[2])).toBeLessThan(-900)
})

it('those that are not led any more compete', () => {
  const loss = new LogisticLoss(Float64Array.of(1, -1, 1), ones(3))
  const pairs = new CompetingPairs(Float64Array.of(9, -20, -7), loss)
  expect(pairs.addThoseNotLed(Float64Array.of(1, -1, 5))).toBe(false)
  expect(pairs.addThoseNotLed(Float64Array.of(1, 0, 5))).toBe(true)
  expect(pairs.someApart).toBe(true)
  expect(pairs.addThoseNotLed(Float64Array.of(-1, -1, 5))).toBe(true)
  expect(pairs.someApart).toBe(false)
})
