/** What rows gain along a way, on data small enough to see it. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { gainsAlong, separates } from '../../src/problem/gains'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { twoClasses } from '../support/separable'

/** One feature and a constant: the classes meet at 0. */
const line = [-2, -1, 1, 2].map(x => [x, 1])

describe('gains', () => {
  it('are the margins of the rows, those of weight 0 left out', () => {
    const problem = twoClasses(line, [-1, -1, 1, 1], { weights: [1, 1, 1, 0] })
    expect(gainsAlong(problem, Float64Array.of(3, 1))).toEqual({ least: 2, leastShare: 0, most: 5 })
    // Margins 6 and 3 on the wrong side, of rows (−2, 1) and (−1, 1), and the one of (1, 1).
    const leastShare = Math.min(-7 / (3 * Math.sqrt(5)), -4 / (3 * Math.sqrt(2)))
    expect(gainsAlong(problem, Float64Array.of(-3, 1))).toEqual({ least: -7, leastShare, most: 0 })
  })

  it('of several classes are leads over the others, the least and the largest', () => {
    const zeros = new Float64Array(3)
    const loss = new MultinomialLoss(3, Int32Array.of(0, 1, 2), new Float64Array(3).fill(1))
    const problem = new Problem(toFittingDesign([[1], [2], [-1]]), loss, new SeparablePenalty(zeros, zeros))
    // Predictors: (1, 3, −2), (2, 6, −4), (−1, −3, 2).
    expect(gainsAlong(problem, Float64Array.of(1, 3, -2))).toEqual({
      least: -2,
      leastShare: -2 / 3,
      most: 10,
    })
  })

  it('of one row do not make up for what others lose', () => {
    const problem = twoClasses(
      [0.01, 0.02, -0.01, 5e6].map(x => [x, 1]),
      [1, -1, -1, 1],
    )
    const v = Float64Array.of(1, 0)
    expect(gainsAlong(problem, v)).toMatchObject({ least: -0.02, most: 5e6 })
    expect(separates(gainsAlong(problem, v))).toBe(false)
    const withoutLosses = twoClasses(
      [0.01, 5e6].map(x => [x, 1]),
      [1, 1],
    )
    expect(separates(gainsAlong(withoutLosses, v))).toBe(true)
    expect(separates(gainsAlong(problem, Float64Array.of(0, 0)))).toBe(false)
  })

  it('separate where one row gains and none loses, but for rounding', () => {
    const leastShare = 0
    expect(separates({ least: 1, leastShare, most: 2 })).toBe(true)
    expect(separates({ least: 0, leastShare, most: 2 })).toBe(true)
    expect(separates({ least: -1e-9, leastShare: -1e-9, most: 2 })).toBe(true)
    expect(separates({ least: -2e-8, leastShare: -1e-9, most: 1 })).toBe(false)
    expect(separates({ least: -1e-6, leastShare: -1e-9, most: 1e3 })).toBe(true)
    expect(separates({ least: -1e-6, leastShare: -2e-8, most: 1e3 })).toBe(false)
    expect(separates({ least: 0, leastShare, most: 0 })).toBe(false)
    expect(separates({ least: 1, leastShare, most: Infinity })).toBe(false)
  })
})
