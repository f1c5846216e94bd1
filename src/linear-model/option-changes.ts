/** Options of which some are changed. */

import { readOptions, type Settings, toOptions, type UncheckedOptions } from './options'

/**
 * Of the penalty counts what is said last: the changes may say it anew by its name, by `l1Ratio`, or by a C after an
 * infinite one; what was said of it before is left out then.
 *
 * @throws ValidationError and UnsupportedError as {@link readOptions}, of the options taken together
 */
export function changeOptions(settings: Settings, changes: UncheckedOptions): Settings {
  const { penalty, l1Ratio, ...others }: UncheckedOptions = toOptions(settings)
  const isSaid = changes.l1Ratio !== undefined || (settings.infinite && 'C' in changes)
  const isKept = 'penalty' in changes ? changes.penalty === penalty : !isSaid
  return readOptions({ ...others, ...(isKept && { penalty, l1Ratio }), ...changes })
}
