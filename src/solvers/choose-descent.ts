/**
 * Coordinate descent on the explicit Hessian or with residual updates, whichever is expected to be cheaper, decided
 * anew for every model from operation counts: the products that the Hessian still needs against the passes that the
 * last model took. Residual updates that turn out to need more than the Hessian would have cost are broken off, and
 * the next model is solved on the Hessian: a wrong guess costs at most twice the better choice.
 *
 * The matrix squares the condition of √D X, so rounding shows in it sooner than in residuals: with weights of 1e-6 to 1e6,
 * or columns of 1e7. Where an exact one has led nowhere, models of a moderate size do without. (Of 27 fits to such data that
 * ended without a bound on their distance from the minimum, or far from it, 5 converge by that.)
 */

import type { Steps } from '../support/steps'
import { GramDescent } from './gram-descent'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'
import { ResidualDescent } from './residual-descent'

/** Largest Hessian that is formed: 4096² doubles are 128 MB. */
const MAX_GRAM = 4096

/** Nanoseconds that an exact model may take at the most to be solved without a Hessian where that is not the cheaper way. */
const LONG = 5e7

export class ChooseDescent implements QuadraticSolver {
  private readonly gram = new GramDescent()
  private readonly residual = new ResidualDescent()

  /**
   * @param patience - how many times the price of the Hessian residual updates may cost; none if 0
   * @param largest - Hessian that is formed
   */
  constructor(
    private readonly patience = 1,
    private readonly largest = MAX_GRAM,
  ) {}

  *solve(model: QuadraticModel): Steps<Direction> {
    const isMatrixFree = model.matrixFree && this.residual.longest(model) <= LONG
    if (isMatrixFree || model.coordinates.length > this.largest) return yield* this.residual.solve(model)
    const price = this.patience * this.gram.price(model)
    const gramIsCheaper = price < this.residual.price(model)
    // Pricing may have laid out the columns of a sparse matrix.
    yield
    return yield* gramIsCheaper
      ? this.gram.solve(model)
      : this.residual.solve(model, model.exact ? Infinity : price)
  }
}
