/** The models along a path of Cs on some of the rows: what cross-validation and stability selection are made of. */

import type { MatrixLike } from '../data/matrix-like'
import type { Convergence } from '../linear-model/fit'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { modelOfFit } from '../linear-model/model-of-fit'
import type { Settings } from '../linear-model/options'
import type { RowOptions } from '../linear-model/targets'
import { readTrainingSet } from '../linear-model/training-set'
import { failureOf, type Rows } from '../model-selection/fit-and-score'
import { runStepsAsync, type Steps } from '../support/steps'
import { increasing } from './c-grid'
import { pathFitter } from './path-fitter'
import { blendOf, relaxerOf } from './relaxed'

/** What there is at one C of a path. */
export interface ModelAtC {
  /** the position of the C in `Cs` */
  readonly k: number
  readonly model: LogisticRegression
  /** one for each γ asked for */
  readonly blends: readonly LogisticRegression[]
  /** how the refit without a penalty ended, if there was one */
  readonly refit: Convergence | undefined
}

/**
 * The models of some rows, from the smallest C to the largest.
 *
 * @param name - what to call the rows in a message, such as `fold 2`
 * @param gammas - for what shares of the penalised coefficients a model is wanted, the others being those of the refit
 * @throws ValidationError when a fit fails: the rows and the C are named
 */
export async function* modelsAlong(
  Cs: Float64Array,
  settings: Settings,
  { X, y, weight }: Rows,
  name: string,
  signal: AbortSignal | undefined,
  offset?: RowOptions['offset'],
  gammas: readonly number[] = [],
): AsyncGenerator<ModelAtC> {
  const run = async <T>(steps: Steps<T>, where: string): Promise<T> => {
    try {
      return await runStepsAsync(steps, { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw failureOf(`the fit failed (${where})`, error)
    }
  }
  const training = await run(
    readTrainingSet(X as MatrixLike, y, { ...weight, offset }, settings.classWeight),
    name,
  )
  const fitAt = await run(pathFitter(settings, training), name)
  const relax = relaxerOf(settings, training)
  for (const k of increasing(Cs)) {
    const C = Cs[k]
    const fit = await run(fitAt(C), `${name}, C = ${C}`)
    const relaxed = gammas.some(gamma => gamma < 1)
      ? await run(relax(fit), `${name}, C = ${C}, relaxed`)
      : fit
    const model = modelOfFit({ ...settings, C }, fit)
    const blends = gammas.map(gamma => blendOf(model, fit, relaxed, gamma))
    yield { k, model, blends, refit: relaxed === fit ? undefined : relaxed.convergence }
  }
}
