/**
 * Fitted models as ONNX graphs, with z = X Wᵀ + b from the operator LinearClassifier of `ai.onnx.ml`:
 *
 *   logistic   LinearClassifier with rows −½w and ½w, then softmax, which is σ(−z), σ(z): onnxruntime's own σ in single
 *              precision gives 0 from z ≈ −17 on, its softmax the true value down to 1e-38
 *   softmax    LinearClassifier, then softmax:                 exp(zₖ) / Σⱼ exp(zⱼ)
 *   ovr        LinearClassifier → Neg → Softplus → Neg → Softmax, since with log σ(z) = −log(1 + exp(−z))
 *              σ(zₖ) / Σⱼ σ(zⱼ) = softmax(log σ(z))ₖ,          also where every σ(zⱼ) underflows
 *
 * Before it the transformers of a pipeline (`transformers-graph.ts`).
 *
 * The label is that of the largest zₖ; the first of them where several are the largest.
 */

import { takesNoOptions } from '../../data/fit-options'
import type { Label } from '../../data/labels'
import type { SavedFit } from '../../linear-model/serialisation'
import { UnsupportedError } from '../../support/errors'
import { describe } from '../../support/validate'
import { type Exportable, savedChainOf } from '../linear-chain'
import {
  ELEMENT,
  floatsAttribute,
  integerAttribute,
  integersAttribute,
  ML_DOMAIN,
  modelProto,
  type Node,
  textAttribute,
  textsAttribute,
} from './model-proto'
import type { Bytes } from './protobuf'
import { singles } from './singles'
import { GraphBuilder, transformersGraph } from './transformers-graph'

/**
 * The model as the bytes of an `.onnx` file, for onnxruntime (Node, web, Python, C++, …) and its like.
 *
 * Input `input`: float `[N, d]`; of a pipeline that begins with encoders of a table one input a column, by its name,
 * float or string `[N, 1]`, where NaN and `''` are blanks. Outputs `label`: int64 or string `[N]`, and `probabilities`: float `[N, K]`, columns in
 * the order of the classes. ONNX works in single precision, so probabilities agree to about 1e-6, and a row that is
 * within rounding of the boundary may be given the other label. Labels `false` and `true` become 0 and 1.
 *
 * @param model - a fitted model, a pipeline that ends with one, or a search for one of these; scalers, `SimpleImputer`,
 *   `OneHotEncoder`, `ColumnTransformer`, `TransformerChain` and `TableVectorizer` (without texts) are written too
 * @throws NotFittedError for a model that was not fitted
 * @throws UnsupportedError for other steps, numeric labels that are not safe integers, labels that are not well-formed
 *   Unicode, or numbers beyond the range of single precision
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { toOnnx } from 'ndlogit/onnx'
 *
 * const model = new LogisticRegression().fit([[0, 1], [1, 0], [2, 1], [3, 0]], ['a', 'a', 'b', 'b'])
 * const bytes = toOnnx(model) // fs.writeFileSync('model.onnx', bytes), or InferenceSession.create(bytes)
 * console.log(bytes instanceof Uint8Array) // true
 * ```
 */
export function toOnnx(model: Exportable, options?: never): ReturnType<Uint8ArrayConstructor['of']> {
  takesNoOptions('toOnnx', options)
  const chain = savedChainOf('toOnnx', model)
  const { fitted } = chain
  const labels = labelsAttribute(fitted.classes)
  const builder = new GraphBuilder()
  const features = transformersGraph(builder, chain, fitted.coef[0].length)
  return modelProto(
    'LogisticRegression',
    [...builder.nodes, ...graph(fitted, labels.attribute, features)],
    builder.inputs,
    [
      { name: 'label', element: labels.element },
      { name: 'probabilities', element: ELEMENT.float, cols: fitted.classes.length },
    ],
    builder.constants,
  )
}

function graph(fitted: SavedFit, labels: Bytes, input: string): Node[] {
  const classifier = (scores: string, transform: string): Node => ({
    operator: 'LinearClassifier',
    domain: ML_DOMAIN,
    inputs: [input],
    outputs: ['label', scores],
    attributes: [...coefficients(fitted), labels, textAttribute('post_transform', transform)],
  })
  switch (fitted.link) {
    case 'logistic':
    case 'softmax':
      return [classifier('probabilities', 'SOFTMAX')]
    case 'ovr':
      return [
        classifier('z', 'NONE'),
        { operator: 'Neg', inputs: ['z'], outputs: ['minus_z'] },
        { operator: 'Softplus', inputs: ['minus_z'], outputs: ['minus_log_sigma'] },
        { operator: 'Neg', inputs: ['minus_log_sigma'], outputs: ['log_sigma'] },
        {
          operator: 'Softmax',
          inputs: ['log_sigma'],
          outputs: ['probabilities'],
          attributes: [integerAttribute('axis', 1)],
        },
      ]
  }
}

function coefficients({ link, coef, intercept }: SavedFit): Bytes[] {
  // A row a class: with one row only, LinearClassifier gives no probability of the other class.
  const both = (values: readonly number[]): number[][] =>
    [-0.5, 0.5].map(half => values.map(value => half * value + 0))
  const rows = link === 'logistic' ? both(coef[0]) : coef
  const shifts = link === 'logistic' ? both(intercept) : [intercept]
  return [
    floatsAttribute('coefficients', singles('coef', rows.flat())),
    floatsAttribute('intercepts', singles('intercept', shifts.flat())),
  ]
}

function labelsAttribute(classes: readonly Label[]): { attribute: Bytes; element: number } {
  if (typeof classes[0] === 'string') {
    const texts = classes.map(label => wellFormed(label as string))
    return { attribute: textsAttribute('classlabels_strings', texts), element: ELEMENT.string }
  }
  const integers = classes.map(label => safeInteger(Number(label)))
  return { attribute: integersAttribute('classlabels_ints', integers), element: ELEMENT.int64 }
}

function wellFormed(label: string): string {
  if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(label)) === label)
    return label
  throw new UnsupportedError(`ONNX's labels are well-formed Unicode, got ${describe(label)}`)
}

function safeInteger(label: number): number {
  if (Number.isSafeInteger(label)) return label
  throw new UnsupportedError(`ONNX's labels are integers or strings, got ${describe(label)}`)
}
