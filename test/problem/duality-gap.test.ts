/**
 * The certificate: whatever w, F(w) − min F ≤ gap ≤ F(w). The minimum comes from plain proximal gradient steps, which
 * share nothing with the solvers but the statement of the problem.
 */

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { ConstantColumn } from '../../src/design/constant-column'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { dualityGap, feasibleScale, gapAt as gapAtScale } from '../../src/problem/duality-gap'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import type { Loss } from '../../src/problem/loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { ShiftedLoss } from '../../src/problem/shifted-loss'
import { runSteps } from '../../src/support/steps'
import { randomProblem } from '../support/random-problem'

const { rows, y } = randomProblem({ n: 40, d: 4, seed: 21 })
const weights = Float64Array.from(rows, (_, i) => 0.2 + (i % 3) * 0.3)
const signs = Float64Array.from(y, label => (label === 'yes' ? 1 : -1))
const codes = Int32Array.from(rows, (_, i) => (y[i] === 'yes' ? 2 : i % 2))

/** Weights, and bounds of the features, if there are any; intercepts have none. */
type Weights = readonly [l1: number, l2: number, lower?: number, upper?: number]

const penalties: Record<string, Weights> = {
  l1: [1, 0],
  l2: [0, 1],
  'elastic net': [0.3, 0.7],
  none: [0, 0],
  'none, no coefficient below 0': [0, 0, 0, Infinity],
  'l1, no coefficient above 0': [1, 0, -Infinity, 0],
  'elastic net, all bounded': [0.3, 0.7, -0.1, 0.2],
}

/** @param intercept - its l1 and l2 weight; none without it */
function problemOf(loss: Loss, [l1, l2, lower, upper]: Weights, intercept: Weights | undefined): Problem {
  const features = toFittingDesign(rows)
  const design = intercept === undefined ? features : new ConstantColumn(features, 1)
  const perOutput = (weight: number, last: number | undefined) => [
    ...rows[0].map(() => weight),
    ...(last === undefined ? [] : [last]),
  ]
  const repeated = (weight: number, last: number | undefined) =>
    Float64Array.from(Array.from({ length: loss.outputs }, () => perOutput(weight, last)).flat())
  const [first, second] = [repeated(l1, intercept?.[0]), repeated(l2, intercept?.[1])]
  const penalty =
    lower === undefined || upper === undefined
      ? new SeparablePenalty(first, second)
      : new BoundedPenalty(
          first,
          second,
          repeated(lower, intercept && -Infinity),
          repeated(upper, intercept && Infinity),
        )
  return new Problem(design, loss, penalty)
}

/** F(w), ∂L/∂Z and ∂L/∂w. */
function pointAt(problem: Problem, w: Float64Array) {
  const z = new Float64Array(problem.predictorCount)
  const gradient = new Float64Array(problem.size)
  problem.predictorsInto(problem.all, w, z)
  const expansion = problem.loss.expandAt(z)
  const { value, residual } = expansion
  const objective = value + problem.penalty.value(w)
  problem.gradientInto(problem.all, residual, gradient)
  return { objective, residual, gradient, at: { w, z, expansion } }
}

/** By the logarithms of L*, or where the point is given, by the equality of Fenchel and Young where that serves. */
function gapAt(
  problem: Problem,
  { objective, residual, gradient, at }: ReturnType<typeof pointAt>,
  { pointIsKnown = false, enough = Infinity } = {},
): number {
  // As the residual of another point it is no less feasible.
  const other = { ...at, expansion: { ...at.expansion, residual: residual.slice() } }
  const gradientAt = (changed: Float64Array) => {
    const slopes = new Float64Array(problem.size)
    problem.gradientInto(problem.all, changed, slopes)
    return slopes
  }
  const candidate = { residual, gradient, gradientAt, at: pointIsKnown ? at : other }
  return runSteps(dualityGap(problem, objective, candidate, 'nearly free', enough))
}

/** Accelerated proximal gradient steps with restarts, until nothing moves. */
function minimise(problem: Problem): Float64Array {
  let w = new Float64Array(problem.size)
  let ahead = Float64Array.from(w)
  // Twice ¼ Σᵢ cᵢ ‖xᵢ‖² is above the largest curvature.
  const squares = rows.map(row => 1 + row.reduce((sum, x) => sum + x * x, 0))
  const h = 0.5 * squares.reduce((sum, square, i) => sum + weights[i] * square, 0)
  let momentum = 1
  for (let step = 0; step < 6000; step++) {
    const { gradient } = pointAt(problem, ahead)
    const next = ahead.map((v, q) => problem.penalty.prox(q, v, gradient[q], h))
    const restart = next.reduce((sum, v, q) => sum + (ahead[q] - v) * (v - w[q]), 0) > 0
    const faster = restart ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    ahead = next.map((v, q) => v + (restart ? 0 : (momentum - 1) / faster) * (v - w[q]))
    momentum = faster
    if (next.every((v, q) => v === w[q] && v === ahead[q])) return w
    w = next
  }
  return w
}

