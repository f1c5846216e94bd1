/** How a fit by Newton steps ends, and what it has learnt of its steps by then. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import type { Curvature } from '../../src/problem/loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { ShiftedLoss } from '../../src/problem/shifted-loss'
import { GramDescent } from '../../src/solvers/gram-descent'
import { Iterate } from '../../src/solvers/iterate'
import { newton, Patience } from '../../src/solvers/newton'
import { nextDamping } from '../../src/solvers/next-damping'
import {
  type Direction,
  type QuadraticModel,
  type QuadraticSolver,
  violationAtStart,
} from '../../src/solvers/quadratic'
import { createSolver } from '../../src/solvers/solve'
import { drain, runSteps } from '../../src/support/steps'
import { newtonProblem } from './newton-problem'

const primal = ['newton-cd', 'newton-cd-gram', 'newton-cg'] as const

describe.each(primal)('%s', name => {
  const { problem } = newtonProblem({ n: 60, d: 5, seed: 2, l2: 0.3 })
  const minimize = (of: Problem, rule: object, start?: Float64Array) =>
    drain(createSolver(name, { tol: 1e-8, maxIter: 100, seed: 0, ...rule }).minimize(of, start))
  const exact = minimize(problem, { tol: 1e-13 })

  it('has converged when slopes and gap are within the tolerance', () => {
    for (const tol of [0.5, 1e-2, 1e-5, 1e-8]) {
      const { w, ending, objective, dualityGap } = minimize(problem, { tol })
      expect(ending).toBe('converged')
      expect(objective).toBeCloseTo(problem.value(w), 12)
      expect(dualityGap).toBeLessThanOrEqual(tol * objective)
      expect(dualityGap).toBeGreaterThanOrEqual(objective - exact.objective - 1e-12)
      const at = new Iterate(problem, w)
      at.updateGradient(problem.all)
      expect(at.violation(problem.all)).toBeLessThanOrEqual(tol * at.nullViolation())
    }
  })

  it('ends by the number of its steps, each reported once, with a gap that holds', () => {
    for (const maxIter of [1, 2, 3]) {
      const reported: number[] = []
      const solver = createSolver(name, { tol: 1e-14, maxIter, seed: 0 })
      const { ending, iterations, objective, dualityGap } = runSteps(solver.minimize(problem), {
        onIteration: ({ iteration }) => reported.push(iteration),
      })
      expect([ending, iterations]).toEqual(['iterations', maxIter])
      expect(reported).toEqual(Array.from({ length: maxIter }, (_, k) => k + 1))
      expect(objective - exact.objective).toBeGreaterThan(1e-10)
      expect(dualityGap).toBeGreaterThanOrEqual(objective - exact.objective)
    }
  })

  it('ends where rounding allows no better point, which only a gap of 0 would prove to a tolerance of 0', () => {
    const { ending, iterations, objective, dualityGap } = minimize(problem, { tol: 0, maxIter: 1000 })
    expect(ending).toBe(dualityGap === 0 ? 'converged' : 'rounding')
    expect(iterations).toBeLessThan(50)
    expect(objective - exact.objective).toBeLessThan(1e-13 * objective)
    expect(dualityGap).toBeLessThan(1e-9 * objective)
  })

  it('ends where the classes are seen to be separated, with all of F for a gap', () => {
    const zeros = new Float64Array(2)
    const rows = [-2, -1, 1, 2].map(x => [x, 1])
    const loss = new LogisticLoss(Float64Array.of(-1, -1, 1, 1), Float64Array.of(1, 1, 1, 1))
    const separable = new Problem(toFittingDesign(rows), loss, new SeparablePenalty(zeros, zeros))
    const { w, ending, iterations, objective, dualityGap } = minimize(separable, {})
    expect(ending).toBe('separated')
    expect(iterations).toBeLessThan(10)
    expect(dualityGap).toBe(objective)
    rows.forEach(([x], i) => {
      expect(loss.signs[i] * (w[0] * x + w[1])).toBeGreaterThan(0)
    })
  })
})

describe('the outer loop', () => {
  const { problem } = newtonProblem({ n: 60, d: 8, seed: 2, l1: 0.5, l2: 0.1 })
  const minimum = drain(
    createSolver('newton-cd-gram', { tol: 1e-13, maxIter: 100, seed: 0 }).minimize(problem),
  )

  /** The same problem with F so many times as large. */
  function weighted({ design, loss, penalty }: Problem, weight: number): Problem {
    const ones = new Float64Array(loss.rows).fill(1)
    const signs = ones.map((_, i) => (loss.hasShare(i, 1) ? 1 : -1))
    const times = (values: Float64Array) => values.map(v => weight * v)
    return new Problem(
      design,
      new LogisticLoss(signs, times(loss.weights)),
      new SeparablePenalty(times(penalty.l1), times(penalty.l2)),
    )
  }

  /** A way to solve models that does what it is told, and remembers what it was asked. */
  function told(direction: (model: QuadraticModel) => Partial<Direction>) {
    const asked: QuadraticModel[] = []
    const quadratic: QuadraticSolver = {
      *solve(model) {
        yield
        asked.push(model)
        const none = {
          delta: new Float64Array(model.start.length),
          z: new Float64Array(problem.predictorCount),
          residualChange: new Float64Array(problem.predictorCount),
          exact: true,
        }
        return { ...none, ...direction(model) }
      },
    }
    return { asked, quadratic }
  }

  /** Exact solutions, remembered. */
  function watched() {
    const asked: QuadraticModel[] = []
    const gram = new GramDescent()
    const quadratic: QuadraticSolver = {
      solve: model => {
        asked.push(model)
        return gram.solve(model)
      },
    }
    return { asked, quadratic }
  }

  it('has models solved to a tenth of their violation, and to its square near the minimum', () => {
    const { asked, quadratic } = watched()
    const iterate = new Iterate(problem, new Float64Array(8))
    const scale = iterate.nullViolation()
    const { ending, iterations } = drain(newton(iterate, { tol: 1e-10, maxIter: 100 }, quadratic))
    expect(ending).toBe('converged')
    expect(asked).toHaveLength(iterations)
    let below = 0
    for (const model of asked) {
      const violation = violationAtStart(model)
      const forcing = Math.sqrt(violation / scale)
      if (forcing < 0.1) below++
      expect(model.tolerance / (Math.min(0.1, forcing) * violation)).toBeCloseTo(1, 12)
      expect(model.exact).toBe(false)
    }
    expect(below).toBeGreaterThan(0)
  })

  it('reports every step, and takes no more of them than it may', () => {
    for (const maxIter of [1, 2, 3]) {
      const seen: number[] = []
      const solution = runSteps(
        newton(new Iterate(problem, new Float64Array(8)), { tol: 1e-13, maxIter }, watched().quadratic),
        {
          onProgress: ({ iteration }) => {
            seen.push(iteration)
          },
        },
      )
      expect([solution.ending, solution.iterations]).toEqual(['iterations', maxIter])
      expect(seen).toEqual([1, 2, 3].slice(0, maxIter))
      expect(solution.dualityGap).toBeGreaterThanOrEqual(solution.objective - minimum.objective)
      expect(solution.dualityGap).toBeLessThanOrEqual(solution.objective)
    }
  })

  it('stays where it is when it may take none, and says how far that can be from the minimum', () => {
    const { asked, quadratic } = watched()
    const start = minimum.w.map(v => 1.01 * v)
    const { w, ending, objective, dualityGap } = drain(
      newton(new Iterate(problem, start), { tol: 1e-10, maxIter: 0 }, quadratic),
    )
    expect(w).toEqual(start)
    expect([ending, asked.length]).toEqual(['iterations', 0])
    expect(dualityGap).toBeGreaterThanOrEqual(objective - minimum.objective)
    expect(dualityGap).toBeLessThan(0.1 * objective)
  })

  it('declares the limit of the arithmetic after three exact models that lead nowhere', () => {
    const { asked, quadratic } = told(() => ({}))
    const start = minimum.w.map(v => 1.5 * v)
    const { w, ending, iterations, objective, dualityGap } = drain(
      newton(new Iterate(problem, start), { tol: 1e-10, maxIter: 100 }, quadratic),
    )
    expect([ending, iterations]).toEqual(['rounding', 3])
    expect(w).toEqual(start)
    expect(asked.map(({ exact }) => exact)).toEqual([false, false, false])
    expect(dualityGap).toBeGreaterThan(1e-10 * objective)
  })

  it('asks for exact models where rough ones lead nowhere, and never ends by those', () => {
    const { asked, quadratic } = told(() => ({ exact: false }))
    const start = minimum.w.map(v => 1.5 * v)
    const { ending, iterations } = drain(
      newton(new Iterate(problem, start), { tol: 1e-10, maxIter: 9 }, quadratic),
    )
    expect([ending, iterations]).toEqual(['iterations', 9])
    expect(asked.map(({ exact }) => exact)).toEqual([false, ...new Array(8).fill(true)])
  })

  it('has converged where the arithmetic ends if the gap is proven all the same', () => {
    // Slopes are off by more than the tolerance allows, the objective is not.
    const start = minimum.w.map(v => 1.003 * v)
    const tol = 1e-3
    const iterate = new Iterate(problem, start)
    iterate.updateGradient(problem.all)
    expect(iterate.violation(problem.all)).toBeGreaterThan(tol * iterate.nullViolation())
    const { ending, objective, dualityGap } = drain(
      newton(iterate, { tol, maxIter: 100 }, told(() => ({})).quadratic),
    )
    expect(ending).toBe('converged')
    expect(dualityGap).toBeLessThanOrEqual(tol * objective)
    expect(dualityGap).toBeGreaterThanOrEqual(objective - minimum.objective)
  })

  it('takes no step that is no number', () => {
    const { quadratic } = told(({ start }) => ({ delta: new Float64Array(start.length).fill(Number.NaN) }))
    const start = minimum.w.map(v => 1.5 * v)
    const { w, ending, iterations } = drain(
      newton(new Iterate(problem, start), { tol: 1e-10, maxIter: 100 }, quadratic),
    )
    expect(w).toEqual(start)
    expect([ending, iterations]).toEqual(['rounding', 3])
  })

  it('goes on from what follows from the coefficients where predictors have drifted away from them', () => {
    const start = minimum.w.map(v => 1.01 * v)
    // The first direction has predictors that are off, so that all that follow are as well.
    const gram = new GramDescent()
    let models = 0
    const drifting: QuadraticSolver = {
      *solve(model) {
        const direction = yield* gram.solve(model)
        return ++models > 1
          ? direction
          : { ...direction, z: direction.z.map((v, i) => v + 1e-8 * Math.sin(i)) }
      },
    }
    const tol = 1e-6
    const { w, ending, objective, dualityGap } = drain(
      newton(new Iterate(problem, start), { tol, maxIter: 100 }, drifting),
    )
    expect(ending).toBe('converged')
    expect(Math.abs(objective / problem.value(w) - 1)).toBeLessThan(1e-14)
    expect(objective - minimum.objective).toBeLessThanOrEqual(dualityGap + 1e-14 * objective)
    expect(dualityGap).toBeLessThanOrEqual(tol * objective)
    const there = new Iterate(problem, w)
    there.updateGradient(problem.all)
    expect(there.violation(problem.all)).toBeLessThanOrEqual(tol * there.nullViolation())
  })

  it('proves its gap for the coefficients where drift has lowered F and changed no slope', () => {
    // The predictor of a row that is surely of the wrong class moves F and no residual.
    const side = problem.loss.hasShare(0, 1) ? 1 : -1
    const offsets = Float64Array.from({ length: 60 }, (_, i) => (i === 0 ? -50 * side : 0))
    const loss = new ShiftedLoss(problem.loss, offsets, undefined)
    const shifted = new Problem(problem.design, loss, problem.penalty)
    /** Whole steps after a first one that ends early, with predictors by which F is lower than it is. */
    const minimize = (lowered: number, tol: number, maxIter = 100) => {
      const gram = new GramDescent()
      let models = 0
      const drifting: QuadraticSolver = {
        *solve(model) {
          const direction = yield* gram.solve(model)
          if (models++ > 0) return direction
          const [delta, z] = [direction.delta, direction.z].map(whole => whole.map(v => 0.8 * v))
          z[0] += (side * lowered) / loss.weights[0]
          return { ...direction, delta, z, residualChange: new Float64Array(60) }
        },
      }
      return drain(newton(new Iterate(shifted, new Float64Array(8)), { tol, maxIter }, drifting))
    }
    const least = minimize(0, 1e-13).objective
    const once = minimize(0, 1e-13, 1)
    const share = once.dualityGap / once.objective
    const accepted = minimize(0.4 * once.dualityGap, 1.2 * share)
    expect([accepted.ending, accepted.iterations]).toEqual(['converged', 1])
    expect(accepted.dualityGap / once.dualityGap).toBeCloseTo(1, 8)
    const refused = minimize(0.4 * once.dualityGap, 0.8 * share)
    expect(refused.ending).toBe('converged')
    expect(refused.iterations).toBeGreaterThan(1)
    expect(refused.dualityGap).toBeLessThanOrEqual(0.8 * share * refused.objective)
    expect(refused.dualityGap).toBeGreaterThanOrEqual(refused.objective - least)
  })

  it('trusts the gap of the predicted residual where it is a hundredth of the tolerance', () => {
    // A lasso scales residuals down by the share of the penalty that their slopes are off.
    const lasso = newtonProblem({ n: 60, d: 8, seed: 2, l1: 0.01 }).problem
    for (const weight of [1e-3, 1, 1e3]) {
      const scaled = weighted(lasso, weight)
      let trusted = 0
      for (let tol = 0.5; tol > 1e-6; tol *= 0.8) {
        const { w, ending, objective, dualityGap } = drain(
          newton(new Iterate(scaled, new Float64Array(8)), { tol, maxIter: 100 }, new GramDescent()),
        )
        expect(ending).toBe('converged')
        const there = new Iterate(scaled, w)
        there.updateGradient(scaled.all)
        if (drain(there.gapOfResidual('nearly free')) <= tol * objective) continue
        trusted++
        expect(dualityGap).toBeLessThanOrEqual(0.01 * tol * objective)
      }
      expect(trusted).toBeGreaterThan(0)
    }
  })

  it('means the tolerance relative to the slopes at 0 and to F, be they large or small', () => {
    for (const weight of [1e-6, 1e6]) {
      const scaled = weighted(problem, weight)
      for (const tol of [0.1, 1e-3, 1e-6]) {
        const iterate = new Iterate(scaled, new Float64Array(8))
        const { w, ending, objective, dualityGap } = drain(
          newton(iterate, { tol, maxIter: 100 }, watched().quadratic),
        )
        expect(ending).toBe('converged')
        const there = new Iterate(scaled, w)
        there.updateGradient(scaled.all)
        expect(there.violation(scaled.all)).toBeLessThanOrEqual(tol * there.nullViolation())
        expect(dualityGap).toBeLessThanOrEqual(tol * objective)
        expect(objective / weight - minimum.objective).toBeLessThanOrEqual((dualityGap / weight) * (1 + 1e-9))
        // And no more than that: a tolerance a thousand times smaller takes more steps.
        const finer = newton(
          new Iterate(scaled, new Float64Array(8)),
          { tol: 1e-3 * tol, maxIter: 100 },
          new GramDescent(),
        )
        expect(drain(finer).objective).toBeLessThan(objective)
      }
    }
  })

  it('has not converged by the gap alone when its steps are used up', () => {
    const start = minimum.w.map(v => 1.003 * v)
    const { ending, objective, dualityGap } = drain(
      newton(new Iterate(problem, start), { tol: 1e-3, maxIter: 0 }, watched().quadratic),
    )
    expect(ending).toBe('iterations')
    expect(dualityGap).toBeLessThanOrEqual(1e-3 * objective)
  })

  it('learns from a step that went much too far', () => {
    const gram = new GramDescent()
    let last: Direction | undefined
    const { asked, quadratic } = told(() => ({}))
    const far: QuadraticSolver = {
      *solve(model) {
        yield* quadratic.solve(model)
        const { delta, z, residualChange, exact } = yield* gram.solve(model)
        last = { delta: delta.map(v => 100 * v), z: z.map(v => 100 * v), residualChange, exact }
        return last
      },
    }
    const iterate = new Iterate(problem, new Float64Array(8))
    const steps = newton(iterate, { tol: 1e-8, maxIter: 2 }, far)
    // Until the second model is asked for.
    while (asked.length < 2 && !steps.next().done);
    expect(asked).toHaveLength(2)
    // Where it stands the loss alone bends less than the second model says.
    const z = last?.z ?? new Float64Array(60)
    const bend = (of: Curvature) => {
      const out = new Float64Array(60)
      of.curvatureTimesInto(z, out)
      return out.reduce((sum, v, i) => sum + v * z[i], 0)
    }
    expect(bend(asked[1].expansion)).toBeGreaterThan(1.001 * bend(new Iterate(problem, iterate.w).expansion))
  })
})

