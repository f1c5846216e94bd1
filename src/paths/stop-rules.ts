/** When a path ends before the last C: rules as glmnet's `devmax`, `fdev` and `dfmax`. */

import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { checkNumber } from '../support/validate'

/** Rules that end a path, from the smallest C on; by default there is none, and a path has all of its Cs. */
export interface StopOptions {
  /** The path ends with the first model that explains more than this share of the deviance, 0 to 1. glmnet's is 0.999. */
  readonly devMax?: number | undefined
  /**
   * The path ends with the first model that explains hardly more than the one before, which is not empty: less than this
   * share of the deviance more, 0 to 1. glmnet's is 1e-5.
   */
  readonly minDevChange?: number | undefined
  /** The path ends before the first model with more coefficients than this that are not zero, an integer >= 0. */
  readonly maxNonZero?: number | undefined
}

export const STOP_NAMES = ['devMax', 'minDevChange', 'maxNonZero'] as const satisfies (keyof StopOptions)[]

/** A point of a path as the rules see it. */
export interface Reached {
  readonly C: number
  readonly nonZero: number
  readonly devRatio: number
}

/** Whether a path goes on, told of one point after the other. */
export interface StopRules {
  /** @throws ValidationError for the first point, where there would be no path */
  isBeyond(point: Reached): boolean
  isLast(point: Reached): boolean
}

/** @throws ValidationError for a value out of range */
export function readStopRules({ devMax, minDevChange, maxNonZero }: StopOptions): StopRules {
  const share = { min: 0, max: 1 }
  const ceiling = checkNumber('devMax', devMax ?? 1, share)
  const step = checkNumber('minDevChange', minDevChange ?? 0, share)
  const most =
    maxNonZero === undefined ? Infinity : checkNumber('maxNonZero', maxNonZero, { min: 0, integer: true })
  let before: Reached | undefined
  return {
    isBeyond({ C, nonZero }) {
      if (nonZero <= most) return false
      if (before !== undefined) return true
      throw new ValidationError(
        `maxNonZero is ${most}, but the model of the smallest C, ${C}, has ${counted(nonZero, 'coefficient')} other than zero; begin with a smaller C`,
      )
    },
    isLast(point) {
      const hardlyMore = before !== undefined && before.nonZero > 0 && point.devRatio - before.devRatio < step
      before = point
      return hardlyMore || point.devRatio > ceiling
    },
  }
}
