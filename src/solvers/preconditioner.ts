/**
 * Preconditioners for the Newton system (H + diag(l2)) δ = b: cheap stand-ins for its matrix whose inverse is at hand.
 *
 *  - the diagonal, which costs one pass over X;
 *  - the Cholesky factor of an approximate Hessian from a sample of the rows (see `LazyHessian`). With r sampled rows
 *    per coordinate the spectrum of the preconditioned system lies within about (1 ± r^−½)², whatever the conditioning
 *    of the data, so a handful of iterations does what took the diagonal a hundred.
 *
 * The factor costs as much as many products with H, and an easy problem needs few. So the diagonal is *rented* until
 * the products done with it (and the few that any system needs) have cost as much as the factor, and then the factor is
 * *bought*: never more than about twice the work of the better choice, without knowing beforehand which that is.
 * Source: Golub & Van Loan, *Matrix Computations*, §11.5; rent-or-buy as in Karlin et al., *Competitive snoopy caching*,
 * Algorithmica 3 (1988).
 */

import { choleskyCost, choleskyFactor, choleskySolve } from '../kernels/cholesky'
import type { Curvature } from '../problem/loss'
import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import { LazyHessian, ROUGH } from './lazy-hessian'

export interface Preconditioner {
  /** out = M⁻¹ r */
  solveInto(r: Float64Array, out: Float64Array): void
}

export class DiagonalPreconditioner implements Preconditioner {
  /** @param diagonal - of the system; coordinates with 0 stay where they are */
  constructor(private readonly diagonal: Float64Array) {}

  solveInto(r: Float64Array, out: Float64Array): void {
    const { diagonal } = this
    for (let q = 0; q < r.length; q++) out[q] = diagonal[q] > 0 ? r[q] / diagonal[q] : 0
  }
}

class CholeskyPreconditioner implements Preconditioner {
  constructor(
    private readonly factor: Float64Array,
    private readonly size: number,
    /** of the approximate Hessian */
    private readonly diagonal: Float64Array,
  ) {}

  solveInto(r: Float64Array, out: Float64Array): void {
    const { factor, size } = this
    out.set(r)
    choleskySolve(factor, size, out)
    // A row that the sample makes dependent on others is left out of the factor; the system may well need it.
    for (let q = 0; q < size; q++)
      if (factor[q * size + q] === 0 && this.diagonal[q] > 0) out[q] = r[q] / this.diagonal[q]
  }
}

/** Largest system that is factorised: 2048² doubles are 32 MB. */
const MAX_FACTOR = 2048

/** Products with H that the next system will need whatever the data. */
const EXPECTED_PRODUCTS = 5

/** Nanoseconds of a product with H. */
function priceOfProduct({ design, loss }: Problem): number {
  return 2 * loss.outputs * design.all.passCost
}

/** Rent or buy, over the Newton steps of one fit. */
export class PreconditionerChoice {
  private readonly hessian = new LazyHessian()
  private bought: Preconditioner | undefined = undefined
  /** what the products since the last purchase have cost */
  private spent = 0

  /** Tells that `products` products with H were needed. */
  charge(problem: Problem, products: number): void {
    this.spent += products * priceOfProduct(problem)
  }

  /** The factor, if there is one or it is time to make it; else `undefined`: take the diagonal. */
  *next(problem: Problem, curvature: Curvature): Steps<Preconditioner | undefined> {
    const { size } = problem
    if (size > MAX_FACTOR) return undefined
    const price = this.hessian.price(problem, problem.all, ROUGH) + choleskyCost(size)
    if (this.spent + EXPECTED_PRODUCTS * priceOfProduct(problem) < price) return this.bought
    this.spent = 0
    yield* this.hessian.update(problem, curvature, problem.all, ROUGH)
    const factor = Float64Array.from(this.hessian.matrix)
    for (let q = 0; q < size; q++) factor[q * size + q] += problem.penalty.l2[q]
    const diagonal = Float64Array.from({ length: size }, (_, q) => factor[q * size + q])
    yield* choleskyFactor(factor, size)
    this.bought = new CholeskyPreconditioner(factor, size, diagonal)
    return this.bought
  }
}