describe('patience', () => {
  const idle = { progressed: false, wasExact: true }

  it('ends after three exact rounds in which nothing fell', () => {
    const patience = new Patience()
    const over = [1, 1, 1, 1].map(violation => {
      const isOver = patience.isOver(violation)
      patience.note(idle)
      return isOver
    })
    expect(over).toEqual([false, false, false, true])
  })

  it('begins anew when F or the violation has fallen', () => {
    const patience = new Patience()
    for (const violation of [4, 4, 4, 3, 3, 3]) {
      expect(patience.isOver(violation)).toBe(false)
      patience.note(idle)
    }
    patience.note({ progressed: true, wasExact: true })
    expect(patience.isOver(5)).toBe(false)
  })

  it('asks for exact models before it counts', () => {
    const patience = new Patience()
    expect(patience.exact).toBe(false)
    for (let round = 0; round < 9; round++) {
      patience.note({ progressed: false, wasExact: false })
      expect(patience.isOver(1)).toBe(false)
    }
    expect(patience.exact).toBe(true)
    expect(patience.matrixFree).toBe(false)
  })

  it('asks for models without a matrix from when an exact one has led nowhere', () => {
    const patience = new Patience()
    const asked = [{ progressed: true, wasExact: true }, idle, { progressed: true, wasExact: true }].map(
      round => {
        patience.note(round)
        return patience.matrixFree
      },
    )
    expect(asked).toEqual([false, true, true])
  })

  it('has none for what is not a number', () => {
    expect(new Patience().isOver(Number.NaN)).toBe(true)
  })
})

