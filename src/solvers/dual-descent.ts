/**
 * Dual coordinate descent for ridge-penalised logistic regression, for data with far fewer rows than columns. With
 * y ∈ {−1, +1}, λ the weight of the ridge, cᵢ the weight of row i and Q_ij = y_i y_j x_i·x_j / λ,
 *
 *   minimise over 0 ≤ αᵢ ≤ cᵢ   ½ αᵀ Q α + Σᵢ [αᵢ log αᵢ + (cᵢ − αᵢ) log(cᵢ − αᵢ)],      w = Σᵢ αᵢ yᵢ xᵢ / λ
 *
 * A pass visits blocks of rows in random order and solves each one-variable problem by Newton's method in αᵢ or in
 * cᵢ − αᵢ, whichever ends up the smaller, so that neither logarithm loses its digits. Every coefficient must carry
 * the ridge: a free intercept would add an equality to this dual that single coordinates cannot keep.
 *
 * Source: Yu, Huang & Lin, *Dual coordinate descent methods for logistic regression and maximum entropy models*,
 * Machine Learning 85 (2011), algorithms 4 and 5.
 */

import { log } from '../kernels/exp-log'
import type { RowVisit } from '../kernels/row-kernel'
import { LogisticLoss } from '../problem/logistic-loss'
import type { Problem } from '../problem/problem'
import { maxAbs, sum } from '../support/arrays'
import { piecesBetweenPauses, type Steps } from '../support/steps'
import { Iterate } from './iterate'
import { RandomOrder } from './random-order'
import type { Solution, StoppingRule } from './solution'

/**
 * The first certificate is asked for when the estimate of the gap, as a share of the objective, is below `tol` to this
 * power: the gap falls with the square of the violation, which has to be below `tol` as well. On 20,000 × 47,000 texts
 * two certificates instead of three, and 54 ms instead of 66.
 */
const CERTIFICATE_EXPONENT = 1.5

/**
 * Entries of X that stay together when the order is drawn. Short rows drawn singly jump about in memory: blocks of
 * this size halved the time of a pass over 20,000 rows of 60 entries. Long rows are drawn one by one, which takes
 * fewer passes.
 */
const BLOCK_ENTRIES = 1024

/** With fewer blocks the order is no longer random enough: visiting rows in turn took five times the passes. */
const FEWEST_BLOCKS = 32

/** A Newton step that would leave the domain shrinks the variable by this instead. */
const SHRINK = 0.1

/** Bound on the Newton steps in one variable; three or four are usual. */
const MAX_INNER = 100

/** How exactly one variable is solved in the first pass, and at best. */
const FIRST_ACCURACY = 1e-2
const LAST_ACCURACY = 1e-12

/**
 * Later, a slope below this share of the one to be expected in the pass is as good as 0: the row stays where it is, at
 * half the price. On 20,000 × 47,000 texts, C = 10, that took 72 ms instead of 106; with 1 it took more passes.
 */
const NEGLIGIBLE = 0.4

/** By how much slopes shrink from the first pass to the second, if all goes well; later the last rate is expected again. */
const FIRST_RATE = 0.1

/**
 * The gap falls with the square of the slopes, so an estimate below this share of F means slopes that no pass moves any
 * more: the gap alone decides.
 */
const ROUNDING = LAST_ACCURACY ** 2

/** Nanoseconds that an entry of X takes. */
const NS_PER_ENTRY = 0.5

/** What is special about a problem that this method can solve. */
export interface DualProblem {
  readonly loss: LogisticLoss
  /** λ, the l2 weight that every coefficient has */
  readonly ridge: number
}

/** `undefined` if the method cannot solve the problem. */
export function dualProblem({ loss, penalty }: Problem): DualProblem | undefined {
  const ridge = penalty.l2[0]
  const suits = !penalty.hasKinks && ridge > 0 && penalty.l2.every(weight => weight === ridge)
  return suits && loss instanceof LogisticLoss ? { loss, ridge } : undefined
}

/**
 * @param seed - orders the rows; the same seed gives the same passes
 * @param patience - gives up, unconverged, as soon as more passes than this are to be expected
 */
