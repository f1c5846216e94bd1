/** Options of steps by path, as in `'scale__withMean'`: the name of the step, two underscores, the name of its option. */

import { type Configurable, withParams } from '../data/estimator'
import { ValidationError } from '../support/errors'
import { checkObject, describe } from '../support/validate'
import { PATH } from './steps'

type Steps = Readonly<Record<string, Configurable>>

/** The options of all steps by path. */
export function stepParams(steps: Steps): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(steps).flatMap(([name, step]) =>
      Object.entries(step.getParams()).map(([key, value]) => [name + PATH + key, value]),
    ),
  )
}

/**
 * Changes options of steps by path.
 *
 * @throws ValidationError for a path whose step or option is not there, or a value out of range
 */
export function setStepParams(owner: string, steps: Steps, changes: object): void {
  const byStep = new Map<string, Record<string, unknown>>()
  for (const [path, value] of Object.entries(checkObject(`${owner}: options`, changes))) {
    const end = path.indexOf(PATH)
    const name = path.slice(0, Math.max(end, 0))
    if (!Object.hasOwn(steps, name)) {
      const known = Object.keys(steps).map(step => `${step}${PATH}…`)
      throw new ValidationError(`${owner}: unknown option ${describe(path)}; known: ${known.join(', ')}`)
    }
    byStep.set(name, { ...byStep.get(name), [path.slice(end + PATH.length)]: value })
  }
  // All of them or none: first on copies.
  for (const [name, part] of byStep) withParams(steps[name], part)
  for (const [name, part] of byStep) steps[name].setParams(part)
}
