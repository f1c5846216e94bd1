/**
 * Preconditioners for the Newton system (H + diag(l2)) δ = b: cheap stand-ins for its matrix whose inverse is at hand.
 *
 *  - the diagonal, which costs one pass over X;
 *  - the Cholesky factor of an approximate Hessian from a sample of the rows (see `LazyHessian`). With r sampled rows
 *    per coordinate the spectrum of the preconditioned system lies within about (1 ± r^−½)², whatever the conditioning
 *    of the data, so a handful of iterations does what took the diagonal a hundred;
 *  - of K outputs, the factors of the K blocks on the diagonal, which cost 2 / (K + 1) of the whole and take half the
 *    iterations of the diagonal (the ten digits).
 *
 * A factor costs as much as many products with H, and an easy problem needs few. So the diagonal is *rented* until
 * the products done with it (and the few that any system needs) have cost as much as a factor, and then that is
 * *bought*: never more than about twice the work of the better choice, without knowing beforehand which that is.
 * Source: Golub & Van Loan, *Matrix Computations*, §11.5; rent-or-buy as in Karlin et al., *Competitive snoopy caching*,
 * Algorithmica 3 (1988).
 */

import type { DesignMatrix } from '../design/design-matrix'
import { choleskyCost, choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { hessianInto } from '../problem/hessian'
import type { Curvature } from '../problem/loss'
import { Coordinates, type Problem } from '../problem/problem'
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
  /** of the approximate Hessian */
  private readonly diagonal: Float64Array

  private constructor(
    private readonly factor: Float64Array,
    private readonly size: number,
  ) {
    this.diagonal = Float64Array.from({ length: size }, (_, q) => factor[q * size + q])
  }

  /** @param matrix - the approximate Hessian, row-major; becomes the factor */
  static *of(matrix: Float64Array, l2: Float64Array): Steps<CholeskyPreconditioner> {
    const size = l2.length
    for (let q = 0; q < size; q++) matrix[q * size + q] += l2[q]
    const made = new CholeskyPreconditioner(matrix, size)
    yield* choleskyFactor(matrix, size)
    return made
  }

  solveInto(r: Float64Array, out: Float64Array): void {
    const { factor, size } = this
    out.set(r)
    choleskySolve(factor, size, out)
    // A row that the sample makes dependent on others is left out of the factor; the system may well need it.
    for (let q = 0; q < size; q++)
      if (factor[q * size + q] === 0 && this.diagonal[q] > 0) out[q] = r[q] / this.diagonal[q]
  }
}

/** One for each output, side by side. */
class BlockPreconditioner implements Preconditioner {
  /** @param blocks - of systems of one size */
  constructor(private readonly blocks: readonly Preconditioner[]) {}

  solveInto(r: Float64Array, out: Float64Array): void {
    const { blocks } = this
    const size = r.length / blocks.length
    for (const [a, block] of blocks.entries()) {
      block.solveInto(r.subarray(a * size, (a + 1) * size), out.subarray(a * size, (a + 1) * size))
    }
  }
}

/** Largest system that is factorised: 2048² doubles are 32 MB. */
const MAX_FACTOR = 2048

/** Products with H that the next system will need whatever the data. */
const EXPECTED_PRODUCTS = 5

/** A preconditioner for sale. */
interface Offer {
  /** order of the largest system to factorize */
  orderFor(problem: Problem): number
  /** nanoseconds */
  priceOf(problem: Problem): number
  make(problem: Problem, curvature: Curvature): Steps<Preconditioner>
}

/** The whole Hessian from a sample of the rows. */
class WholeFactor implements Offer {
  private readonly hessian = new LazyHessian()

  orderFor({ size }: Problem): number {
    return size
  }

  priceOf(problem: Problem): number {
    return this.hessian.price(problem, problem.all, ROUGH) + choleskyCost(problem.size)
  }

  *make(problem: Problem, curvature: Curvature): Steps<Preconditioner> {
    yield* this.hessian.update(problem, curvature, problem.all, ROUGH)
    return yield* CholeskyPreconditioner.of(this.hessian.matrix.slice(), problem.penalty.l2)
  }
}

/** Of several outputs, what each has to do with itself: K of K (K + 1) / 2 blocks, from all rows. */
const OUTPUT_FACTORS: Offer = {
  orderFor: ({ design }) => design.cols,

  priceOf: ({ design, loss }) => loss.outputs * (design.all.gramCost + choleskyCost(design.cols)),

  *make(problem, curvature) {
    const { design, penalty, all } = problem
    const blocks: Preconditioner[] = []
    for (const { start, end } of all.groups) {
      const matrix = new Float64Array(design.cols ** 2)
      const own = new Coordinates(all.indices.subarray(start, end), design)
      yield* hessianInto(problem, curvature, own, matrix)
      blocks.push(yield* CholeskyPreconditioner.of(matrix, penalty.l2.subarray(start, end)))
    }
    return new BlockPreconditioner(blocks)
  },
}

/** Nanoseconds of a product with H, and of what belongs to it. */
function priceOfProduct(design: DesignMatrix, outputs: number): number {
  return outputs === 1 ? 2 * design.all.passCost : design.normalTimesCost(outputs)
}

/**
 * The share of its price that one system must have cost for the whole to be bought where the blocks do: else a fit is likely
 * to end before that has paid. Ten digits, C = 1: 8 steps, the last of 20 products, and the whole as dear as 90.
 */
const WORTH_THE_WHOLE = 1 / 4

/** Rent or buy, over the Newton steps of one fit. */
export class PreconditionerChoice {
  private readonly whole = new WholeFactor()
  private held: { readonly offer: Offer; readonly preconditioner: Preconditioner } | undefined = undefined
  /** what has been paid since each was bought, or since the beginning */
  private readonly spent = new Map<Offer, number>()
  /** what the last system has cost */
  private last = 0

  /** Tells that `products` products with H were needed. */
  charge({ design, loss }: Problem, products: number): void {
    this.last = products * priceOfProduct(design, loss.outputs)
    this.pay(this.last)
  }

  /** What has been bought, or is bought because it is time; `undefined` if nothing is: take the diagonal. */
  *next(problem: Problem, curvature: Curvature): Steps<Preconditioner | undefined> {
    const { design, loss } = problem
    const expected = EXPECTED_PRODUCTS * priceOfProduct(design, loss.outputs)
    // The better one first, which is not given up for the other.
    for (const offer of loss.outputs === 1 ? [this.whole] : [this.whole, OUTPUT_FACTORS]) {
      const price = offer.priceOf(problem)
      const pays =
        (this.spent.get(offer) ?? 0) + expected >= price && this.isNeeded(offer, price, loss.outputs)
      if (pays && offer.orderFor(problem) <= MAX_FACTOR) {
        this.pay(price)
        this.spent.set(offer, 0)
        this.held = { offer, preconditioner: yield* offer.make(problem, curvature) }
        break
      }
      if (this.held?.offer === offer) break
    }
    return this.held?.preconditioner
  }

  private isNeeded(offer: Offer, price: number, outputs: number): boolean {
    return outputs === 1 || offer !== this.whole || this.last >= WORTH_THE_WHOLE * price
  }

  private pay(nanoseconds: number): void {
    for (const offer of [this.whole, OUTPUT_FACTORS]) {
      this.spent.set(offer, (this.spent.get(offer) ?? 0) + nanoseconds)
    }
  }
}
