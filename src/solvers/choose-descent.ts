/**
 * Coordinate descent on the explicit Hessian or with residual updates, or systems of rows, whichever is expected to be cheapest,
 * decided anew for every model from operation counts: the products that the Hessian still needs against the passes that the
 * last model took. Residual updates that turn out to need more than the Hessian would have cost are broken off, and
 * the next model is solved on the Hessian: a wrong guess costs at most twice the better choice.
 *
 * Where a ridge has far fewer rows than coefficients, the same steps follow from systems of rows. (4 × 972, four classes: 38 s
 * without, .2 so.)
 *
 * The matrix squares the condition of √D X, so rounding shows in it sooner than in residuals: with weights of 1e-6 to 1e6,
 * or columns of 1e7. Where an exact one has led nowhere, models of a moderate size do without. (Of 27 fits to such data that
 * ended without a bound on their distance from the minimum, or far from it, 5 converge by that.)
 */

import type { Steps } from '../support/steps'
import { BoundedRowSpace } from './bounded-row-space'
import { GramDescent } from './gram-descent'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'
import { ResidualDescent } from './residual-descent'
import { RowSpace } from './row-space'

/** Largest Hessian that is formed: 4096² doubles are 128 MB. */
const MAX_GRAM = 4096

/** Nanoseconds that an exact model may take at the most to be solved without a Hessian where that is not the cheaper way. */
const LONG = 5e7

export class ChooseDescent implements QuadraticSolver {
  private readonly gram = new GramDescent()
  private readonly rows = new RowSystems()
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
    const { gram, rows, residual, patience, largest } = this
    const { exact, matrixFree, coordinates } = model
    if (matrixFree && residual.longest(model) <= LONG) return yield* residual.solve(model)
    const priceOfGram = coordinates.length > largest ? Infinity : gram.price(model)
    const priceOfRows = matrixFree ? Infinity : rows.price(model)
    if (Math.min(priceOfGram, priceOfRows) === Infinity) return yield* residual.solve(model)
    const price = patience * Math.min(priceOfGram, priceOfRows)
    const residualIsCheaper = residual.price(model) <= price
    // Pricing may have laid out the columns of a sparse matrix.
    yield
    if (residualIsCheaper) return yield* residual.solve(model, exact ? Infinity : price)
    const byRows = priceOfRows < priceOfGram ? yield* rows.solve(model) : undefined
    if (byRows !== undefined) return byRows
    return yield* priceOfGram < Infinity ? gram.solve(model) : residual.solve(model)
  }
}

/** A ridge by systems of rows, with kinks or without. */
class RowSystems {
  private readonly smooth = new RowSpace()
  private readonly bounded = new BoundedRowSpace()

  price(model: QuadraticModel): number {
    return Math.min(RowSpace.price(model.problem), this.bounded.price(model))
  }

  solve(model: QuadraticModel): Steps<Direction | undefined> {
    return (model.problem.penalty.hasKinks ? this.bounded : this.smooth).solve(model)
  }
}
