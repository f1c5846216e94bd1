/** The Hessian that is kept lies within the staleness of the exact one, whatever moves it has been through. */

import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import { toFittingDesign } from '../../src/data/to-design'
import { choleskyFactor } from '../../src/kernels/cholesky'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Coordinates, Problem } from '../../src/problem/problem'
import { gramCost, mendDiagonal } from '../../src/solvers/hessian-sample'
import { EXACT, LazyHessian, ROUGH, sharper } from '../../src/solvers/lazy-hessian'
import { RowSample } from '../../src/solvers/row-sample'
import { RandomState } from '../../src/support/random'
import { runSteps } from '../../src/support/steps'
import { naiveHessian, newtonProblem } from './newton-problem'

describe.each([1, 3])('%i outputs', outputs => {
  const made = newtonProblem({ n: 80, d: 5, outputs, seed: 4, l1: 1 })
  const { problem } = made
  const expansionAt = (k: number) =>
    problem.loss.expandAt(
      Float64Array.from({ length: problem.predictorCount }, (_, i) => 0.3 * k * Math.sin(3 * i + 0.2 * k)),
    )
  const sets = [
    [0, 1, 2],
    [0, 2, 3, 4],
    [1, 3],
    [0, 1, 2, 3, 4],
  ].map(columns => {
    const indices = Array.from({ length: outputs }, (_, a) => columns.map(j => a * 5 + j)).flat()
    return new Coordinates(Int32Array.from(indices), problem.design)
  })

  it('is the exact one when asked to be, from set to set and from point to point', () => {
    const hessian = new LazyHessian()
    for (let k = 0; k < 8; k++) {
      const set = sets[k % sets.length]
      const expansion = expansionAt(k)
      runSteps(hessian.update(problem, expansion, set, EXACT))
      const exact = naiveHessian(made, set.indices, expansion).flat()
      exact.forEach((value, p) => {
        expect(Math.abs(hessian.matrix[p] - value)).toBeLessThan(1e-10)
      })
    }
  })

  it('is between 1 − τ and 1 + τ times the exact one when weights may be stale', () => {
    if (outputs > 1) return
    const staleness = 0.3
    const hessian = new LazyHessian()
    for (let k = 0; k < 8; k++) {
      const set = sets[k % sets.length]
      const expansion = expansionAt(k)
      runSteps(hessian.update(problem, expansion, set, { rowsPerCoordinate: Infinity, staleness }))
      const exact = naiveHessian(made, set.indices, expansion)
      const m = set.length
      for (let trial = 0; trial < 20; trial++) {
        const v = Array.from({ length: m }, (_, i) => Math.cos(5 * trial + i * (trial + 1)))
        const form = (at: (i: number, j: number) => number) =>
          v.reduce((sum, vi, i) => sum + v.reduce((inner, vj, j) => inner + vi * vj * at(i, j), 0), 0)
        const ratio = form((i, j) => hessian.matrix[i * m + j]) / form((i, j) => exact[i][j])
        expect(ratio).toBeGreaterThan((1 - staleness) * (1 - 1e-9))
        expect(ratio).toBeLessThan((1 + 1e-9) / (1 - staleness))
      }
    }
  })

  it('has its digits where rows have become certain, which differences would have cost', () => {
    if (outputs > 1) return
    const hessian = new LazyHessian()
    const set = sets[3]
    const ones = new Float64Array(problem.design.rows).fill(1)
    for (const size of [0, 20, 30]) {
      // Every row is sure of its own class.
      const z = ones.map((_, i) => (problem.loss.hasShare(i, 1) ? 1 : -1) * (size + (i % 3)))
      const expansion = problem.loss.expandAt(z)
      runSteps(hessian.update(problem, expansion, set, EXACT))
      const exact = naiveHessian(made, set.indices, expansion)
      for (let i = 0; i < set.length; i++) {
        expect(Math.abs(hessian.matrix[i * set.length + i] / exact[i][i] - 1)).toBeLessThan(1e-10)
      }
    }
  })

  it('is that of the weights in force, which lie within the staleness of those of the point', () => {
    const n = problem.design.rows
    for (const staleness of [0.5, 0.1, 0.01]) {
      const hessian = new LazyHessian()
      /** d[i] = the weight h_ab of row i that is in force */
      const inForce = {
        curvatureInto: (a: number, b: number, d: Float64Array) => {
          const unit = Float64Array.from({ length: n * outputs }, (_, p) => (Math.floor(p / n) === b ? 1 : 0))
          d.set(hessian.timesWeights(problem, unit).subarray(a * n, (a + 1) * n))
        },
      }
      let kept = 0
      let before = new Float64Array(n)
      for (let k = 0; k < 8; k++) {
        const set = sets[k % sets.length]
        const expansion = expansionAt(k)
        runSteps(hessian.update(problem, expansion, set, { rowsPerCoordinate: Infinity, staleness }))
        naiveHessian(made, set.indices, inForce)
          .flat()
          .forEach((value, p) => {
            expect(Math.abs(hessian.matrix[p] - value)).toBeLessThan(1e-11)
          })
        const [held, now] = [new Float64Array(n), new Float64Array(n)]
        for (let a = 0; a < outputs; a++) {
          for (let b = 0; b < outputs; b++) {
            inForce.curvatureInto(a, b, held)
            expansion.curvatureInto(a, b, now)
            held.forEach((value, i) => {
              const larger = Math.max(Math.abs(value), Math.abs(now[i]))
              expect(Math.abs(value - now[i])).toBeLessThanOrEqual(staleness * larger)
            })
          }
        }
        kept += held.filter((value, i) => value === before[i]).length
        before = held
      }
      // Some rows were let be, others not.
      if (staleness > 0.1) expect(kept).toBeGreaterThan(0)
      expect(kept).toBeLessThan(7 * n)
    }
  })

  it('costs the whole at first, then what is usually stale, and what is new', () => {
    const hessian = new LazyHessian()
    const whole = (k: number) => gramCost(problem, sets[k])
    expect(hessian.price(problem, sets[0], EXACT)).toBe(whole(0))
    runSteps(hessian.update(problem, expansionAt(0), sets[0], EXACT))
    expect(hessian.price(problem, sets[0], EXACT)).toBeCloseTo(0.3 * whole(0), 6)
    // Columns 0 and 2 of 0, 2, 3, 4 stay, and none of 1, 3 is all but new.
    expect(hessian.price(problem, sets[1], EXACT)).toBe(whole(1))
    expect(hessian.price(problem, sets[2], EXACT)).toBe(whole(2))
    runSteps(hessian.update(problem, expansionAt(1), sets[1], EXACT))
    expect(hessian.price(problem, sets[3], EXACT)).toBeCloseTo(0.7 * whole(3), 6)
    hessian.forget()
    expect(hessian.price(problem, sets[3], EXACT)).toBe(whole(3))
  })

  it('multiplies with the weights in force, which are those of the point when exact', () => {
    const hessian = new LazyHessian()
    const expansion = expansionAt(3)
    runSteps(hessian.update(problem, expansion, problem.all, EXACT))
    const z = Float64Array.from({ length: problem.predictorCount }, (_, i) => Math.cos(i))
    const expected = new Float64Array(z.length)
    expansion.curvatureTimesInto(z, expected)
    hessian.timesWeights(problem, z).forEach((value, p) => {
      expect(Math.abs(value - expected[p])).toBeLessThan(1e-12)
    })
  })
})

