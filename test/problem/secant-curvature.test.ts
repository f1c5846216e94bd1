/** The curvature that a step explains, where it can hardly be told. */

import { expect, it } from 'vitest'
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
