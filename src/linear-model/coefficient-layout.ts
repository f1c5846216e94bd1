/** The flat list of coefficients that the solvers see: output by output, the features in order, the intercept last. */

import type { Label } from '../data/labels'
import { LinearClassifier } from './linear-classifier'
import type { Settings } from './options'
import type { Link } from './probabilities'

export class CoefficientLayout {
  /** length of the whole list */
  readonly size: number
  /** coefficients of one output, the intercept included */
  private readonly stride: number
  /** value of the constant feature whose coefficient stands for the intercept */
  private readonly constant: number

  constructor(
    readonly outputs: number,
    readonly features: number,
    private readonly settings: Settings,
  ) {
    this.stride = features + (settings.fitIntercept ? 1 : 0)
    this.size = outputs * this.stride
    this.constant = settings.penalizeIntercept ? settings.interceptScaling : 1
  }

  /** The coefficients of a model, if it has this shape. */
  fromModel(model: LinearClassifier<Label> | undefined): Float64Array | undefined {
    const { outputs, features, stride, constant } = this
    if (model?.coef.size !== outputs * features || model.intercept.size !== outputs) return undefined
    const w = new Float64Array(this.size)
    for (let a = 0; a < outputs; a++) {
      w.set(model.coef.data.subarray(a * features, (a + 1) * features), a * stride)
      if (this.settings.fitIntercept) w[a * stride + features] = model.intercept.data[a] / constant
    }
    return w
  }

  /** Calls `change` with the part of `w` that belongs to each output. */
  perOutput(w: Float64Array, change: (own: Float64Array) => void): void {
    for (let start = 0; start < w.length; start += this.stride) change(w.subarray(start, start + this.stride))
  }

  toModel<L extends Label>(classes: readonly L[], w: Float64Array, link: Link): LinearClassifier<L> {
    const { outputs, features, stride, constant } = this
    const coef = new Float64Array(outputs * features)
    const intercept = new Float64Array(outputs)
    for (let a = 0; a < outputs; a++) {
      coef.set(w.subarray(a * stride, a * stride + features), a * features)
      if (this.settings.fitIntercept) intercept[a] = w[a * stride + features] * constant
    }
    return new LinearClassifier(classes, coef, intercept, link)
  }
}