it('is given the exact diagonal where a sample misses a rare column, and stays positive semi-definite', () => {
  const made = newtonProblem({ n: 400, d: 5, outputs: 1, seed: 9, l1: 0 })
  const { problem } = made
  const expansion = problem.loss.expandAt(new Float64Array(problem.predictorCount))
  const exact = naiveHessian(made, problem.all.indices, expansion)
  // What a sample might have: far too little of one column, far too much of another.
  const sampled = Float64Array.from(exact.flat())
  for (let q = 0; q < 5; q++) {
    for (const [j, factor] of [
      [1, 1e-3],
      [3, 20],
    ]) {
      sampled[5 * j + q] *= factor
      sampled[5 * q + j] *= factor
    }
  }
  mendDiagonal(problem, expansion, sampled)
  for (let q = 0; q < 5; q++) expect(Math.abs(sampled[6 * q] / exact[q][q] - 1)).toBeLessThan(1e-12)
  const factor = sampled.slice()
  runSteps(choleskyFactor(factor, 5))
  for (let q = 0; q < 5; q++) expect(factor[6 * q]).toBeGreaterThan(0)
})

it('gets sharper by rows first, then by fresher weights', () => {
  let accuracy = ROUGH
  const seen = Array.from({ length: 7 }, () => {
    accuracy = sharper(accuracy)
    return [accuracy.rowsPerCoordinate, accuracy.staleness]
  })
  expect(seen).toEqual([
    [8, 0.3],
    [16, 0.3],
    [32, 0.3],
    [64, 0.3],
    [Infinity, 0.075],
    [Infinity, 0.01875],
    [Infinity, 0.0046875],
  ])
})

