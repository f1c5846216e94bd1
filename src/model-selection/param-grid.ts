/** Grids of options, and the combinations that they stand for. */

import type { ParamsOf } from '../data/estimator'
import { ValidationError } from '../support/errors'
import { describe, refuseHoles } from '../support/validate'

/** For some options of an estimator the values to try; `undefined` is the default. */
export type ParamGrid<E> = {
  readonly [K in keyof ParamsOf<E>]?: readonly (ParamsOf<E>[K] | undefined)[]
}

/**
 * All combinations, in scikit-learn's order: options by name, the last one varying fastest; of several grids one
 * after another.
 *
 * @throws ValidationError when a grid or a list of values is empty
 */
export function gridPoints(grid: object | readonly object[]): Readonly<Record<string, unknown>>[] {
  const grids = Array.isArray(grid) ? (grid as readonly object[]) : [grid]
  if (grids.length === 0) throw new ValidationError('paramGrid is empty')
  return grids.flatMap(combinations)
}

function combinations(grid: object): Readonly<Record<string, unknown>>[] {
  if (typeof grid !== 'object' || grid === null || Object.keys(grid).length === 0) {
    throw new ValidationError(`paramGrid must name at least one option, got ${describe(grid)}`)
  }
  let points: Readonly<Record<string, unknown>>[] = [{}]
  for (const [name, values] of Object.entries(grid).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new ValidationError(
        `paramGrid: ${name} must be an array of at least one value, got ${describe(values)}`,
      )
    }
    refuseHoles(`paramGrid: ${name}`, values)
    points = points.flatMap(point => values.map(value => ({ ...point, [name]: value })))
  }
  return points
}