/** Shares: what the label leaves of 1 goes to the class 0, or to the one before. */
const left = Float64Array.from(rows, (_, i) => 0.1 * (i % 4))
const tilts = (outputs: number) => {
  const tilt = new Float64Array(outputs * rows.length)
  rows.forEach((_, i) => {
    const share = weights[i] * left[i]
    if (outputs === 1) tilt[i] = share * signs[i]
    else {
      tilt[codes[i] * rows.length + i] = share
      tilt[((codes[i] + 2) % 3) * rows.length + i] = -share
    }
  })
  return tilt
}

const losses: Record<string, () => Loss> = {
  logistic: () => new LogisticLoss(signs, weights),
  multinomial: () => new MultinomialLoss(3, codes, weights),
  'logistic, of shares,': () => new ShiftedLoss(new LogisticLoss(signs, weights), undefined, tilts(1)),
  'multinomial, of shares,': () =>
    new ShiftedLoss(new MultinomialLoss(3, codes, weights), undefined, tilts(3)),
}
const intercepts: Record<string, Weights | undefined | 'as the rest'> = {
  'no intercept': undefined,
  'a free intercept': [0, 0],
  'a penalised intercept': 'as the rest',
}

for (const [lossName, loss] of Object.entries(losses)) {
  for (const [penaltyName, penalty] of Object.entries(penalties)) {
    for (const [interceptName, kind] of Object.entries(intercepts)) {
      if (penaltyName.startsWith('none') && kind === 'as the rest') continue
      describe(`${lossName} loss, ${penaltyName}, ${interceptName}`, () => {
        const problem = problemOf(loss(), penalty, kind === 'as the rest' ? penalty : kind)
        /** A point near the optimum, within the bounds. */
        const near = (change: (v: number, q: number) => number) =>
          optimum.map((v, q) => problem.penalty.clip(q, change(v, q)))
        let optimum: Float64Array
        let minimum: number
        beforeAll(() => {
          optimum = minimise(problem)
          minimum = pointAt(problem, optimum).objective
        })

        it('the gap is 0 at the optimum', () => {
          const point = pointAt(problem, optimum)
          expect(gapAt(problem, point)).toBeLessThan(1e-11 * minimum)
        })

        it('the gap bounds how far F is above its minimum, and is at most F, at any point', () => {
          const spread = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
            minLength: problem.size,
            maxLength: problem.size,
          })
          fc.assert(
            fc.property(spread, fc.constantFrom(0, 1e-6, 1e-3, 0.1, 1, 10, 1e3), (move, size) => {
              const w = near((v, q) => v + size * move[q])
              const point = pointAt(problem, w)
              for (const gap of [gapAt(problem, point), gapAt(problem, point, { pointIsKnown: true })]) {
                expect(gap).toBeGreaterThanOrEqual((point.objective - minimum) * (1 - 1e-9) - 1e-11 * minimum)
                expect(gap).toBeLessThanOrEqual(point.objective)
              }
            }),
            { seed: 1 },
          )
        })

        it('the gap is the same where the point spares the logarithms, or that of R = 0 if it is too much', () => {
          for (const size of [0, 1e-6, 1e-3, 0.1, 1, 10]) {
            const w = near((v, q) => v + size * Math.cos(3 * q + 1))
            const point = pointAt(problem, w)
            const gap = gapAt(problem, point)
            const spared = gapAt(problem, point, { pointIsKnown: true })
            expect(Math.abs(spared - gap)).toBeLessThan(1e-11 * point.objective)
            for (const enough of [0.5 * gap, 0.99 * gap, 1.01 * gap + 1e-11, 2 * gap + 1e-11]) {
              const asked = gapAt(problem, point, { pointIsKnown: true, enough })
              if (gap < enough) expect(asked).toBe(spared)
              else expect([spared, point.objective - problem.loss.least]).toContain(asked)
            }
          }
        })

        it('the gap is small near the optimum', () => {
          const w = near((v, q) => v * (1 + 1e-6 * Math.cos(q)))
          expect(gapAt(problem, pointAt(problem, w))).toBeLessThan(1e-5 * minimum)
        })

        it('asking changes nothing', () => {
          const point = pointAt(problem, optimum)
          const before = structuredClone(point)
          gapAt(problem, point)
          expect(point).toEqual(before)
        })
      })
    }
  }
}

