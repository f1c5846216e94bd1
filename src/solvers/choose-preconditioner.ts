/**
 * Rent or buy: which preconditioner a Newton system is given. A factor costs as much as many products with H, and an easy
 * problem needs few. So the diagonal is *rented* until the products done with it (and the few that any system needs) have
 * cost as much as a factor, and then that is *bought*: about twice the work of the better choice at most, without knowing
 * beforehand which that is. It is bought anew when the products since have cost as much. Of several outputs the blocks are
 * bought like that, and the whole only when, besides, one system has cost a good part of it.
 *
 * Source: Karlin et al., *Competitive snoopy caching*, Algorithmica 3 (1988).
 */

import type { Preconditioner } from '../kernels/cg-iteration'
import { choleskyCost } from '../kernels/cholesky'
import { addHessian, hessianDiagonal } from '../problem/hessian'
import type { Curvature } from '../problem/loss'
import { Coordinates, type Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import { dropLight, gramCost, type HessianAccuracy, mendDiagonal } from './hessian-sample'
import { LazyHessian, ROUGH } from './lazy-hessian'
import { BlockPreconditioner, CholeskyPreconditioner } from './preconditioner'

/** What follows {@link ROUGH}. */
const ALL_ROWS: HessianAccuracy = { ...ROUGH, rowsPerCoordinate: Infinity }

/** Largest system that is factorized. */
const MAX_FACTOR = 2048

/** Numbers in the factors of all outputs, 128 MB of them. */
const MAX_NUMBERS = 4096 ** 2

/** Products with H that the next system will need whatever the data, if there is no factor yet. */
const EXPECTED_PRODUCTS = 5

/**
 * The share of its price that one system must have cost for the whole to be bought where the blocks do: else a fit is likely
 * to end before that has paid.
 */
const WORTH_THE_WHOLE = 1 / 4

/** Nanoseconds of a number of a triangular factor that is read forth and back: memory is what takes time. */
const NS_PER_NUMBER = 1.5

/**
 * How many times its price a stale one may cost in one system before it is bought anew: conjugate gradients have to begin again.
 */
const PATIENCE = 3

/** A preconditioner for sale. */
interface Offer {
  /** whether there is memory for it */
  fits(problem: Problem): boolean
  /** nanoseconds */
  priceOf(problem: Problem, curvature: Curvature): number
  /** nanoseconds of applying it once */
  priceOfSolve(problem: Problem): number
  make(problem: Problem, curvature: Curvature): Steps<Preconditioner>
}

/**
 * The whole Hessian from a sample of the rows, which need not represent every column: a preconditioner may be off. Where it is
 * so far off that a system costs what all rows would have, they are taken from then on.
 */
class WholeFactor implements Offer {
  private readonly hessian = new LazyHessian(true)
  private accuracy = ROUGH

  fits({ size }: Problem): boolean {
    return size <= MAX_FACTOR
  }

  priceOf(problem: Problem): number {
    return this.hessian.price(problem, problem.all, this.accuracy) + choleskyCost(problem.size)
  }

  priceOfSolve({ size }: Problem): number {
    return NS_PER_NUMBER * size ** 2
  }

  /** Told what a system behind it has cost. */
  learn(problem: Problem, cost: number): void {
    if (cost >= gramCost(problem, problem.all) + choleskyCost(problem.size)) this.accuracy = ALL_ROWS
  }

  *make(problem: Problem, curvature: Curvature): Steps<Preconditioner> {
    yield* this.hessian.update(problem, curvature, problem.all, this.accuracy)
    const matrix = this.hessian.matrix.slice()
    if (this.hessian.isOff) mendDiagonal(problem, curvature, matrix)
    return yield* CholeskyPreconditioner.of(matrix, problem.penalty.l2)
  }
}

/** Of several outputs, what each has to do with itself: K of K (K + 1) / 2 blocks, from the rows that count. */
const OUTPUT_FACTORS: Offer = {
  fits: ({ design, loss }) => design.cols <= MAX_FACTOR && loss.outputs * design.cols ** 2 <= MAX_NUMBERS,

  priceOf({ design, loss }, curvature) {
    const d = new Float64Array(design.rows)
    let price = loss.outputs * choleskyCost(design.cols)
    for (let a = 0; a < loss.outputs; a++) {
      curvature.curvatureInto(a, a, d)
      price += design.all.passCost + dropLight(d) * design.all.gramCost
    }
    return price
  },

  priceOfSolve: ({ design, loss }) => NS_PER_NUMBER * loss.outputs * design.cols ** 2,

  *make(problem, curvature) {
    const { design, penalty, all } = problem
    const { cols } = design
    const blocks: Preconditioner[] = []
    const d = new Float64Array(design.rows)
    for (const { output, start, end } of all.groups) {
      const own = new Coordinates(all.indices.subarray(start, end), design)
      curvature.curvatureInto(output, output, d)
      const diagonal = hessianDiagonal(problem, own, () => d)
      dropLight(d)
      const matrix = new Float64Array(cols ** 2)
      yield* addHessian(problem, own, matrix, () => d)
      for (let j = 0; j < cols; j++) matrix[j * cols + j] = diagonal[j]
      blocks.push(yield* CholeskyPreconditioner.of(matrix, penalty.l2.subarray(start, end)))
    }
    return new BlockPreconditioner(blocks)
  },
}

/** Nanoseconds of a product with H, and of what belongs to it. */
export function priceOfProduct({ design, loss }: Problem): number {
  return loss.outputs === 1 ? 2 * design.all.passCost : design.normalTimesCost(loss.outputs)
}

/** The choices of one fit, Newton step by Newton step. */
export class PreconditionerChoice {
  private readonly whole = new WholeFactor()
  private held: { readonly offer: Offer; readonly preconditioner: Preconditioner } | undefined = undefined
  /** what has been paid since each was bought, or since the beginning */
  private readonly spent = new Map<Offer, number>()
  /** what the last system has cost */
  private last = 0
  /** whether what is held was bought for another system than the next one */
  private isStale = false
  /** nanoseconds that all of it has cost */
  total = 0

  /** Nanoseconds of an iteration, behind what is held or not. */
  priceOfIteration(problem: Problem, isBehind: boolean): number {
    const solve = isBehind ? (this.held?.offer.priceOfSolve(problem) ?? 0) : 0
    return priceOfProduct(problem) + solve
  }

  /**
   * Nanoseconds of iterations behind what is held after which it is time to call {@link next} again, in the middle of a system: the
   * curvature may have changed by orders of size since it was bought. (95 × 153, seven classes, L2, C = 477: 17.6 s without, 4.4 so.)
   */
  patience(problem: Problem, curvature: Curvature): number {
    return this.held && this.isStale ? PATIENCE * this.held.offer.priceOf(problem, curvature) : Infinity
  }

  /** Tells how many iterations were needed, behind what is held or not. */
  charge(problem: Problem, iterations: number, isBehind: boolean): void {
    this.last = iterations * this.priceOfIteration(problem, isBehind)
    if (this.held?.offer === this.whole) this.whole.learn(problem, this.last)
    this.pay(this.last)
  }

  /** What has been bought, or is bought because it is time; `undefined` if nothing is: take the diagonal. */
  *next(problem: Problem, curvature: Curvature): Steps<Preconditioner | undefined> {
    this.isStale = true
    // The better one first, which is not given up for the other.
    for (const offer of problem.loss.outputs === 1 ? [this.whole] : [this.whole, OUTPUT_FACTORS]) {
      const price = offer.fits(problem) ? offer.priceOf(problem, curvature) : Infinity
      if (this.isDue(offer, problem, price)) {
        this.pay(price)
        this.spent.set(offer, 0)
        this.isStale = false
        this.held = { offer, preconditioner: yield* offer.make(problem, curvature) }
        break
      }
      if (this.held?.offer === offer) break
    }
    return this.held?.preconditioner
  }

  private isDue(offer: Offer, problem: Problem, price: number): boolean {
    const expected = this.held?.offer === offer ? 0 : EXPECTED_PRODUCTS * priceOfProduct(problem)
    const spent = (this.spent.get(offer) ?? 0) + expected
    const isAlone = problem.loss.outputs === 1 || offer !== this.whole
    return spent >= price && (isAlone || this.last >= WORTH_THE_WHOLE * price)
  }

  private pay(nanoseconds: number): void {
    this.total += nanoseconds
    for (const offer of [this.whole, OUTPUT_FACTORS]) {
      this.spent.set(offer, (this.spent.get(offer) ?? 0) + nanoseconds)
    }
  }
}
