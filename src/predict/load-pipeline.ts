/**
 * Saved pipelines with other steps than scalers, such as encoders of tables or of texts. Their classes are handed in, so
 * that a page carries those that it needs, or loads them when they are needed; the rest is {@link loadModel}.
 */

import type { Label } from '../data/labels'
import { object, record, refuse } from './checks'
import { loadModel, parsed } from './load-model'
import type { Explanation, LoadedModel } from './loaded-model'
import { isRow, type Row, type RowObject, type Rows } from './rows'

/** A step that changes samples. */
interface Step {
  transform(X: never): unknown
}

/** A class of steps. */
export interface StepClass {
  /** A step as `toJSON` of the class wrote it. */
  fromJSON(value: unknown, classes?: never): unknown
}

/** Classes by the `type` that their `toJSON` writes, as `tableTransformers` and `textTransformers` are. */
export type StepClasses = Readonly<Record<string, StepClass>>

/** One sample: a row as {@link loadModel} takes it, an object with values of any kind, or a text. */
export type SampleRow = Row | string | Readonly<Record<string, unknown>>

/** Samples: rows as {@link loadModel} takes them, a table by rows or by columns, or texts. */
export type SampleRows =
  | Rows
  | readonly string[]
  | readonly (RowObject | Readonly<Record<string, unknown>>)[]
  | Readonly<Record<string, ArrayLike<unknown>>>

/**
 * A saved pipeline that predicts; see {@link LoadedModel}. Features are those that its last step gives to the model.
 *
 * @typeParam L - the type of the labels
 */
export interface LoadedPipeline<L extends Label = Label>
  extends Pick<LoadedModel<L>, 'classes' | 'nFeatures' | 'featureNames'> {
  /**
   * The most probable class of each sample.
   *
   * @throws ValidationError for samples that a step or the model refuses
   */
  predict(X: SampleRows): L[]
  /** The most probable class of one sample. */
  predict(row: SampleRow): L
  /** The probability of each class, K values for each sample. @throws ValidationError as {@link LoadedPipeline.predict} */
  predictProba(X: SampleRows): Float64Array[]
  /** The probability of each class, K values. */
  predictProba(row: SampleRow): Float64Array
  /** x·w + b of each sample. @throws ValidationError as {@link LoadedPipeline.predict} */
  decisionFunction(X: SampleRows): Float64Array[]
  /** x·w + b of one sample. */
  decisionFunction(row: SampleRow): Float64Array
  /** What each feature of the model adds to its decision about one sample. @throws ValidationError as {@link LoadedPipeline.predict} */
  explain(row: SampleRow, options?: { readonly label?: L }): Explanation<L>
}

/**
 * A saved pipeline, ready to predict, whose steps may be of any class; answers are those of the pipeline that was saved,
 * bit for bit.
 *
 * @param saved - what `toJSON` of a `Pipeline` gave, as an object or as text
 * @param classes - the classes of its steps, scalers aside, by the `type` that they write
 * @throws ValidationError naming the first field that is not as it should be, or a step whose class is not there
 *
 * @example
 * ```ts
 * import { LogisticRegression, makePipeline } from 'ndlogit'
 * import { loadPipeline } from 'ndlogit/predict'
 * import { OneHotEncoder } from 'ndlogit/tables'
 *
 * const rows = [{ port: 'Q' }, { port: 'S' }, { port: 'Q' }, { port: 'S' }]
 * const saved = JSON.stringify(makePipeline(new OneHotEncoder(), new LogisticRegression()).fit(rows, [0, 1, 0, 1]))
 *
 * const model = loadPipeline<number>(saved, { 'ndlogit/OneHotEncoder': OneHotEncoder })
 * console.log(model.predict({ port: 'S' }), model.predict(rows)) // 1 [ 0, 1, 0, 1 ]
 * ```
 */
export function loadPipeline<L extends Label = Label>(
  saved: unknown,
  classes: StepClasses = {},
): LoadedPipeline<L> {
  const value = typeof saved === 'string' ? parsed(saved) : saved
  const { before, rest } = splitSteps(value)
  const model = loadModel<L>(rest)
  if (before.length === 0) return model as unknown as LoadedPipeline<L>
  const steps = before.map(([name, step]) => readStep(`model.${name}`, step, classes))
  const through = (X: unknown): Rows => steps.reduce((Z, step) => step.transform(Z as never), X) as Rows
  const each =
    <A>(answersTo: (X: Rows) => A[]) =>
    (X: SampleRow | SampleRows): never => {
      const isOne = typeof X === 'string' || isRow(X)
      const answers = answersTo(through(isOne ? [X] : X))
      return (isOne ? answers[0] : answers) as never
    }
  return {
    ...model,
    predict: each(X => model.predict(X)),
    predictProba: each(X => model.predictProba(X)),
    decisionFunction: each(X => model.decisionFunction(X)),
    explain: (row, options) => model.explain(denseRow(through([row]), model.nFeatures), options),
  }
}

type Entry = readonly [name: string, step: unknown]

/** The steps up to the last one that {@link loadModel} does not know, and the pipeline of the rest. */
function splitSteps(saved: unknown): { before: readonly Entry[]; rest: unknown } {
  object(saved, 'model')
  const { type, steps } = saved as { readonly type: unknown; readonly steps: object }
  if (type !== 'ndlogit/Pipeline') return { before: [], rest: saved }
  record({ version: () => {}, steps: object })(saved, 'model')
  const entries = Object.entries(steps)
  const known = /^ndlogit\/(StandardScaler|MaxAbsScaler)$/
  const isOther = entries.slice(0, -1).map(([, step]) => !known.test(Object(step).type))
  const cut = isOther.lastIndexOf(true) + 1
  return {
    before: entries.slice(0, cut),
    rest: { ...(saved as object), steps: Object.fromEntries(entries.slice(cut)) },
  }
}

function readStep(path: string, saved: unknown, classes: StepClasses): Step {
  const { type } = Object(saved) as { readonly type: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(classes, type)) {
    refuse(`${path}.type`, `one of the classes given (${Object.keys(classes).join(', ') || 'none'})`, type)
  }
  return classes[type].fromJSON(saved, classes as never) as Step
}

/** The one row of what the steps gave. */
function denseRow(X: Rows, features: number): Row {
  const {
    indices,
    data,
    offset = 0,
    stride,
  } = X as Exclude<Rows, readonly Row[]> & {
    readonly indices?: ArrayLike<number>
    readonly offset?: number
    readonly stride?: readonly number[]
  }
  if (Array.isArray(X)) return X[0]
  if (indices === undefined) {
    return Float64Array.from({ length: features }, (_, j) => data[offset + j * (stride?.[1] ?? 1)])
  }
  const row = new Float64Array(features)
  for (let k = 0; k < indices.length; k++) row[indices[k]] = data[k]
  return row
}
