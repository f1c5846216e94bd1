/**
 * Preconditioners for the Newton system (H + diag(l2)) δ = b: cheap stand-ins for its matrix whose inverse is at hand.
 *
 *  - the diagonal, which costs one pass over X;
 *  - the Cholesky factor of an approximate Hessian from a sample of the rows (see `LazyHessian`). With r sampled rows
 *    per coordinate the spectrum of the preconditioned system lies within about (1 ± r^−½)², whatever the conditioning
 *    of the data, so a handful of iterations does what took the diagonal a hundred;
 *  - of K outputs, the factors of the K blocks on the diagonal from the rows that count, which cost 2 / (K + 1) of the
 *    whole at most and take half the iterations of the diagonal (the ten digits).
 *
 * Of K outputs each of these is applied to differences between them (see contrasts.ts).
 *
 * Which one to take, and when, is decided in choose-preconditioner.ts.
 * Source: Golub & Van Loan, *Matrix Computations*, §11.5.
 */

import type { Preconditioner } from '../kernels/cg-iteration'
import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import type { Steps } from '../support/steps'
import type { Contrasts } from './contrasts'

export class DiagonalPreconditioner implements Preconditioner {
  /** @param diagonal - of the system; coordinates with 0 stay where they are */
  constructor(private readonly diagonal: Float64Array) {}

  solveInto(r: Float64Array, out: Float64Array): void {
    const { diagonal } = this
    for (let q = 0; q < r.length; q++) out[q] = diagonal[q] > 0 ? r[q] / diagonal[q] : 0
  }
}

export class CholeskyPreconditioner implements Preconditioner {
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
export class BlockPreconditioner implements Preconditioner {
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

/** Another one, on the differences between outputs. */
export class ContrastPreconditioner implements Preconditioner {
  constructor(
    private readonly inner: Preconditioner,
    private readonly contrasts: Contrasts,
  ) {}

  solveInto(r: Float64Array, out: Float64Array): void {
    this.inner.solveInto(r, out)
    this.contrasts.project(out)
  }
}
