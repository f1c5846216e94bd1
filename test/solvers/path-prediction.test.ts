import { describe, expect, it } from 'vitest'
import { SeparablePenalty } from '../../src/problem/penalty'
import { PathPrediction } from '../../src/solvers/path-prediction'

/** λ times: an l1 penalty, an l2 penalty, none, and an l1 penalty. */
const penaltyAt = (lambda: number) =>
  new SeparablePenalty(Float64Array.of(lambda, 0, 0, lambda), Float64Array.of(0, lambda, 0, 0))
const point = (lambda: number) => Float64Array.of(5 - lambda, 2 * lambda - 6, 1 + lambda, 0)

describe('the prediction of the next model of a path', () => {
  it('continues a straight line in λ', () => {
    const prediction = new PathPrediction(penaltyAt(4))
    expect(prediction.next(point(4), penaltyAt(3))).toEqual(new Float64Array(4))
    const changes = prediction.next(point(3), penaltyAt(1.5))
    expect(changes.map((change, q) => point(3)[q] + change)).toEqual(point(1.5))
    const further = prediction.next(point(1.5), penaltyAt(1.25))
    expect(further.map((change, q) => point(1.5)[q] + change)).toEqual(point(1.25))
  })

  it('takes a coefficient with an l1 penalty to be zero where the line would change its sign, and only such a one', () => {
    const prediction = new PathPrediction(penaltyAt(3))
    prediction.next(Float64Array.of(2, 2, 2, 1), penaltyAt(2))
    const w = Float64Array.of(0.5, 0.5, 0.5, 0)
    expect(prediction.next(w, penaltyAt(1))).toEqual(Float64Array.of(-0.5, -1.5, -1.5, -0))
  })

  it('expects no change after a turn, or from a step much longer than the last', () => {
    const turning = new PathPrediction(penaltyAt(4))
    turning.next(point(4), penaltyAt(3))
    expect(turning.next(point(3), penaltyAt(4))).toEqual(new Float64Array(4))
    const leaping = new PathPrediction(penaltyAt(4))
    leaping.next(point(4), penaltyAt(3.5))
    expect(leaping.next(point(3.5), penaltyAt(1))).toEqual(new Float64Array(4))
  })
})
