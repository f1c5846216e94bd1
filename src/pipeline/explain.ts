/**
 * Why a model decides as it does about one row: what each feature adds to z = b + Σⱼ xⱼ wⱼ.
 */

import { csrToDense, isCsr } from '../data/csr-matrix'
import { denseCopy } from '../data/dense-copy'
import { missingMethods } from '../data/estimator'
import type { Label } from '../data/labels'
import {
  asSamples,
  type MatrixLike,
  matrixShape,
  type RowLike,
  readMatrix,
  type SamplesLike,
} from '../data/matrix-like'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { UnsupportedError, ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import type { Pipeline } from './pipeline'
import type { PipelineSteps } from './steps'

/** What one feature adds to the decision about one row. */
export interface Contribution<L extends Label = Label> {
  /** the name of the feature; `(intercept)` for the constant term */
  readonly feature: string
  /** the class in whose favour it counts; absent with two classes, where that is the second */
  readonly class?: L
  /** the value of the feature; 1 for the constant term */
  readonly value: number
  /** value times coefficient */
  readonly contribution: number
}

/**
 * What each feature adds to the decision function of one row: value times coefficient, the largest first, zeros left
 * out, and the intercept. The contributions to a class add up to its decision function.
 *
 * @param model - a fitted model, or a pipeline that ends with one: there the features are what the transformers make
 * @param row - one row of X: an object, an array of numbers, a text, or samples of which there is one
 * @throws NotFittedError when the model is not fitted
 * @throws ValidationError when `row` is not one row of what the model takes
 * @throws UnsupportedError when the last step of a pipeline has no coefficients
 *
 * @example
 * ```ts
 * import { explain, LogisticRegression, makePipeline, StandardScaler } from 'ndlogit'
 *
 * const rows = [{ age: 22, fare: 7 }, { age: 38, fare: 71 }, { age: 26, fare: 8 }, { age: 35, fare: 53 }]
 * const model = makePipeline(new StandardScaler(), new LogisticRegression()).fit(rows, [0, 1, 0, 1])
 * const [first] = explain(model, { age: 30, fare: 90 })
 * console.log(first.feature, first.contribution > 0) // fare true
 * ```
 */
export function explain<L extends Label>(
  model: LogisticRegression<L> | Pipeline<PipelineSteps, L>,
  row: RowLike,
): Contribution<L>[] {
  if (missingMethods(model, ['predict']).length > 0) {
    throw new ValidationError(`explain: the model must be a model or a pipeline, got ${describe(model)}`)
  }
  const samples = asSamples(row)
  const pipeline = 'transform' in model ? model : undefined
  const X = (pipeline?.transform(samples) ?? samples) as MatrixLike
  const last = pipeline === undefined ? model : Object.values(pipeline.steps).at(-1)
  if (!isLinear<L>(last)) throw new UnsupportedError('explain: the model has no coefficients')
  const [rows] = matrixShape('row', X)
  if (rows !== 1) throw new ValidationError(`explain takes one row, got ${rows}`)
  // Refuses a row that has not the features of the model.
  last.decisionFunction(X)
  return contributions(last, rowOf(X, last.featureNames))
}

function isLinear<L extends Label>(model: unknown): model is LogisticRegression<L> {
  const { coef, intercept, decisionFunction } = model as Partial<LogisticRegression<L>>
  return coef !== undefined && intercept !== undefined && decisionFunction !== undefined
}

/** The only row of X. */
function rowOf(X: SamplesLike, names: readonly string[] | undefined): Float64Array {
  const matrix = readMatrix('row', X, names)
  return Float64Array.from(denseCopy('row', isCsr(matrix) ? csrToDense(matrix) : matrix).data)
}

function contributions<L extends Label>(
  { coef, intercept, classes, featureNames }: LogisticRegression<L>,
  values: Float64Array,
): Contribution<L>[] {
  const ofClass = (k: number) => (classes.length > 2 ? { class: classes[k] } : {})
  const all = Array.from(coef.data, (w, p): Contribution<L> => {
    const j = p % values.length
    const feature = featureNames?.[j] ?? `x${j}`
    return { feature, ...ofClass((p - j) / values.length), value: values[j], contribution: w * values[j] }
  })
  intercept.data.forEach((b, k) => {
    all.push({ feature: '(intercept)', ...ofClass(k), value: 1, contribution: b })
  })
  return all
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}
