/** What the page does with a model itself: reading it from a file, classifying one image, and telling why. */

import { LogisticRegression, Pipeline, StandardScaler, ValidationError } from 'ndlogit'
import type { Penalty } from './messages'

/** What a model says about an image. */
export interface Verdict {
  readonly label: string
  /** of that label, in 0 … 1 */
  readonly probability: number
  /** what each pixel adds to the decision */
  readonly contributions: Float64Array
  /** what is there without any pixel */
  readonly intercept: number
}

export class Classifier {
  private constructor(
    readonly pipeline: Pipeline,
    private readonly scaler: StandardScaler,
    private readonly model: LogisticRegression<string>,
  ) {}

  /** @throws ValidationError when `saved` is no scaler and model of small and large digits */
  static fromJSON(saved: unknown): Classifier {
    const pipeline = Pipeline.fromJSON(saved)
    const [scaler, model, ...others] = Object.values(pipeline.steps)
    const suits =
      scaler instanceof StandardScaler &&
      model instanceof LogisticRegression &&
      others.length === 0 &&
      model.coef.size === 64 &&
      String(model.classes) === 'large,small'
    if (!suits) {
      throw new ValidationError(
        'it is to be a StandardScaler and a LogisticRegression of 64 pixels, large and small',
      )
    }
    return new Classifier(pipeline, scaler, model as LogisticRegression<string>)
  }

  /** Of which of the two it is shown; what is neither is shown as L2. */
  get penalty(): Penalty {
    return this.model.getParams().penalty === 'l1' ? 'l1' : 'l2'
  }

  /** Weights that speak for large digits where they are positive; the model's second class is `small`. */
  get weights(): Float64Array {
    return Float64Array.from(this.model.coef.data, weight => (weight === 0 ? 0 : -weight))
  }

  classify(ink: readonly number[]): Verdict {
    const scaled = this.scaler.transform([[...ink]])
    const [label] = this.model.predict(scaled)
    const proba = this.model.predictProba(scaled)
    return {
      label: label,
      probability: proba.get(0, this.model.classes.indexOf(label)),
      contributions: this.weights.map((weight, j) => weight * scaled.get(0, j)),
      intercept: -this.model.intercept.get(0),
    }
  }
}
