/** Directions along which the loss falls for ever, on data small enough to see them. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { type Closeness, gainsAlong, Recession, separates } from '../../src/problem/recession'
import { drain } from '../../src/support/steps'

/** Two classes; the coefficients with an l1 weight of 0 are free, unless they are bounded. */
function twoClasses(
  rows: number[][],
  signs: number[],
  { l1 = rows[0].map(() => 0), weights = signs.map(() => 1), lower = [] as number[] } = {},
): Problem {
  const [first, second] = [Float64Array.from(l1), new Float64Array(l1.length)]
  const penalty =
    lower.length === 0
      ? new SeparablePenalty(first, second)
      : new BoundedPenalty(
          first,
          second,
          Float64Array.from(lower),
          new Float64Array(l1.length).fill(Infinity),
        )
  const loss = new LogisticLoss(Float64Array.from(signs), Float64Array.from(weights))
  return new Problem(toFittingDesign(rows), loss, penalty)
}

const isSeen = (problem: Problem, ...points: number[][]) => {
  const recession = new Recession(problem)
  return points.map(w => drain(recession.isSeenFrom(Float64Array.from(w), 'now'))).at(-1)
}

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

describe('no minimum is seen', () => {
  it('from coefficients that classify all rows', () => {
    expect(isSeen(twoClasses(line, [-1, -1, 1, 1]), [1, 0.5])).toBe(true)
  })

  it('from the last step where some rows are separated only', () => {
    // At x = 1 are both classes, which have their minimum where the predictor there is 0.
    const problem = twoClasses(
      [1, -1, 1, 2].map(x => [x, 1]),
      [-1, -1, 1, 1],
    )
    expect(isSeen(problem, [1, 0])).toBe(false)
    expect(isSeen(problem, [1, 0], [2, -1])).toBe(true)
    // A point that has not moved since has no step of its own.
    expect(isSeen(problem, [1, 0], [2, -1], [2, -1])).toBe(true)
  })

  it('from a way that is off by what moves the rows that compete, only when looked at closely', () => {
    const problem = twoClasses(
      [1, -1, 1, 2].map(x => [x, 1]),
      [-1, -1, 1, 1],
    )
    const lookAt = (closely: Closeness, ...points: number[][]) => {
      const recession = new Recession(problem)
      return points.map(w => drain(recession.isSeenFrom(Float64Array.from(w), closely)))
    }
    expect(lookAt('not', [19, -19.2], [20, -20.1])).toEqual([false, false])
    expect(lookAt('now', [19, -19.2], [20, -20.1])).toEqual([false, true])
    // Where nothing goes apart any more, it is not worth its price.
    expect(lookAt('now', [20, -20.1], [20.01, -20.1])).toEqual([false, false])
    // What was seen once is known.
    expect(lookAt('seldom', [19, -19.2], [20, -20.1], [0, 0.5])).toEqual([false, true, true])
  })

  it('where pairs go apart at several speeds, though each step leads some back', () => {
    // The first feature tells the third class from the others, the second some rows of these two from each other.
    const rows = [
      [1, 0.5, 1],
      [1, -0.5, 1],
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
      [0, 1, 1],
      [0, -1, 1],
    ]
    const loss = new MultinomialLoss(3, Int32Array.of(2, 2, 0, 0, 1, 0, 1), new Float64Array(7).fill(1))
    const zeros = new Float64Array(9)
    const problem = new Problem(toFittingDesign(rows), loss, new SeparablePenalty(zeros, zeros))
    const at = (apart: number, speed: number) => [
      -apart,
      speed,
      0.35,
      -apart,
      -speed,
      -0.35,
      2 * apart,
      0,
      -20,
    ]
    const recession = new Recession(problem)
    const look = (w: number[]) => drain(recession.isSeenFrom(Float64Array.from(w), 'seldom'))
    expect(drain(new Recession(problem).isSeenFrom(Float64Array.from(at(90, 10)), 'not'))).toBe(false)
    expect([look(at(100, 9)), look(at(90, 10))]).toEqual([false, true])
  })

  it('not from a step that is a little off where no way is near', () => {
    // The rows at 0 and beside it are on the wrong sides of each other.
    const problem = twoClasses(
      [-2, 5e-4, 0, 1].map(x => [x, 1]),
      [-1, -1, 1, 1],
    )
    expect(isSeen(problem, [1, 0], [2, 0])).toBe(false)
  })

  it('where only what is not penalised separates', () => {
    const rows = line.map(([x]) => [x, 0.3 * x])
    expect(isSeen(twoClasses(rows, [-1, -1, 1, 1], { l1: [1, 0] }), [0, 1])).toBe(true)
    expect(isSeen(twoClasses(line, [-1, -1, 1, 1], { l1: [1, 0] }), [3, 0])).toBe(false)
    expect(isSeen(twoClasses(line, [-1, -1, 1, 1], { l1: [1, 1] }), [3, 0])).toBe(false)
  })

  it('where a class is left behind by two that stay together', () => {
    const zeros = new Float64Array(3)
    // The feature is 1 in rows of the classes 0 and 1 alone, as good a sign of one as of the other.
    const loss = new MultinomialLoss(3, Int32Array.of(0, 1, 2, 0, 1), new Float64Array(5).fill(1))
    const design = toFittingDesign([[1], [1], [0], [0], [0]])
    const problem = new Problem(design, loss, new SeparablePenalty(zeros, zeros))
    expect(isSeen(problem, [0.5, 0.5, -1])).toBe(true)
    expect(isSeen(problem, [0.5, 0.4, -1])).toBe(false)
    expect(isSeen(problem, [-0.5, -0.5, 1])).toBe(false)
  })

  it('where no bound is in the way', () => {
    expect(isSeen(twoClasses(line, [-1, -1, 1, 1], { lower: [0, 0] }), [1, 0])).toBe(true)
    expect(isSeen(twoClasses(line, [1, 1, -1, -1], { lower: [0, 0] }), [-1, 0])).toBe(false)
    // What leads to a bound is not counted on.
    expect(isSeen(twoClasses(line, [-1, -1, 1, 1], { lower: [-2, -2] }), [1, -0.5])).toBe(true)
  })

  it('on data with a minimum never', () => {
    const problem = twoClasses(line, [-1, 1, -1, 1])
    expect(isSeen(problem, [0.5, 0], [1, 0], [0.8, 0.1])).toBe(false)
    expect(isSeen(problem, [0, 0])).toBe(false)
  })
})
