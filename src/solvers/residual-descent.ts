/**
 * Solves the quadratic model by coordinate descent with residual updates: no Hessian is formed. With δ the move so
 * far and the change of the residual u = D X δ kept up to date,
 *
 *   gradient of coordinate j = gⱼ + xⱼ · u,      curvature = Σᵢ dᵢ x_ij²,      u ← u + (change of vⱼ) d ∘ xⱼ
 *
 * so a coordinate costs one or two reads of its column: right when columns are sparse or the working set is large.
 * Coordinates that are zero and well inside their bound are passed over until the rest has converged.
 *
 * With several outputs a pass goes through them one by one. While it is at output a, u is
 * uᵢ = Σ_b h_iab (X δ_b)ᵢ and d = h_aa: the others stay as they are, so their part is found once.
 *
 * Where passes creep, steps on the face of the non-zero coordinates take their place (see `face-steps.ts`).
 *
 * Source: Yuan, Ho & Lin, *An improved GLMNET for L1-regularized logistic regression*, JMLR 13 (2012), §4.
 */

import { piecesBetweenPauses, type Steps } from '../support/steps'
import { ClassShifts } from './class-shifts'
import { FaceSteps } from './face-steps'
import { OutputBlock } from './output-block'
import {
  DISAPPOINTING,
  type Direction,
  directionTo,
  type QuadraticModel,
  type QuadraticSolver,
  violationAtStart,
} from './quadratic'

/** Bound on the passes of one model: an inexact solution is enough for the step, which the line search checks. */
const MAX_PASSES = 1000

/** Passes that a first, loosely solved model needs. */
const FIRST_PASSES = 8

/** Nanoseconds that a column entry takes; several outputs, whose u come on top, up to five times that. */
const NS_PER_ENTRY = 2

/** Nanoseconds that an h_ab of a row takes in a product with a vector. */
const NS_OF_CURVATURE = 5

export class ResidualDescent implements QuadraticSolver {
  /** the model before: how many coordinates it had, and the violation at its start */
  private before = { length: 0, violation: 0 }
  /** what the next model is expected to need: as many passes as the last one, and half as many again */
  private expectedPasses = FIRST_PASSES

  /** About how many nanoseconds `solve` will take. */
  price(model: QuadraticModel): number {
    return this.expectedPasses * priceOfPass(model)
  }

  /** The nanoseconds, about, that `solve` may take: of several outputs, with u found anew at each of them. */
  longest(model: QuadraticModel): number {
    const { rows, outputs } = model.problem.loss
    const priceOfU = outputs === 1 ? 0 : NS_OF_CURVATURE * rows * outputs ** 2
    return MAX_PASSES * (priceOfPass(model) + priceOfU)
  }

  /** @param budget - nanoseconds, about, after which the solution is good enough: the line search takes any that descends */
  *solve(model: QuadraticModel, budget = Infinity): Steps<Direction> {
    const { problem, coordinates, start } = model
    const v = Float64Array.from(start)
    const blocks = coordinates.groups.map(group => new OutputBlock(model, group, v))
    try {
      yield* this.descend(model, blocks, v, budget)
    } finally {
      for (const block of blocks) block.release()
    }
    new ClassShifts(problem, coordinates.indices).center(v)
    return { ...directionTo(model, v), exact: budget === Infinity }
  }

  /** Brings v, which starts at w, to the solution. */
  private *descend(
    model: QuadraticModel,
    blocks: readonly OutputBlock[],
    v: Float64Array,
    budget: number,
  ): Steps<void> {
    const { problem, coordinates, tolerance } = model
    const z = new Float64Array(problem.predictorCount)
    const face = new FaceSteps(model, blocks, v, z)
    const isDoubtful = this.isDisappointed(model)
    let previousWorst = Infinity
    const pauseEvery = piecesBetweenPauses(NS_PER_ENTRY)
    let sincePause = 0
    let passes = 0
    let spent = 0
    while (passes < MAX_PASSES && spent < budget) {
      passes++
      let worst = 0
      let signChanges = 0
      for (const block of blocks) {
        worst = Math.max(worst, block.pass(previousWorst / coordinates.length, z))
        signChanges += block.signChanges
        spent += block.passCost
        sincePause += block.passCost
        if (sincePause > pauseEvery) {
          sincePause = 0
          yield
        }
      }
      const isWhole = blocks.every(block => block.isWhole)
      if (worst <= tolerance && !isWhole) {
        for (const block of blocks) block.wake() // converged on the active ones: look at all of them again
        previousWorst = Infinity
        continue
      }
      if (worst <= tolerance) {
        if (!isDoubtful) break
        // What was right when its turn came need not be so after the turns of the others.
        worst = Math.max(...blocks.map(block => block.violation(z)))
        if (worst <= tolerance) break
      }
      previousWorst = worst
      if (face.isDue(passes, signChanges)) spent += yield* face.step(passes)
    }
    const ended = spent < budget && passes < MAX_PASSES
    this.expectedPasses = ended ? 1.5 * passes : (2 * budget) / priceOfPass(model)
  }

  /** Whether the last step has left most of the violation, on what are likely to be the same coordinates. */
  private isDisappointed(model: QuadraticModel): boolean {
    const { before } = this
    const { length } = model.coordinates
    const violation = violationAtStart(model)
    this.before = { length, violation }
    return before.length === length && violation > DISAPPOINTING * before.violation
  }
}

/** Nanoseconds of a pass over all coordinates of the model. */
function priceOfPass({ problem, coordinates }: QuadraticModel): number {
  const reads = problem.loss.outputs === 1 ? 2 : 3
  let price = 0
  for (const { columns } of coordinates.groups) price += reads * columns.passCost
  return price
}
