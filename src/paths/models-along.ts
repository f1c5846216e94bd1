/** The models along a path of Cs on some of the rows: what cross-validation and stability selection are made of. */

import type { MatrixLike } from '../data/matrix-like'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { modelOfFit } from '../linear-model/model-of-fit'
import type { Settings } from '../linear-model/options'
import type { RowOptions } from '../linear-model/targets'
import { readTrainingSet } from '../linear-model/training-set'
import { fail, type Rows } from '../model-selection/fit-and-score'
import { runStepsAsync, type Steps } from '../support/steps'
import { increasing } from './c-grid'
import { pathFitter } from './path-fitter'

/**
 * The models of some rows with their positions in `Cs`, from the smallest C to the largest.
 *
 * @param name - what to call the rows in a message, such as `fold 2`
 * @throws ValidationError when a fit fails: the rows and the C are named
 */
export async function* modelsAlong(
  Cs: Float64Array,
  settings: Settings,
  { X, y, weight }: Rows,
  name: string,
  signal: AbortSignal | undefined,
  offset?: RowOptions['offset'],
): AsyncGenerator<readonly [number, LogisticRegression]> {
  const run = async <T>(steps: Steps<T>, where: string): Promise<T> => {
    try {
      return await runStepsAsync(steps, { signal })
    } catch (error) {
      signal?.throwIfAborted()
      return fail('raise', `the fit failed (${where})`, error)
    }
  }
  const training = await run(
    readTrainingSet(X as MatrixLike, y, { ...weight, offset }, settings.classWeight),
    name,
  )
  const fitAt = await run(pathFitter(settings, training), name)
  for (const k of increasing(Cs)) {
    const C = Cs[k]
    const fit = await run(fitAt(C), `${name}, C = ${C}`)
    yield [k, modelOfFit({ ...settings, C }, fit)]
  }
}
