/** What is said of fits that missed their tolerance: the cause, and what to do about it. */

import { warn } from '../support/warnings'
import type { Convergence } from './fit'
import type { Settings } from './options'

/** A fit among many that has not converged. */
export interface MissedFit {
  /** such as `fold 2, C = 10` */
  readonly where: string
  readonly ending: Convergence['ending']
}

type Cause = Exclude<Convergence['ending'], 'converged'>

/** Says once that a fit has not reached its tolerance, and why. */
export function warnUnlessConverged(settings: Settings, convergence: Convergence): void {
  const { ending, iterations, objective, dualityGap } = convergence
  if (ending === 'converged') return
  const { C, penalty, tol } = settings
  const strength = penalty === 'none' ? '' : ` (C = ${C})`
  const state =
    ending === 'separated' ? '' : ` The objective, ${objective}, is at most ${dualityGap} above the minimum.`
  warn(
    `LogisticRegression${strength} did not converge to tol ${tol} in ${iterations} iterations: ` +
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
  settings: Settings,
  missed: readonly MissedFit[],
  total: number,
  remark: string,
): void {
  if (missed.length === 0) return
  const causes = [...new Set(missed.map(({ ending }) => ending))].filter(ending => ending !== 'converged')
  const shown = missed.slice(0, SHOWN).map(({ where }) => where)
  const places = missed.length > SHOWN ? [...shown, `and ${missed.length - SHOWN} more`] : shown
  warn(
    `${what}: ${missed.length} of ${total} fits did not converge to tol ${settings.tol} (${places.join('; ')}): ` +
      `${causes.map(cause => causeOf(cause, settings)).join('; or ')}. ${remark} ${adviceFor(causes[0])}`,
  )
}

/** How many places are named. */
const SHOWN = 5

function causeOf(ending: Cause, { maxIter, penalty }: Settings): string {
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
