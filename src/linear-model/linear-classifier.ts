/**
 * A fitted linear classifier of K classes, apart from how it was fitted:
 *
 *   z = X Wᵀ + b,  W `[1, d]` and b `[1]` for the link 'logistic', `[K, d]` and `[K]` for the others
 *
 * 'logistic' predicts classes[z > 0 ? 1 : 0], the others the class of the largest margin, the first if several are.
 * What the links make of z is in {@link probabilitiesOf}.
 */

import type { Label } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { type NdArray, type NdMatrix, type NdVector, ndview } from '../data/ndview'
import { refuseNonFinite, toPredictingDesign } from '../data/to-design'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { type Link, largestOf, logProbabilitiesOf, probabilitiesOf } from './probabilities'
import { checkOffset, type RowOptions, readOffset } from './targets'

export class LinearClassifier<L extends Label> {
  /** `[1, d]`; `[K, d]` unless the link is `'logistic'` */
  readonly coef: NdMatrix
  /** `[1]` or `[K]` */
  readonly intercept: NdVector
  /** names of the d features, if the fit knew any */
  featureNames?: readonly string[]
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

  /** z, the offset added, row-major: `[n]` for the link `'logistic'`, else `[n, K]`. @throws ValidationError when X is no matrix of finite numbers with d columns */
  margins(X: MatrixLike, offset?: RowOptions['offset']): Float64Array {
    const design = toPredictingDesign(X, this.featureNames)
    const { rows, cols } = design
    const [outputs, features] = this.coef.shape as [number, number]
    if (cols !== features) {
      throw new ValidationError(`X has ${counted(cols, 'feature')}, but the model was fitted on ${features}`)
    }
    const z = new Float64Array(rows * outputs)
    const column = new Float64Array(rows)
    let finite = true
    for (let k = 0; k < outputs; k++) {
      design.all.timesInto(this.weights.subarray(k * cols, (k + 1) * cols), column)
      const bias = this.bias[k]
      for (let i = 0; i < rows; i++) {
        const margin = column[i] + bias
        z[i * outputs + k] = margin
        finite &&= Number.isFinite(margin)
      }
    }
    // A value of X that is not finite always shows in its margin, so X needs no pass of its own.
    if (!finite) refuseNonFinite(X)
    const given = readOffset(offset, rows)
    if (given !== undefined) {
      checkOffset(given, outputs)
      for (let p = 0; p < z.length; p++) z[p] += given.data[p]
    }
    return z
  }

  /** {@link margins} as a view of its shape */
  decisions(X: MatrixLike, offset?: RowOptions['offset']): NdArray {
    const z = this.margins(X, offset)
    const outputs = this.bias.length
    return ndview(z, this.link === 'logistic' ? [z.length] : [z.length / outputs, outputs])
  }

  predict(X: MatrixLike, offset?: RowOptions['offset']): L[] {
    const { classes } = this
    const z = this.margins(X, offset)
    if (this.link === 'logistic') return Array.from(z, margin => classes[margin > 0 ? 1 : 0])
    const { length: count } = classes
    return Array.from({ length: z.length / count }, (_, i) => classes[largestOf(z, i * count, count)])
  }

  /** `[n, K]` */
  probabilities(X: MatrixLike, offset?: RowOptions['offset']): NdMatrix {
    return this.perClass(probabilitiesOf(this.link, this.margins(X, offset), this.classes.length))
  }

  /** `[n, K]` */
  logProbabilities(X: MatrixLike, offset?: RowOptions['offset']): NdMatrix {
    return this.perClass(logProbabilitiesOf(this.link, this.margins(X, offset), this.classes.length))
  }

  private perClass(values: Float64Array): NdMatrix {
    const { length: count } = this.classes
    return ndview(values, [values.length / count, count])
  }
}

/** −0 says nothing that 0 does not, and JSON cannot hold it: without it models are saved bit for bit. */
function withoutNegativeZeros(values: Float64Array): Float64Array {
  return values.map(value => value + 0)
}
