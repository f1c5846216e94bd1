/** Directions along which the loss falls for ever, on data small enough to see them. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { Recession } from '../../src/problem/recession'
import { drain } from '../../src/support/steps'
import { twoClasses } from '../support/separable'

const isSeen = (problem: Problem, ...points: number[][]) => {
  const recession = new Recession(problem)
  return points.map(w => drain(recession.isSeenFrom(Float64Array.from(w), true))).at(-1)
}

/** One feature and a constant: the classes meet at 0. */
const line = [-2, -1, 1, 2].map(x => [x, 1])

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
    const lookAt = (closely: boolean, ...points: number[][]) => {
      const recession = new Recession(problem)
      return points.map(w => drain(recession.isSeenFrom(Float64Array.from(w), closely)))
    }
    expect(lookAt(false, [19, -19.2], [20, -20.1])).toEqual([false, false])
    expect(lookAt(true, [19, -19.2], [20, -20.1])).toEqual([false, true])
    // Where nothing goes apart any more, it is not worth its price.
    expect(lookAt(true, [20, -20.1], [20.01, -20.1])).toEqual([false, false])
    // What was seen once is known.
    expect(lookAt(true, [19, -19.2], [20, -20.1], [0, 0.5])).toEqual([false, true, true])
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
