/** Linear predictors of coefficients that something is claimed of: with all their digits. */

import { expect, test } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'

test('what classes have in common takes no digits of their differences', () => {
  const rows = [
    [3.7, -0.1],
    [1.3, 0.7],
    [-2.9, 1.1],
  ]
  const zeros = new Float64Array(6)
  const loss = new MultinomialLoss(3, Int32Array.of(0, 1, 2), new Float64Array(3).fill(1))
  const problem = new Problem(toFittingDesign(rows), loss, new SeparablePenalty(zeros, zeros))
  // Of class a the coefficients are 2³⁰ and a more, 2³⁰ and a / 2 less, without rounding.
  const w = Float64Array.from({ length: 6 }, (_, q) => {
    const a = Math.floor(q / 2)
    return 2 ** 30 + (q % 2 === 0 ? a : -a / 2)
  })
  const z = new Float64Array(9)
  problem.predictorsAt(w, z)
  rows.forEach(([first, second], i) => {
    for (const a of [1, 2]) {
      const difference = a * first - (a / 2) * second
      expect(Math.abs(z[3 * a + i] - z[i] - difference)).toBeLessThanOrEqual(4e-16 * Math.abs(difference))
    }
  })
})
