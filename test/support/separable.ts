/** Small problems whose classes some coefficients may separate. */

import { toFittingDesign } from '../../src/data/to-design'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'

/** Two classes; the coefficients with an l1 weight of 0 are free, unless they are bounded. */
export function twoClasses(
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

/** Labels 0, 1, …; no penalty. */
export function manyClasses(rows: number[][], labels: number[]): Problem {
  const outputs = Math.max(...labels) + 1
  const zeros = new Float64Array(rows[0].length * outputs)
  const loss = new MultinomialLoss(outputs, Int32Array.from(labels), new Float64Array(rows.length).fill(1))
  return new Problem(toFittingDesign(rows), loss, new SeparablePenalty(zeros, zeros))
}