it('the gap is the objective itself when no better dual point is found', () => {
  // All rows on the wrong side, far out: the residual has no curvature left to be mended with.
  const design = new ConstantColumn(toFittingDesign([[1], [1], [1]]), 1)
  const loss = new LogisticLoss(Float64Array.of(1, 1, -1), Float64Array.of(1, 1, 1))
  const problem = new Problem(design, loss, new SeparablePenalty(Float64Array.of(1, 0), new Float64Array(2)))
  const z = Float64Array.of(-1e4, -1e4, -1e4)
  const gradient = new Float64Array(2)
  const expansion = loss.expandAt(z)
  const { value, residual } = expansion
  const objective = value + 1
  problem.gradientInto(problem.all, residual, gradient)
  const gap = gapAt(problem, {
    objective,
    residual,
    gradient,
    at: { w: Float64Array.of(0, -1e4), z, expansion },
  })
  expect(gap).toBeGreaterThan(0)
  expect(gap).toBeLessThanOrEqual(objective)
})

describe('the gap of shares', () => {
  const shares = [0.7, 0.6, 0.9]
  // The label 1 has the share, and two rows may have any predictors.
  const problemOfShares = (...columns: number[][]) => {
    const tilt = Float64Array.from(shares, share => 1 - share)
    const ones = new Float64Array(3).fill(1)
    const free = new Float64Array(columns[0].length)
    const loss = new ShiftedLoss(new LogisticLoss(ones, ones), undefined, tilt)
    return new Problem(toFittingDesign(columns), loss, new SeparablePenalty(free, free))
  }

  it('is 0 where the predictors can be any and the residual is 0', () => {
    const problem = problemOfShares([1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 2])
    const logits = shares.map(share => Math.log(share / (1 - share)))
    const gap = gapAt(problem, pointAt(problem, Float64Array.of(...logits, 0)))
    expect(gap).toBeLessThan(1e-15)
    const off = pointAt(problem, Float64Array.of(logits[0] + 0.1, logits[1], logits[2], 0))
    const entropy = -shares.reduce((sum, t) => sum + t * Math.log(t) + (1 - t) * Math.log(1 - t), 0)
    expect(gapAt(problem, off)).toBeCloseTo(off.objective - entropy, 14)
    expect(gapAt(problem, off, { pointIsKnown: true, enough: 1e-9 })).toBeCloseTo(off.objective - entropy, 14)
  })
})

describe('the parts of the gap', () => {
  // A lasso, a ridge, both, and a free coefficient.
  const penalty = new SeparablePenalty(Float64Array.of(1, 0, 2, 0), Float64Array.of(0, 2, 4, 0))

  it('R is scaled down to where no slope exceeds its l1 weight', () => {
    const scaleOf = (...gradient: number[]) => feasibleScale(penalty, Float64Array.from(gradient))
    expect(scaleOf(0, 0, 0, 0)).toBe(1)
    expect(scaleOf(1, 9, 9, 9)).toBe(1)
    expect(scaleOf(-4, 9, -9, 9)).toBe(1 / 4)
    const two = new SeparablePenalty(Float64Array.of(1, 3), new Float64Array(2))
    expect(feasibleScale(two, Float64Array.of(2, -12))).toBe(1 / 4)
    expect(feasibleScale(two, Float64Array.of(-8, 12))).toBe(1 / 8)
    const oneSided = new BoundedPenalty(
      Float64Array.of(1),
      new Float64Array(1),
      Float64Array.of(0),
      Float64Array.of(Infinity),
    )
    // Slopes that lead to the bound at 0 have no limit.
    expect([-2, 2].map(g => feasibleScale(oneSided, Float64Array.of(g)))).toEqual([1 / 2, 1])
  })

  it('it is F, the conjugate of the loss and that of the penalty at the scaled slopes', () => {
    const gradient = Float64Array.of(-1, 6, -10, 0)
    // (½ · 6)² / 4 and (½ · 10 − 2)² / 8
    expect(gapAtScale(penalty, 20, -12, 0.5, gradient)).toBe(20 - 12 + 9 / 4 + 9 / 8)
    expect(gapAtScale(penalty, 20, -19, 0, gradient)).toBe(1)
  })

  it('it is F at the most, 0 where rounding made it negative, and F where something else did', () => {
    const none = new Float64Array(4)
    expect(gapAtScale(penalty, 20, 3, 1, none)).toBe(20)
    expect(gapAtScale(penalty, 20, -20, 1, none)).toBe(0)
    expect(gapAtScale(penalty, 20, -20 * (1 + 1e-12), 1, none)).toBe(0)
    expect(gapAtScale(penalty, 20, -20 * (1 + 3e-12), 1, none)).toBe(20)
    expect(gapAtScale(penalty, 20, Number.NaN, 1, none)).toBe(20)
    expect(gapAtScale(penalty, 20, Infinity, 1, none)).toBe(20)
    // What is added and taken away again rounds by its own size.
    expect(gapAtScale(penalty, 1, -1 - 1e6 - 1e-7, 1, Float64Array.of(0, 2000, 0, 0))).toBe(0)
  })
})
