/**
 * Fits to the same data for one C after another. The data become a problem once, for all Cs; each fit starts where the
 * ones before lead to, with the Hessian in force there: so a step along the path costs a few Newton steps on the
 * coefficients that matter there.
 */

import type { Label } from '../data/labels'
import { type Fit, fitFormulated } from '../linear-model/fit'
import { formulate } from '../linear-model/formulation'
import { LogisticRegression } from '../linear-model/logistic-regression'
import { type LogisticRegressionOptions, readOptions, type Settings } from '../linear-model/options'
import { readTrainingSet, type TrainingSet } from '../linear-model/training-set'
import { fail, type Rows } from '../model-selection/fit-and-score'
import { ValidationError } from '../support/errors'
import { runStepsAsync, type Steps } from '../support/steps'
import { checkNumber } from '../support/validate'

/** Positions of `values`, smallest value first. */
export function increasing(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, k) => k).sort((a, b) => values[a] - values[b])
}

/** The option `Cs`: a list, or how many from 1e-4 to 1e4 in equal ratios. @throws ValidationError when it is empty or a C is not > 0 */
export function readCs(Cs: unknown): Float64Array {
  if (Array.isArray(Cs)) {
    if (Cs.length === 0) throw new ValidationError('Cs is empty')
    return Float64Array.from(Cs, (C, k) => checkNumber(`Cs[${k}]`, C, { above: 0 }))
  }
  const count = checkNumber('Cs', Cs, { min: 1, integer: true })
  return Float64Array.from({ length: count }, (_, k) => 10 ** (-4 + (8 * k) / Math.max(1, count - 1)))
}

/** The fit for a C, which it is best to ask for from the smallest to the largest. */
export function pathFitter<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
): (C: number) => Steps<Fit<L>> {
  const { parts, ...formulation } = formulate(training, settings)
  const kept = { ...formulation, parts: parts.map(partOf => once(partOf)) }
  let previous: Fit<L> | undefined
  return function* (C) {
    previous = yield* fitFormulated({ ...settings, C }, training, kept, previous?.model)
    return previous
  }
}

/**
 * The models of some rows with their positions in `Cs`, from the smallest C to the largest.
 *
 * @param name - what to call the rows in a message, such as `fold 2`
 * @throws ValidationError when a fit fails: the rows and the C are named
 */
export async function* modelsAlong(
  Cs: Float64Array,
  options: LogisticRegressionOptions,
  { X, y, weight }: Rows,
  name: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly [number, LogisticRegression]> {
  const run = async <T>(steps: Steps<T>, where: string): Promise<T> => {
    try {
      return await runStepsAsync(steps, { signal })
    } catch (error) {
      signal?.throwIfAborted()
      return fail('raise', `the fit failed (${where})`, error)
    }
  }
  const settings = readOptions(options)
  const training = await run(readTrainingSet(X, y, weight.sampleWeight, settings.classWeight), name)
  const fitAt = pathFitter(settings, training)
  for (const k of increasing(Cs)) {
    const C = Cs[k]
    const fit = await run(fitAt(C), `${name}, C = ${C}`)
    yield [k, LogisticRegression.fromFit({ ...options, C }, fit)]
  }
}

/** Makes its value when it is asked for the first time. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