describe('damping', () => {
  it('grows with steps that could hardly be followed, up to where every step can', () => {
    let damping = 0
    const seen = Array.from({ length: 5 }, () => {
      damping = nextDamping(damping, 1 / 16)
      return damping
    })
    expect(seen.every((value, k) => value > (seen[k - 1] ?? 0) || value === 0.5)).toBe(true)
    expect(seen.at(-1)).toBe(0.5)
    expect(nextDamping(0.1, 0)).toBeGreaterThan(0.1)
  })

  it('stays with shorter steps, and goes with whole ones', () => {
    expect([0.5, 1 / 8].map(step => nextDamping(0.1, step))).toEqual([0.1, 0.1])
    expect(nextDamping(0.1, 1)).toBeLessThan(0.1)
    let damping = 0.5
    for (let k = 0; k < 5; k++) damping = nextDamping(damping, 1)
    expect(damping).toBe(0)
  })

  it('by eight, up or down, and not at all from the least on', () => {
    expect(nextDamping(0.01, 0)).toBe(0.08)
    expect(nextDamping(0.01, 1)).toBe(0.01 / 8)
    expect(nextDamping(0.00101, 2)).toBe(0.00101 / 8)
    expect([1e-3, 1e-4, 0].map(damping => nextDamping(damping, 1))).toEqual([0, 0, 0])
  })
})
