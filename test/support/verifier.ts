/**
 * Whether what a fit says of itself is true of the numbers that it returns. Everything is recomputed from X, y, the
 * options and the model, in twice the precision, and shares nothing with `src`:
 *
 *   outside     no coefficient is outside its bounds
 *   objective   within 1e-9 of F of the returned coefficients
 *   bound       no point has an objective below `objective` − `dualityGap`: proven by a dual point, or refuted by a better
 *               point of a solver of its own, or neither
 *   converged   the gap is at most `tol` times the objective, and the violation `tol` times that of the null model
 */

import { lowerBound, objectiveOf, optimality } from './proof/optimality'
import { improve, workOf } from './proof/second-solver'
import { type Answer, type Options, type RowOptions, type Statement, statementsOf } from './proof/statement'

export interface Claim extends Answer {
  readonly convergence: {
    readonly converged: boolean
    readonly objective: number
    readonly dualityGap: number
  }
}

export interface Question extends RowOptions {
  readonly X: unknown
  readonly y: unknown
  readonly options: Options & { readonly tol?: number }
}

/** What may be wrong with a claim. */
export type Fault = 'not finite' | 'outside' | 'objective' | 'bound' | 'gap' | 'violation'

export interface Finding {
  readonly kind: Fault
  readonly message: string
}

export interface Verdict {
  readonly findings: readonly Finding[]
  /** of the bound; `undecided` where a proof or a better point would take too much work */
  readonly bound: 'proven' | 'refuted' | 'undecided'
  /** F of the returned numbers, and the least that any solver found */
  readonly objective: number
  readonly best: number
  /** worst violation over what rounding may make of it, ε Σ |x R| */
  readonly violation: number
  readonly nullViolation: number
  readonly violationScale: number
}

/** How far two evaluations of one objective may be apart. */
const SAME = 1e-9

/** A violation below this many roundings of its terms cannot be told from 0. */
const ROUNDINGS = 100 * 2 ** -53

export interface Effort {
  /** steps of the second solver, and the multiply–adds that its Hessian may take */
  readonly steps: number
  readonly work: number
}

export const LITTLE: Effort = { steps: 12, work: 4e6 }

export function verify(question: Question, claim: Claim, effort: Effort = LITTLE): Verdict {
  const { converged, objective, dualityGap } = claim.convergence
  const findings: Finding[] = []
  const find = (kind: Fault, message: string) => findings.push({ kind, message })
  const numbers = [...Array.from(claim.coef), ...Array.from(claim.intercept), objective, dualityGap]
  if (!numbers.every(Number.isFinite)) {
    find('not finite', `coefficients, intercept, objective ${objective} or gap ${dualityGap}`)
    return { findings, bound: 'undecided', objective, best: objective, ...NOTHING }
  }
  const { X, y, options, ...rowOptions } = question
  const statements = statementsOf(X, y, rowOptions, options, claim)
  for (const { W, lower, upper } of statements) {
    const out = W.flatMap((row, a) => row.filter((w, j) => w < lower[a][j] || w > upper[a][j]))
    if (out.length > 0) find('outside', `coefficients outside their bounds: ${out.slice(0, 5)}`)
  }
  const parts = statements.map(optimality)
  const value = total(parts.map(part => part.objective))
  if (!(Math.abs(value - objective) <= SAME * value)) {
    find('objective', `said ${objective}, is ${value} (relative ${(objective - value) / value})`)
  }
  if (!(dualityGap >= 0)) find('gap', `is ${dualityGap}`)
  const { tol = 1e-4 } = options
  if (converged && !(dualityGap <= tol * objective)) {
    find('gap', `converged with gap ${dualityGap} above tol ${tol} times ${objective}`)
  }
  for (const { violation, nullViolation, violationScale } of converged ? parts : []) {
    if (!(violation <= 1.001 * tol * nullViolation + ROUNDINGS * violationScale)) {
      find('violation', `converged with violation ${violation}, of the null model ${nullViolation}`)
    }
  }
  const bound = checkBound(statements, Math.min(value, objective), dualityGap, effort)
  if (bound.outcome === 'refuted') {
    find(
      'bound',
      `objective ${objective} is said to be at most ${dualityGap} above the minimum, but ${bound.best} is reached`,
    )
  }
  return {
    findings,
    bound: bound.outcome,
    objective: value,
    best: bound.best,
    violation: Math.max(...parts.map(part => part.violation)),
    nullViolation: Math.max(...parts.map(part => part.nullViolation)),
    violationScale: Math.max(...parts.map(part => part.violationScale)),
  }
}

const NOTHING = { violation: 0, nullViolation: 0, violationScale: 0 }

/** min F ≥ objective − gap? */
function checkBound(
  statements: readonly Statement[],
  objective: number,
  gap: number,
  { steps, work }: Effort,
): { readonly outcome: Verdict['bound']; readonly best: number } {
  const claimed = objective - gap - SAME * objective
  const least = (points: readonly (readonly (readonly number[])[])[]) =>
    total(statements.map((statement, k) => objectiveOf(statement, points[k])))
  const proves = (points: readonly (readonly (readonly number[])[])[]) =>
    total(statements.map((statement, k) => lowerBound(statement, points[k]))) >= claimed
  const returned = statements.map(({ W }) => W)
  if (!(claimed > 0) || proves(returned)) return { outcome: 'proven', best: objective }
  if (statements.some(statement => workOf(statement) > work)) return { outcome: 'undecided', best: objective }
  let points: (readonly (readonly number[])[])[] = returned
  for (let round = 0; round < 3; round++) {
    const before = points
    points = statements.map((statement, k) => {
      const W = before[k]
      const zero = W.map(row => row.map(() => 0))
      return improve(statement, W, steps, round === 0 ? [zero] : [])
    })
    const best = least(points)
    if (best < claimed) return { outcome: 'refuted', best }
    if (points.every((point, k) => point === before[k])) break
    if (proves(points)) return { outcome: 'proven', best }
  }
  return { outcome: 'undecided', best: Math.min(objective, least(points)) }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
