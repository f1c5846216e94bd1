/**
 * Fits to the same data for one C after another. The data become a problem once, for all Cs; each fit starts where the
 * ones before lead to, with the Hessian in force there: so a step along the path costs a few Newton steps on the
 * coefficients that matter there.
 */

import type { Label } from '../data/labels'
import { type Fit, fitFormulated } from '../linear-model/fit'
import { formulate } from '../linear-model/formulation'
import type { LinearClassifier } from '../linear-model/linear-classifier'
import type { Settings } from '../linear-model/options'
import type { TrainingSet } from '../linear-model/training-set'
import type { Steps } from '../support/steps'

/** The fit for a C, which it is best to ask for from the smallest to the largest; the first begins at `start`. */
export function* pathFitter<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
  start?: LinearClassifier<L>,
): Steps<(C: number) => Steps<Fit<L>>> {
  const { subproblems, ...formulation } = yield* formulate(training, settings)
  const kept = { ...formulation, subproblems: subproblems.map(subproblem => once(subproblem)) }
  let first = start
  return C => {
    const previous = first
    first = undefined
    return fitFormulated({ ...settings, C }, training, kept, previous)
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
