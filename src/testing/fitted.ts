/** A fresh classifier, fitted; and what all classifiers can be compared by. */

import type { Estimator, EstimatorFitOptions } from '../data/estimator'
import type { LabelsLike } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { elementsOf } from './assertions'
import { ROWS, SAMPLE } from './sample'

export type Make = () => Estimator

export async function fitted(
  make: Make,
  X: MatrixLike = SAMPLE.X,
  y: LabelsLike = SAMPLE.y,
  options?: EstimatorFitOptions,
): Promise<Estimator> {
  const one = make()
  await (options === undefined ? one.fit(X, y) : one.fit(X, y, options))
  return one
}

/** What a fitted classifier says of rows: labels, and what else it gives. */
export function answers(model: Estimator, X: MatrixLike): Record<string, unknown> {
  return {
    predict: Array.from(model.predict(X)),
    ...(model.predictProba && { predictProba: model.predictProba(X) }),
    ...(model.decisionFunction && { decisionFunction: model.decisionFunction(X) }),
  }
}

/** A number a row that says how sure the model is; the labels themselves where it gives no numbers. */
export function confidence(model: Estimator, X: MatrixLike): number[] {
  if (model.decisionFunction) return elementsOf(model.decisionFunction(X))
  if (model.predictProba) return elementsOf(model.predictProba(X))
  return Array.from(model.predict(X), label => (label === 'yes' ? 1 : 0))
}

/** A weight of 1 for every row. */
export const ONES = new Float64Array(ROWS).fill(1)