export function* dualDescent(
  problem: Problem,
  { loss, ridge }: DualProblem,
  { tol, maxIter }: StoppingRule,
  seed: number,
  patience = Infinity,
): Steps<Solution> {
  const { design } = problem
  const passes = new DualPasses(problem, loss, ridge)
  const blocks = Math.ceil(design.rows / passes.blockRows)
  const random = new RandomOrder(blocks, seed)
  const pauseBlocks = piecesBetweenPauses((NS_PER_ENTRY * design.all.passCost) / blocks)
  let objective = loss.value(new Float64Array(problem.predictorCount))
  // The certificate costs about as much as a pass, so it is asked for only when the estimate promises that it holds.
  let promise = Math.max(tol ** CERTIFICATE_EXPONENT, ROUNDING) * objective
  for (let pass = 1; ; pass++) {
    const order = random.next()
    passes.begin()
    for (let start = 0; start < blocks; start += pauseBlocks) {
      passes.visit(order.subarray(start, start + pauseBlocks))
      yield
    }
    yield () => new Iterate(problem, passes.w).progress(pass)
    const hopeless = pass + passesToGo(passes, tol * objective) > patience
    if (passes.estimatedGap > promise && pass < maxIter && !hopeless) continue
    const iterate = new Iterate(problem, passes.w)
    iterate.updateGradient(problem.all)
    objective = iterate.objective
    const gap = yield* iterate.gap()
    const violation = iterate.violation(problem.all)
    const converged = violation <= tol * passes.nullViolation && gap <= tol * objective
    if (converged) return iterate.solution('converged', pass, gap)
    if (passes.estimatedGap <= ROUNDING * objective) {
      return iterate.solution('rounding', pass, gap)
    }
    if (hopeless || pass >= maxIter) return iterate.solution('iterations', pass, gap)
    const shortfall = Math.min((tol * objective) / gap, (tol * passes.nullViolation) / violation) ** 2
    promise = passes.estimatedGap * Math.min(0.5, Math.max(shortfall, 0.01))
  }
}

/** How many passes it will take from `estimatedGap` down to `target` at the rate of the last one. */
function passesToGo({ estimatedGap, earlierGap }: DualPasses, target: number): number {
  if (!(earlierGap > 0) || estimatedGap <= target) return 0
  return estimatedGap < earlierGap ? log(target / estimatedGap) / log(estimatedGap / earlierGap) : Infinity
}

/** The dual variables, the w that belongs to them, and the one-variable moves. */
class DualPasses {
  readonly w: Float64Array
  /** max |∇L(0)|, for the stopping rule */
  readonly nullViolation: number
  /** rows to a block of the random order */
  readonly blockRows: number
  /**
   * An estimate of the duality gap met during the pass: Σᵢ ½ slopeᵢ² αᵢ (cᵢ − αᵢ) / cᵢ, the second-order expansion of
   * each row's Fenchel–Young gap
   */
  estimatedGap = 0
  /** that of the pass before, 0 if there was none */
  earlierGap = 0
  private readonly alpha: Float64Array
  /** c − α, kept apart because the difference would lose its digits */
  private readonly complement: Float64Array
  private readonly curvature: Float64Array
  /** a slope below this is as good as 0 */
  private accuracy = FIRST_ACCURACY
  /** Σᵢ αᵢ (cᵢ − αᵢ) / cᵢ over the rows of the pass gone by */
  private mass = 0
  /** root mean square of the slopes in the pass before that, weighted by those terms */
  private earlierSlope = 0

  constructor(
    private readonly problem: Problem,
    private readonly loss: LogisticLoss,
    private readonly ridge: number,
  ) {
    const { design } = problem
    const { signs, weights } = loss
    this.w = new Float64Array(problem.size)
    const rowEntries = design.all.passCost / design.rows
    this.blockRows = Math.max(
      1,
      Math.floor(Math.min(BLOCK_ENTRIES / rowEntries, design.rows / FEWEST_BLOCKS)),
    )
    const weighted = new Float64Array(weights.length)
    for (let i = 0; i < weighted.length; i++) weighted[i] = weights[i] * signs[i]
    problem.gradientInto(problem.all, weighted, this.w)
    this.nullViolation = 0.5 * maxAbs(this.w)
    const share = bestUniformShare(this.w, weights, ridge)
    for (let q = 0; q < this.w.length; q++) this.w[q] *= share / ridge
    this.alpha = weights.map(c => share * c)
    this.complement = weights.map(c => (1 - share) * c)
    this.curvature = new Float64Array(design.rows)
    design.rowSquaresInto(new Float64Array(design.cols).fill(1 / ridge), this.curvature)
  }

