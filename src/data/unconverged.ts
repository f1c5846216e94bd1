/**
 * What is said of fits that missed their tolerance: the cause, and what to do about it. A fit says it itself; whoever makes
 * many, such as a cross-validation, has them report instead, and says it once of all.
 */

import type { Ending } from '../solvers/solution'
import { counted } from '../support/counted'
import { warn } from '../support/warnings'
import type { EstimatorFitOptions } from './estimator'

/** What a fit was asked for, as far as messages name it. */
export interface Asked {
  readonly penalty: string
  readonly tol: number
  readonly maxIter: number
}

/** A fit among many that has not converged. */
export interface MissedFit {
  /** such as `fold 2, C = 10` */
  readonly where: string
  readonly ending: Ending
  readonly asked: Asked
}

type Cause = Exclude<Ending, 'converged'>

/** Among the options of a fit: who is told in the place of the user. A symbol, so that no user's option is taken for it. */
const REPORT = Symbol('report')

/** Options of a fit that has not to warn, but is noted among `missed` if it does not converge. */
export function reportingTo(missed: MissedFit[], where: string): EstimatorFitOptions {
  const report = (ending: Ending, asked: Asked) => missed.push(missedFit(where, ending, asked))
  return { [REPORT]: report } as EstimatorFitOptions
}

/** A fit that has not converged, in plain data that can come from a worker. */
export function missedFit(where: string, ending: Ending, { penalty, tol, maxIter }: Asked): MissedFit {
  return { where, ending, asked: { penalty, tol, maxIter } }
}

/** Says once that a fit has not reached its tolerance, and why: to whom the options say, or by a warning. */
export function warnUnlessConverged(
  settings: Asked & { readonly C: number },
  convergence: {
    readonly ending: Ending
    readonly iterations: number
    readonly objective: number
    readonly dualityGap: number
  },
  options: object = {},
): void {
  const { ending, iterations, objective, dualityGap } = convergence
  if (ending === 'converged') return
  const { [REPORT]: report } = options as { [REPORT]?: (ending: Ending, asked: Asked) => void }
  if (report !== undefined) {
    report(ending, settings)
    return
  }
  const { C, penalty, tol } = settings
  const strength = penalty === 'none' ? '' : ` (C = ${C})`
  const state =
    ending === 'separated' ? '' : ` The objective, ${objective}, is at most ${dualityGap} above the minimum.`
  warn(
    `LogisticRegression${strength} did not converge to tol ${tol} in ${counted(iterations, 'iteration')}: ` +
      `${causeOf(ending, settings)}.${state} ${adviceFor(ending)}`,
  )
}

/**
 * Says once of many fits, such as those of a cross-validation, how many of them have not.
 *
 * @param what - the name of the function or class
 * @param missed - those that have not converged
 * @param total - how many fits there were
 * @param remark - what it means for the result
 */
export function warnOfUnconverged(
  what: string,
  missed: readonly MissedFit[],
  total: number,
  remark: string,
): void {
  if (missed.length === 0) return
  const causes = [...new Set(missed.map(({ ending }) => ending))].filter(ending => ending !== 'converged')
  const shown = missed.slice(0, SHOWN).map(({ where }) => where)
  const places = missed.length > SHOWN ? [...shown, `and ${missed.length - SHOWN} more`] : shown
  const tols = [...new Set(missed.map(({ asked }) => asked.tol))].join(' or ')
  const reasons = [...new Set(missed.map(({ ending, asked }) => causeOf(ending as Cause, asked)))]
  warn(
    `${what}: ${missed.length} of ${total} fits did not converge to tol ${tols} (${places.join('; ')}): ` +
      `${reasons.slice(0, SHOWN).join('; or ')}. ${remark} ${adviceFor(causes[0])}`,
  )
}

/** How many places are named. */
const SHOWN = 5

function causeOf(ending: Cause, { maxIter, penalty }: Asked): string {
  if (ending === 'iterations') return `maxIter (${maxIter}) was reached`
  if (ending === 'rounding') return 'rounding errors allow no better point'
  const which = penalty === 'none' ? 'the coefficients' : 'coefficients without a penalty'
  return `${which} separate classes, so they would grow without bound and there is no optimum`
}

function adviceFor(ending: Cause): string {
  if (ending === 'iterations') return 'Raise maxIter, scale the features, or take a larger tol.'
  if (ending === 'rounding') {
    return 'Leave out features that nearly depend on each other, scale them, or take a larger tol.'
  }
  return "Use a penalty ('l2', 'l1') on every feature, or leave out the features that separate."
}
