/**
 * Candidates drawn at random from lists and distributions of options, as scikit-learn's `ParameterSampler` draws them: of
 * lists alone combinations without repetition, else each option on its own.
 */

import type { ParamsOf } from '../data/estimator'
import { indexRange } from '../support/arrays'
import { ValidationError } from '../support/errors'
import { RandomState } from '../support/random'
import { readArray } from '../support/saved'
import { checkChoice, checkNumber, describe } from '../support/validate'
import { gridPoints } from './param-grid'

/** Something to draw values from; {@link uniform} and {@link logUniform} give some. */
export interface Distribution<T> {
  /** a value, made of random numbers in [0, 1) */
  sample(random: () => number): T
}

/** For some options of an estimator, a list of values or a distribution to draw from. */
export type ParamDistributions<E> = {
  readonly [K in keyof ParamsOf<E>]?:
    | readonly Exclude<ParamsOf<E>[K], undefined>[]
    | Distribution<Exclude<ParamsOf<E>[K], undefined>>
}

/**
 * Numbers from `low` to `high`, all equally probable.
 *
 * @throws ValidationError when a bound is not finite, or `low` is not below `high`
 *
 * @example
 * ```ts
 * import { uniform } from 'ndlogit'
 *
 * console.log(uniform(0, 10).sample(() => 0.25)) // 2.5
 * ```
 */
export function uniform(low: number, high: number): Distribution<number> {
  return new Interval('uniform', low, high)
}

/**
 * Positive numbers from `low` to `high`, all magnitudes equally probable: for `C` and its like.
 *
 * @throws ValidationError when `low` is not positive, or not below `high`
 *
 * @example
 * ```ts
 * import { logUniform } from 'ndlogit'
 *
 * console.log(logUniform(0.01, 100).sample(() => 0.5)) // 1
 * ```
 */
export function logUniform(low: number, high: number): Distribution<number> {
  return new Interval('logUniform', low, high)
}

/** What {@link uniform} and {@link logUniform} give: a distribution that can be saved. */
export class Interval implements Distribution<number> {
  readonly name: 'uniform' | 'logUniform'
  readonly low: number
  readonly high: number

  /** @throws ValidationError when a bound is out of range */
  constructor(name: 'uniform' | 'logUniform', low: number, high: number) {
    this.name = checkChoice('distribution', name, ['uniform', 'logUniform'])
    this.low = checkNumber('low', low, name === 'logUniform' ? { above: 0 } : {})
    this.high = checkNumber('high', high, { above: low })
  }

  sample(random: () => number): number {
    const { name, low, high } = this
    return name === 'uniform' ? low + (high - low) * random() : low * (high / low) ** random()
  }
}

/** The distribution that was saved by its name and its bounds. @throws ValidationError naming what is wrong */
export function readInterval(where: string, saved: unknown): Interval {
  const [name, low, high] = readArray(where, saved)
  return new Interval(name as 'uniform', low as number, high as number)
}

/** @throws ValidationError when there is no option, or one has neither values nor a distribution */
export function checkDistributions(distributions: object): void {
  if (
    typeof distributions !== 'object' ||
    distributions === null ||
    Object.keys(distributions).length === 0
  ) {
    throw new ValidationError(
      `paramDistributions must name at least one option, got ${describe(distributions)}`,
    )
  }
  for (const [name, values] of Object.entries(distributions)) {
    if ((Array.isArray(values) && values.length > 0) || isDistribution(values)) continue
    throw new ValidationError(
      `paramDistributions: ${name} must be an array of at least one value or a distribution, got ${describe(values)}`,
    )
  }
}

/** `count` candidates; fewer if there are only lists, and not so many combinations. */
export function sampleParams(
  distributions: object,
  count: number,
  seed: number | undefined,
): Readonly<Record<string, unknown>>[] {
  const random = new RandomState(seed)
  const entries = Object.entries(distributions).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.every(([, values]) => Array.isArray(values))) {
    const points = gridPoints(distributions)
    return Array.from(sample(random, points.length, Math.min(count, points.length)), at => points[at])
  }
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      entries.map(([name, values]) => [
        name,
        isDistribution(values)
          ? values.sample(() => random.uniform())
          : values[random.integer(values.length - 1)],
      ]),
    ),
  )
}

function isDistribution(value: unknown): value is Distribution<unknown> {
  return typeof (value as Partial<Distribution<unknown>> | undefined)?.sample === 'function'
}

/** `size` of 0 … `n − 1`, each at most once, drawn as scikit-learn's `sample_without_replacement` draws them. */
function sample(random: RandomState, n: number, size: number): Int32Array {
  const ratio = size / n
  if (ratio > 0.01 && ratio < 0.99) return random.permutation(n).subarray(0, size)
  const drawn = indexRange(size)
  if (ratio >= 0.2) {
    for (let i = size; i < n; i++) {
      const j = random.integer(i)
      if (j < size) drawn[j] = i
    }
    return drawn
  }
  const seen = new Set<number>()
  return drawn.map(() => {
    let value: number
    do value = random.integer(n - 1)
    while (seen.has(value))
    seen.add(value)
    return value
  })
}