  begin(): void {
    if (this.mass > 0) {
      const slope = Math.sqrt((2 * this.estimatedGap) / this.mass)
      const rate = this.earlierSlope > 0 ? Math.min(1, slope / this.earlierSlope) : FIRST_RATE
      this.accuracy = Math.max(NEGLIGIBLE * rate * slope, LAST_ACCURACY)
      this.earlierSlope = slope
    }
    this.earlierGap = this.estimatedGap
    this.estimatedGap = 0
    this.mass = 0
  }

  /** Solves the one-variable problems of these blocks of rows. */
  visit(blocks: Int32Array): void {
    const rows = this.problem.design.visitRows(this.w, this.blockRows)
    for (const block of blocks) {
      const start = block * this.blockRows
      this.solveRows(rows, start, Math.min(this.alpha.length, start + this.blockRows))
    }
    rows.leave()
  }

  private solveRows(rows: RowVisit, start: number, end: number): void {
    const { alpha, complement, curvature, ridge, accuracy } = this
    const { signs, weights } = this.loss
    rows.fetch(start, end)
    let gap = 0
    let mass = 0
    for (let i = start; i < end; i++) {
      const c = weights[i]
      if (c === 0) continue
      const sign = signs[i]
      const margin = sign * rows.dot(i)
      const viaAlpha = 0.5 * curvature[i] * (complement[i] - alpha[i]) + margin >= 0
      const small = viaAlpha ? alpha : complement
      const large = viaAlpha ? complement : alpha
      const slope = margin + log(alpha[i] / complement[i])
      const share = (alpha[i] * complement[i]) / c
      mass += share
      gap += slope * slope * share
      if (Math.abs(slope) < accuracy) continue
      const before = small[i]
      const toward = viaAlpha ? 1 : -1
      const after = minimizeEntropic(before, toward * slope, c, curvature[i], toward * margin, accuracy)
      if (after === before) continue
      small[i] = after
      large[i] = c - after
      rows.add(i, (sign * (viaAlpha ? after - before : before - after)) / ridge)
    }
    this.estimatedGap += 0.5 * gap
    this.mass += mass
  }
}

/**
 * The best start of the form α = s c, from the dual along that ray: with v = Σᵢ cᵢ yᵢ xᵢ the root of
 * s ‖v‖² / λ + (Σᵢ cᵢ) log(s / (1 − s)), which increases in s and lies in (0, ½].
 */
function bestUniformShare(v: Float64Array, weights: Float64Array, ridge: number): number {
  const square = v.reduce((sum, value) => sum + value * value, 0) / ridge
  const total = sum(weights)
  let low = 0
  let high = 0.5
  for (let halving = 0; halving < 60; halving++) {
    const s = (low + high) / 2
    if (s * square + total * log(s / (1 - s)) > 0) high = s
    else low = s
  }
  return high
}

/**
 * argmin over 0 < z < c of  z log z + (c − z) log(c − z) + ½ a (z − z₀)² + b (z − z₀),  for a minimum in the lower half.
 *
 * @param slope - the derivative at z₀: with it a row takes one logarithm less
 */
function minimizeEntropic(
  z0: number,
  slope: number,
  c: number,
  a: number,
  b: number,
  accuracy: number,
): number {
  let z = c - z0 < 0.5 * c ? SHRINK * z0 : z0
  let here = z === z0 ? slope : a * (z - z0) + b + log(z / (c - z))
  for (let step = 0; step < MAX_INNER && Math.abs(here) >= accuracy; step++) {
    const next = z - here / (a + c / (z * (c - z)))
    z = next <= 0 ? SHRINK * z : next
    here = a * (z - z0) + b + log(z / (c - z))
  }
  return z
}
