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
 * Of K outputs each of these is applied to differences between them, of which alone the loss knows (see
 * {@link ContrastPreconditioner}).
 *
 * Which one to take, and when, is decided in choose-preconditioner.ts.
 * Source: Golub & Van Loan, *Matrix Computations*, §11.5.
 */

import type { Preconditioner } from '../kernels/cg-iteration'
import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import type { Steps } from '../support/steps'

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

/**
 * Of K outputs. A loss does not change where the K coefficients of a column are shifted alike, so along (1, …, 1) the system
 * is diag(l2), of which stand-ins that know one output at a time say far too much. They are asked about what is left:
 *
 *   M⁻¹ = P B⁻¹ P + (I − P) / l2,     P v = v − v̄, the mean over the K coefficients of each column taken away
 *
 * The ten digits, L2, take 53 products instead of 84 at C = 1, 173 instead of 255 and eight factors at C = 100.
 */
export class ContrastPreconditioner implements Preconditioner {
  private readonly contrasts: Float64Array
  private readonly means: Float64Array

  /**
   * @param inner - B
   * @param l2 - of all coefficients, output by output; the same for the K of a column
   * @param outputs - K
   */
  constructor(
    private readonly inner: Preconditioner,
    private readonly l2: Float64Array,
    private readonly outputs: number,
  ) {
    this.contrasts = new Float64Array(l2.length)
    this.means = new Float64Array(l2.length / outputs)
  }

  solveInto(r: Float64Array, out: Float64Array): void {
    const { inner, l2, outputs, contrasts, means } = this
    contrasts.set(r)
    takeMeans(contrasts, means, outputs)
    const { length } = means
    const along = means.map((mean, j) => (l2[j] > 0 ? mean / l2[j] : 0))
    inner.solveInto(contrasts, out)
    takeMeans(out, means, outputs)
    for (let q = 0, j = 0; q < out.length; q++) {
      out[q] += along[j]
      if (++j === length) j = 0
    }
  }
}

/** Takes the mean over the outputs away from the values of each column. */
function takeMeans(values: Float64Array, means: Float64Array, outputs: number): void {
  const { length } = means
  means.fill(0)
  for (let q = 0, j = 0; q < values.length; q++) {
    means[j] += values[q] / outputs
    if (++j === length) j = 0
  }
  for (let q = 0, j = 0; q < values.length; q++) {
    values[q] -= means[j]
    if (++j === length) j = 0
  }
}
