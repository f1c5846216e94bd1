/** Entries that screening does not compute belong to coefficients that are optimal at zero; the others are exact. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { Screening } from '../../src/solvers/screening'
import { naiveGradient, newtonProblem } from './newton-problem'

describe.each([1, 3])('%i outputs', outputs => {
  const made = newtonProblem({ n: 25, d: 1200, outputs, seed: 8 })
  // Columns of several scales, each with a bound of its scale.
  const scaleOf = (j: number) => [0.1, 1, 10, 1][j % 4]
  const rows = made.rows.map(row => row.map((x, j) => x * scaleOf(j)))
  const { loss, size } = made.problem
  const penalty = new SeparablePenalty(
    Float64Array.from({ length: size }, (_, q) => 9 * scaleOf(q % 1200)),
    new Float64Array(size),
  )
  const problem = new Problem(toFittingDesign(rows), loss, penalty)
  const residualAt = (k: number) => {
    const z = Float64Array.from({ length: problem.predictorCount }, (_, i) => 0.1 * k * Math.sin(i + k))
    return loss.expandAt(z).residual.slice()
  }
  const w = new Float64Array(size)
  w[3] = 1

  it('the gradient is exact wherever it could matter, and on the right side of the bound elsewhere', () => {
    const screening = new Screening()
    let screened = 0
    // Whoever asks keeps both and writes to them again.
    const [residual, gradient] = [new Float64Array(problem.predictorCount), new Float64Array(size)]
    for (let k = 0; k < 6; k++) {
      residual.set(residualAt(k))
      const exact = naiveGradient({ rows, problem }, residual)
      screening.gradientInto(problem, w, residual, gradient)
      for (let q = 0; q < size; q++) {
        if (Math.abs(gradient[q] - exact[q]) <= 1e-9) continue
        screened++
        expect(w[q]).toBe(0)
        expect(Math.abs(exact[q])).toBeLessThanOrEqual(penalty.l1[q])
        expect(Math.abs(gradient[q])).toBeLessThanOrEqual(penalty.l1[q])
      }
    }
    expect(screened).toBeGreaterThan(size)
  })

  it('a residual that only shrinks is known without a look', () => {
    const screening = new Screening()
    const residual = residualAt(2)
    const first = new Float64Array(size)
    screening.gradientInto(problem, w, residual, first)
    const half = new Float64Array(size)
    screening.gradientInto(
      problem,
      w,
      residual.map(r => r / 2),
      half,
    )
    for (let q = 0; q < size; q++) expect(Math.abs(half[q] - first[q] / 2)).toBeLessThan(1e-12)
  })

  it('residual and gradient are compared with as they were, whatever the caller has written to them since', () => {
    const residual = residualAt(2)
    const exact = naiveGradient({ rows, problem }, residual)
    // Twelve coefficients of each output are beyond their bounds, and inside them at half of the residual.
    const bounds = Float64Array.from(exact, (g, q) => Math.abs(g) * (q % 100 === 7 ? 0.9 : 1.1))
    const bounded = problem.withPenalty(new SeparablePenalty(bounds, new Float64Array(size)))
    const screening = new Screening()
    const [shrunk, gradient] = [new Float64Array(residual.length), new Float64Array(size)]
    for (const share of [1, 0.5, 1, 0.25, 1]) {
      shrunk.set(residual.map(r => share * r))
      screening.gradientInto(bounded, new Float64Array(size), shrunk, gradient)
      for (let q = 0; q < size; q++) expect(Math.abs(gradient[q] - share * exact[q])).toBeLessThan(1e-11)
    }
  })
})
