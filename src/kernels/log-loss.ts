/** The logistic loss of single margins. */

import { exp, log1p } from './exp-log'

/** log(1 + exp(−m)), stable for every m. */
export function logLossOfMargin(margin: number): number {
  return margin >= 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
}
