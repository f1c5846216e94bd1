import type { Label } from '../data/labels'
import { refuse } from './checks'
import { type LoadedModel, loadedModel } from './loaded-model'
import { readSteps } from './saved-steps'

/**
 * A saved model, ready to predict: what `toJSON` of a `LogisticRegression`, or of a `Pipeline` of scalers and one,
 * wrote, as an object or as text; {@link loadPipeline} is for pipelines with other steps. Each field is checked before it
 * is believed; answers are those of the model that was saved, bit for bit.
 *
 * @throws ValidationError naming the first field that is not as it should be, or a step that was saved before its fit; for
 * text that is no JSON
 *
 * @example
 * ```ts
 * import { LogisticRegression, makePipeline, StandardScaler } from 'ndlogit'
 * import { loadModel } from 'ndlogit/predict'
 *
 * const trained = makePipeline(new StandardScaler(), new LogisticRegression())
 * const saved = trained.fit([[0, 5], [1, 5], [2, 6], [3, 5]], [false, false, true, true]).toJSON()
 * const model = loadModel<boolean>(saved)
 * console.log(model.predict([3, 6]), model.explain([3, 6]).contributions[0].feature) // true 0
 * ```
 */
export function loadModel<L extends Label = Label>(saved: unknown): LoadedModel<L> {
  return loadedModel(readSteps(typeof saved === 'string' ? parsed(saved) : saved, 'model'))
}

/** @throws ValidationError for text that is no JSON */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('model', 'JSON', text.slice(0, 40))
  }
}