describe('rows are sampled where that pays', () => {
  const [N, K] = [24_000, 30]
  /** Column 29 is 1 in these rows, which have this weight, and else 0. */
  const problemWith = (belongs: (i: number) => boolean, weight = 1) => {
    const random = new RandomState(3)
    const data = new Float64Array(N * K)
    for (let p = 0; p < data.length; p++) {
      const isLast = p % K === K - 1
      data[p] = isLast ? Number(belongs(Math.floor(p / K))) : random.integer(1000) / 500 - 1
    }
    const y = Float64Array.from({ length: N }, (_, i) => (i % 3 === 0 ? 1 : -1))
    const zeros = new Float64Array(K)
    const design = toFittingDesign(ndarray(data, [N, K]))
    const loss = new LogisticLoss(
      y,
      y.map((_, i) => (belongs(i) ? weight : 1)),
    )
    return { data, problem: new Problem(design, loss, new SeparablePenalty(zeros, zeros)) }
  }
  /** K − 1 columns as before, and `more` of which each is 1 in a row of its own. */
  const crowded = (more: number) => {
    const { data, problem } = problemWith(() => true)
    const rows = range(N).map(i => [...range(K - 1), ...(i < more ? [K - 1 + i] : [])])
    const X = new CsrMatrix({
      shape: [N, K - 1 + more],
      indptr: range(N + 1).map(i => (K - 1) * i + Math.min(i, more)),
      indices: rows.flat(),
      data: rows.flatMap((row, i) => row.map((_, j) => data[i * K + j])),
    })
    const zeros = new Float64Array(K - 1 + more)
    /** The first columns and this one. */
    const dataWith = (q: number) =>
      data.map((x, p) => (p % K < K - 1 ? x : Number(Math.floor(p / K) === q - K + 1)))
    return {
      dataWith,
      problem: new Problem(toFittingDesign(X), problem.loss, new SeparablePenalty(zeros, zeros)),
    }
  }
  const range = (n: number) => Array.from({ length: n }, (_, i) => i)
  const ones = new Float64Array(N).fill(1)
  /** How many rows have weight in the matrix, and its largest difference from their Gram matrix. */
  const inspect = (hessian: LazyHessian, { data, problem }: ReturnType<typeof problemWith>) => {
    const d = hessian.timesWeights(problem, ones)
    const expected = new Float64Array(K * K)
    for (let i = 0; i < N; i++) {
      if (d[i] === 0) continue
      for (let a = 0; a < K; a++) {
        const weighted = d[i] * data[i * K + a]
        for (let b = 0; b < K; b++) expected[a * K + b] += weighted * data[i * K + b]
      }
    }
    const miss = Math.max(...expected.map((value, p) => Math.abs(value - hessian.matrix[p])))
    return { rows: d.filter(value => value !== 0).length, miss }
  }

  it('a third of them for 30 columns, and all for one that they do not represent', () => {
    const common = problemWith(() => true)
    const expansion = common.problem.loss.expandAt(new Float64Array(N))
    const hessian = new LazyHessian()
    const whole = gramCost(common.problem, common.problem.all)
    expect(hessian.price(common.problem, common.problem.all, ROUGH)).toBeCloseTo(whole / 3, 3)
    expect(hessian.price(common.problem, common.problem.all, EXACT)).toBe(whole)
    runSteps(hessian.update(common.problem, expansion, common.problem.all, ROUGH))
    const sampled = inspect(hessian, common)
    expect(Math.abs(sampled.rows - N / 3)).toBeLessThan(N / 100)
    expect(sampled.miss).toBeLessThan(1e-8)
    expect(hessian.isOff).toBe(false)

    // More rows are alone in a column than a sample has.
    const crowd = crowded(20_000)
    const { problem } = crowd
    const start = problem.loss.expandAt(new Float64Array(N))
    const { represented } = new RowSample(problem, start, 1 / 3)
    const missed = represented.indexOf(0)
    const rare = { data: crowd.dataWith(missed), problem }
    const indices = Int32Array.from([...range(K - 1), missed])
    const coordinates = new Coordinates(indices, problem.design)
    for (const standsIn of [false, true]) {
      const hidden = new LazyHessian(standsIn)
      runSteps(hidden.update(problem, start, coordinates, ROUGH))
      const { rows, miss } = inspect(hidden, rare)
      expect(miss).toBeLessThan(1e-8)
      expect(hidden.isOff).toBe(standsIn)
      if (standsIn) expect(Math.abs(rows - N / 3)).toBeLessThan(N / 50)
      else expect(rows).toBe(N)
      // Once is enough to know.
      const price = hidden.price(problem, coordinates, ROUGH)
      expect(price / gramCost(problem, coordinates)).toBeCloseTo(standsIn ? 0.1 : 0.3, 6)
    }
    // Without the rare column the others are represented.
    const others = new Coordinates(indices.subarray(0, K - 1), problem.design)
    const without = new LazyHessian()
    runSteps(without.update(problem, start, others, ROUGH))
    expect(without.timesWeights(problem, ones).filter(value => value !== 0).length).toBeLessThan(N / 2)
    // Rows that are alone in a column are in the sample, whatever they weigh.
    for (const weight of [1, 1e-9]) {
      const alone = problemWith(i => i === 1 || i === 3, weight)
      const found = new LazyHessian()
      runSteps(
        found.update(
          alone.problem,
          alone.problem.loss.expandAt(new Float64Array(N)),
          alone.problem.all,
          ROUGH,
        ),
      )
      expect(Math.abs(inspect(found, alone).rows - N / 3)).toBeLessThan(N / 100)
      expect(found.matrix[K * K - 1]).toBe(0.5 * weight)
    }
  })
})
