/** The Hessian that is kept lies within the staleness of the exact one, whatever moves it has been through. */

import { describe, expect, it } from 'vitest'
import { choleskyFactor } from '../../src/kernels/cholesky'
import { Coordinates } from '../../src/problem/problem'
import { mendDiagonal } from '../../src/solvers/hessian-sample'
import { EXACT, LazyHessian, ROUGH, sharper } from '../../src/solvers/lazy-hessian'
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
      const z = ones.map((_, i) => problem.loss.leastGain(i, ones) * (size + (i % 3)))
      const expansion = problem.loss.expandAt(z)
      runSteps(hessian.update(problem, expansion, set, EXACT))
      const exact = naiveHessian(made, set.indices, expansion)
      for (let i = 0; i < set.length; i++) {
        expect(Math.abs(hessian.matrix[i * set.length + i] / exact[i][i] - 1)).toBeLessThan(1e-10)
      }
    }
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
