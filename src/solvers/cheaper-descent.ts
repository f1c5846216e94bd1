/**
 * Coordinate descent on the explicit Hessian or with residual updates, whichever is expected to be cheaper, decided
 * anew for every model from operation counts: the products that the Hessian still needs against the passes that the
 * last model took.
 */

import type { Steps } from '../support/steps'
import { GramDescent } from './gram-descent'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'
import { ResidualDescent } from './residual-descent'

/** Largest Hessian that is formed: 4096² doubles are 128 MB. */
const MAX_GRAM = 4096

export class CheaperDescent implements QuadraticSolver {
  private readonly gram = new GramDescent()
  private readonly residual = new ResidualDescent()

  solve(model: QuadraticModel): Steps<Direction> {
    const formable = model.coordinates.length <= MAX_GRAM
    return formable && this.gram.price(model) < this.residual.price(model)
      ? this.gram.solve(model)
      : this.residual.solve(model)
  }
}
