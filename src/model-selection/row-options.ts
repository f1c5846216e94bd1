/** Options of rows that not every function can heed: those are refused by name, with what to do instead. */

import { UnsupportedError } from '../support/errors'

/** How labels and weights say the same as shares of the classes. */
export const TARGETS_AS_WEIGHTS = 'write each row once for each class with its share or count as sampleWeight'

/**
 * Refuses targets that are no labels.
 *
 * @param advice - what to do instead
 * @throws UnsupportedError where there are such targets
 */
export function refuseTargets(owner: string, options: unknown, advice: string): void {
  const { target, trials } = Object(options) as { readonly target?: unknown; readonly trials?: unknown }
  if (trials === undefined && target !== 'probability') return
  const what = trials === undefined ? 'probabilities' : 'successes of trials'
  throw new UnsupportedError(`${owner} takes labels, not ${what}; ${advice}`)
}

/**
 * Refuses an offset.
 *
 * @param advice - what to do instead
 * @throws UnsupportedError where there is one
 */
export function refuseOffset(owner: string, options: unknown, advice: string): void {
  const { offset } = Object(options) as { readonly offset?: unknown }
  if (offset !== undefined) throw new UnsupportedError(`${owner} takes no offset; ${advice}`)
}
