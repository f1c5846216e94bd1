/**
 * Solves the quadratic model on the explicit Hessian H = Xᵀ D X of the working set (k coordinates), which is made as exact
 * as the model has to be solved: sampled and stale at first, exact in the end (solvers/lazy-hessian.ts). The model is
 * minimized by coordinate descent and direct solves in turn (solvers/model-face.ts).
 */

import { choleskyCost } from '../kernels/cholesky'
import type { Coordinates } from '../problem/problem'
import type { Steps } from '../support/steps'
import { EXACT, LazyHessian, ROUGH, sharper } from './lazy-hessian'
import { minimizeOnHessian, PASSES_PER_FACE } from './model-face'
import {
  DISAPPOINTING,
  type Direction,
  type QuadraticModel,
  type QuadraticSolver,
  violationAtStart,
} from './quadratic'

/**
 * Weights may be out of date by this many times the share of the violation that the model leaves: then both leave about
 * the same. A path of 100 points on 400 × 20,000 took 245 steps, and 622 where weights were as stale to the end.
 */
const STALENESS_PER_ACCURACY = 2

/**
 * Rows to sample for each coordinate, times the square of that share: the error of a sample falls with the root of its
 * size. Fits of 10,000 images and 20,000 embeddings took 7 and 10 steps, and 17 where only disappointments added rows.
 */
const SAMPLED_PER_ACCURACY = 0.2

/** A working set that has grown by this factor poses a new problem. */
const MUCH_LARGER = 1.5

export class GramDescent implements QuadraticSolver {
  private readonly hessian = new LazyHessian()
  private accuracy = ROUGH
  /** the model before: its coordinates, and the violation at its start */
  private before: { readonly coordinates: Coordinates; readonly violation: number } | undefined = undefined

  /** About how many nanoseconds `solve` will take. */
  price({ problem, coordinates }: QuadraticModel): number {
    const k = coordinates.length
    return (
      this.hessian.price(problem, coordinates, this.accuracy) + choleskyCost(k) + 4 * PASSES_PER_FACE * k * k
    )
  }

  *solve(model: QuadraticModel): Steps<Direction> {
    const { problem, expansion, coordinates, start, exact } = model
    const violation = this.judgeLastStep(model)
    const left = model.tolerance / violation
    const needed = {
      rowsPerCoordinate: Math.max(this.accuracy.rowsPerCoordinate, SAMPLED_PER_ACCURACY / left ** 2),
      staleness: Math.min(this.accuracy.staleness, STALENESS_PER_ACCURACY * left),
    }
    yield* this.hessian.update(problem, expansion, coordinates, exact ? EXACT : needed)
    yield
    const v = yield* minimizeOnHessian(problem, coordinates.indices, this.hessian.matrix, model)
    const delta = v.map((value, i) => value - start[i])
    const z = new Float64Array(problem.predictorCount)
    problem.predictorsInto(coordinates, delta, z)
    return { delta, z, residualChange: this.hessian.timesWeights(problem, z), exact }
  }

  /**
   * Asks for a sharper Hessian if the last step left too much of the violation; starts again on a much larger set.
   * Returns the violation.
   */
  private judgeLastStep(model: QuadraticModel): number {
    const { coordinates } = model
    const violation = violationAtStart(model)
    const { before } = this
    if (before === undefined || coordinates.length > MUCH_LARGER * before.coordinates.length) {
      this.accuracy = ROUGH
    } else if (coordinates === before.coordinates && violation > DISAPPOINTING * before.violation) {
      this.accuracy = sharper(this.accuracy)
      this.hessian.forget()
    }
    this.before = { coordinates, violation }
    return violation
  }
}
