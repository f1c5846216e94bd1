/** The flat list of coefficients that the solvers see: output by output, the features in order, the intercept last. */

import type { Label } from '../data/labels'
import type { SeparablePenalty } from '../problem/penalty'
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

  /** The coefficients of a model; zeros if there is none, or one of another shape. */
  fromModel(model: LinearClassifier<Label> | undefined): Float64Array {
    const { outputs, features, stride, constant } = this
    const w = new Float64Array(this.size)
    if (model === undefined || model.coef.size !== outputs * features) return w
    if (model.intercept.size !== outputs) return w
    for (let a = 0; a < outputs; a++) {
      w.set(model.coef.data.subarray(a * features, (a + 1) * features), a * stride)
      if (this.settings.fitIntercept) w[a * stride + features] = model.intercept.data[a] / constant
    }
    return w
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

  /**
   * Makes the coefficients of a column sum to 0 over the outputs where nothing else decides about what they have in
   * common: in a softmax, where no penalty is on them.
   */
  centreFree(w: Float64Array, penalty: SeparablePenalty): void {
    const { outputs, stride } = this
    for (let j = 0; j < stride; j++) {
      if (!penalty.isFree(j)) continue
      let sum = 0
      for (let q = j; q < w.length; q += stride) sum += w[q]
      for (let q = j; q < w.length; q += stride) w[q] -= sum / outputs
    }
  }
}
