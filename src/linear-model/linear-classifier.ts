/**
 * A fitted linear classifier of two classes, apart from how it was fitted:
 *
 *   z = X w + b,    P(y = classes[1]) = σ(z) = 1 / (1 + exp(−z)),    predicted class: classes[z > 0 ? 1 : 0]
 */

import type { Label } from '../matrix/labels'
import type { MatrixLike } from '../matrix/matrix-like'
import { type NdArray, ndview } from '../matrix/ndview'
import { refuseNonFinite, toRowDesign } from '../matrix/to-design'
import { logLossOfMargin } from '../problem/logistic-loss'
import { ValidationError } from '../support/errors'
import type { Link } from './link'

export class LinearClassifier<L extends Label> {
  /** `[1, d]`; `[K, d]` unless the link is `'logistic'` */
  readonly coef: NdArray
  /** `[1]` or `[K]` */
  readonly intercept: NdArray
  private readonly weights: Float64Array
  private readonly bias: Float64Array

  /** @param weights - the rows of `coef`, one after the other */
  constructor(
    readonly classes: readonly L[],
    weights: Float64Array,
    bias: Float64Array,
    readonly link: Link,
  ) {
    this.weights = withoutNegativeZeros(weights)
    this.bias = withoutNegativeZeros(bias)
    this.coef = ndview(this.weights, [bias.length, weights.length / bias.length])
    this.intercept = ndview(this.bias, [bias.length])
  }

  /** z, one per row. @throws ValidationError when X is no matrix of finite numbers with d columns */
  margins(X: MatrixLike): Float64Array {
    const design = toRowDesign(X)
    if (design.cols !== this.weights.length) {
      throw new ValidationError(
        `X has ${design.cols} features, but the model was fitted on ${this.weights.length}`,
      )
    }
    const z = new Float64Array(design.rows)
    design.timesInto(design.allColumns, this.weights, z)
    const bias = this.bias[0]!
    let finite = true
    for (let i = 0; i < z.length; i++) {
      z[i]! += bias
      finite &&= Number.isFinite(z[i]!)
    }
    // A value of X that is not finite always shows in its margin, so X needs no pass of its own.
    if (!finite) refuseNonFinite(X)
    return z
  }

  predict(X: MatrixLike): L[] {
    return Array.from(this.margins(X), z => this.classes[z > 0 ? 1 : 0]!)
  }

  /** `[n, 2]`, both columns to full relative accuracy */
  probabilities(X: MatrixLike): NdArray {
    const z = this.margins(X)
    const out = new Float64Array(2 * z.length)
    for (let i = 0; i < z.length; i++) {
      const e = Math.exp(-Math.abs(z[i]!))
      const likely = 1 / (1 + e)
      const unlikely = e * likely
      const positive = z[i]! >= 0
      out[2 * i] = positive ? unlikely : likely
      out[2 * i + 1] = positive ? likely : unlikely
    }
    return ndview(out, [z.length, 2])
  }

  /** `[n, 2]`, without the detour of the logarithm of a rounded probability */
  logProbabilities(X: MatrixLike): NdArray {
    const z = this.margins(X)
    const out = new Float64Array(2 * z.length)
    for (let i = 0; i < z.length; i++) {
      out[2 * i] = -logLossOfMargin(-z[i]!)
      out[2 * i + 1] = -logLossOfMargin(z[i]!)
    }
    return ndview(out, [z.length, 2])
  }
}

/** −0 says nothing that 0 does not, and JSON cannot hold it: without it models are saved bit for bit. */
function withoutNegativeZeros(values: Float64Array): Float64Array {
  return values.map(value => value + 0)
}
