/**
 * Saved transformers as nodes of an ONNX graph:
 *
 *   scalers            Scaler, (x − offset) · scale: means are taken away before single precision loses what is left of x
 *   SimpleImputer      Imputer, and IsNaN for the indicators
 *   OneHotEncoder      OneHotEncoder, then a product that drops and joins categories: onehot · (M − 1 eᵀ) + eᵀ,
 *                      where e is 1 for the output of unknown categories
 *   ColumnTransformer  its parts, then Concat
 */

import { type Category, outputOf } from '../../preprocessing/one-hot-layout'
import { NotFittedError, UnsupportedError } from '../../support/errors'
import { describe } from '../../support/validate'
import type { SavedChain, SavedStep } from '../linear-chain'
import {
  type Constant,
  ELEMENT,
  floatAttribute,
  floatsAttribute,
  integerAttribute,
  integersAttribute,
  ML_DOMAIN,
  type Node,
  type Tensor,
  textsAttribute,
} from './model-proto'
import { singles } from './singles'

// biome-ignore lint/suspicious/noExplicitAny: what toJSON of a transformer gave; its fitted fields are named below
type Saved = Record<string, any>

/** Nodes, inputs and constants, as they come up. */
export class GraphBuilder {
  readonly nodes: Node[] = []
  readonly inputs: Tensor[] = []
  readonly constants: Constant[] = []
  #count = 0

  /** Adds a node and gives the name of what comes out. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Node['attributes'] = [],
    domain?: string,
  ): string {
    const output = `${operator === 'Scaler' ? 'scaled' : operator.toLowerCase()}_${++this.#count}`
    this.nodes.push({ operator, inputs, outputs: [output], attributes, ...(domain && { domain }) })
    return output
  }

  /** An input, declared when it is first used. */
  input(name: string, element: number, cols: number): string {
    const known = this.inputs.find(input => input.name === name)
    if (known === undefined) this.inputs.push({ name, element, cols })
    else if (known.element !== element) {
      throw new UnsupportedError(`ONNX: column ${describe(name)} is used both as number and as text`)
    }
    return name
  }

  constant(dims: readonly number[], values: ArrayLike<number>): string {
    const name = `constant_${++this.#count}`
    this.constants.push({ name, dims, values })
    return name
  }
}

/** What a step gets: columns that are inputs of the graph, or a matrix that was made of them. */
type Source = { readonly columns: readonly string[] } | { readonly matrix: string; readonly cols: number }

/**
 * The nodes of the transformers; gives the name of the matrix that the classifier takes.
 *
 * @throws NotFittedError for a transformer that was not fitted
 * @throws UnsupportedError for one that cannot be written
 */
export function transformersGraph(
  builder: GraphBuilder,
  { steps, names }: Pick<SavedChain, 'steps' | 'names'>,
  features: number,
): string {
  steps.forEach((step, k) => {
    checkWritten(step, names[k])
  })
  const [first] = steps as readonly Saved[]
  const start: Source =
    first === undefined || !TAKES_COLUMNS.has(first.type)
      ? { matrix: builder.input('input', ELEMENT.float, widthOf(first) ?? features), cols: features }
      : { columns: columnsOf(first) }
  const end = steps.reduce((source: Source, step) => transform(builder, step as Saved, source), start)
  return matrixOf(builder, end)
}

const TAKES_COLUMNS: ReadonlySet<unknown> = new Set([
  'ndlogit/ColumnTransformer',
  'ndlogit/TableVectorizer',
  'ndlogit/OneHotEncoder',
  'ndlogit/SimpleImputer',
  'ndlogit/TransformerChain',
])

const TAKES_MATRICES: ReadonlySet<unknown> = new Set([
  'ndlogit/StandardScaler',
  'ndlogit/MaxAbsScaler',
  'ndlogit/MinMaxScaler',
  'ndlogit/RobustScaler',
])

function checkWritten(step: SavedStep, name: string): void {
  const { type } = Object(step) as SavedStep
  if (!TAKES_COLUMNS.has(type) && !TAKES_MATRICES.has(type)) throw notWritten({ type }, name)
}

function notWritten({ type }: SavedStep, name: string): UnsupportedError {
  const known = [...TAKES_MATRICES, ...TAKES_COLUMNS].map(known => String(known).replace('ndlogit/', ''))
  return new UnsupportedError(
    `toOnnx: ${name} cannot be exported, as its type is ${describe(type)}; ${known.join(', ')} can`,
  )
}

function columnsOf(step: Saved): readonly string[] {
  if (step.type === 'ndlogit/TransformerChain') return columnsOf(step.steps[0])
  if (step.type === 'ndlogit/TableVectorizer') return columnsOf(fittedOf(step).columns)
  const fitted = fittedOf(step)
  return fitted.seen ?? fitted.names ?? fitted.featureNames
}

/** The number of columns that a scaler was fitted on. */
function widthOf(step: Saved | undefined): number | undefined {
  return (step?.fitted?.scale ?? step?.fitted?.maxAbs ?? step?.fitted?.names)?.length
}

function transform(builder: GraphBuilder, step: Saved, source: Source): Source {
  const fitted = fittedOf(step)
  switch (step.type) {
    case 'ndlogit/TransformerChain':
      return step.steps.reduce((Z: Source, inner: Saved) => transform(builder, inner, Z), source)
    case 'ndlogit/TableVectorizer':
      return transform(builder, fitted.columns, source)
    case 'ndlogit/ColumnTransformer':
      return columnTransformer(builder, step)
    case 'ndlogit/SimpleImputer':
      return imputer(builder, fitted, source)
    case 'ndlogit/OneHotEncoder':
      return oneHot(builder, step.options, fitted, source)
    case 'ndlogit/StandardScaler': {
      const { mean, scale } = fitted
      const { withMean, withStd } = step.options
      return scaler(
        builder,
        source,
        withMean ? mean : mean.map(() => 0),
        withStd ? scale : scale.map(() => 1),
      )
    }
    case 'ndlogit/MaxAbsScaler':
      return scaler(
        builder,
        source,
        fitted.maxAbs.map(() => 0),
        fitted.maxAbs.map((value: number) => value || 1),
      )
    case 'ndlogit/MinMaxScaler':
    case 'ndlogit/RobustScaler': {
      if (step.options.clip) throw new UnsupportedError('ONNX: MinMaxScaler with clip is not written')
      const divisors = fitted.scale.map((scale: number) => 1 / scale)
      return scaler(
        builder,
        source,
        fitted.shift.map((shift: number, j: number) => -shift * divisors[j]),
        divisors,
      )
    }
    default:
      throw notWritten(step as unknown as SavedStep, 'a transformer')
  }
}

/** What was learnt; a chain has learnt nothing itself. */
function fittedOf({ type, fitted }: Saved): Saved {
  if (fitted !== undefined || type === 'ndlogit/TransformerChain') return fitted
  throw new NotFittedError(type.replace('ndlogit/', ''), 'toOnnx')
}

function matrixOf(builder: GraphBuilder, source: Source): string {
  if ('matrix' in source) return source.matrix
  return concat(
    builder,
    source.columns.map(name => builder.input(name, ELEMENT.float, 1)),
  )
}

function concat(builder: GraphBuilder, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0] : builder.add('Concat', parts, [integerAttribute('axis', 1)])
}

function scaler(builder: GraphBuilder, source: Source, offset: number[], divisors: number[]): Source {
  const attributes = [
    floatsAttribute('offset', singles('mean', offset)),
    floatsAttribute(
      'scale',
      singles(
        'scale',
        divisors.map(value => 1 / value),
      ),
    ),
  ]
  const matrix = builder.add('Scaler', [matrixOf(builder, source)], attributes, ML_DOMAIN)
  return { matrix, cols: offset.length }
}

function columnTransformer(builder: GraphBuilder, { parts, options, fitted }: Saved): Source {
  const outputs = fitted.used.map(([name, choice]: [string, string | string[]]): string => {
    const step = name === 'remainder' ? options.remainder : parts[name][0]
    if (typeof choice === 'string') throw new UnsupportedError(`toOnnx does not write texts, as in ${choice}`)
    const source = { columns: choice }
    return matrixOf(builder, step === 'passthrough' ? source : transform(builder, step, source))
  })
  return { matrix: concat(builder, outputs), cols: fitted.names.length }
}

function imputer(builder: GraphBuilder, { names, statistics, indicated }: Saved, source: Source): Source {
  if ('matrix' in source) throw new UnsupportedError('toOnnx writes SimpleImputer of columns only')
  const kept = names.map((_: string, j: number) => j).filter((j: number) => statistics[j] !== null)
  if (kept.some((j: number) => typeof statistics[j] !== 'number')) {
    throw new UnsupportedError('toOnnx writes SimpleImputer of numbers only')
  }
  const column = (j: number): string => builder.input(source.columns[j], ELEMENT.float, 1)
  const attributes = [
    floatsAttribute(
      'imputed_value_floats',
      kept.map((j: number) => statistics[j]),
    ),
    floatAttribute('replaced_value_float', Number.NaN),
  ]
  const filled = builder.add('Imputer', [concat(builder, kept.map(column))], attributes, ML_DOMAIN)
  const indicators = indicated.map((j: number) => {
    const blank = builder.add('IsNaN', [column(j)])
    return builder.add('Cast', [blank], [integerAttribute('to', ELEMENT.float)])
  })
  return { matrix: concat(builder, [filled, ...indicators]), cols: kept.length + indicators.length }
}

function oneHot(builder: GraphBuilder, options: Saved, fitted: Saved, source: Source): Source {
  if ('matrix' in source) throw new UnsupportedError('toOnnx writes OneHotEncoder of columns only')
  let cols = 0
  const outputs = source.columns.flatMap((name, j) => {
    const categories = fitted.categories[j] as readonly Category[]
    const layout = outputOf(fitted as never, j, options.drop)
    if (layout.count === 0) return []
    cols += layout.count
    const { attribute, element } = categoriesAttribute(name, categories)
    const attributes = [attribute, integerAttribute('zeros', options.handleUnknown === 'error' ? 0 : 1)]
    const hot = builder.add('OneHotEncoder', [builder.input(name, element, 1)], attributes, ML_DOMAIN)
    const flat = builder.add('Flatten', [hot], [integerAttribute('axis', 1)])
    const joined = options.handleUnknown === 'infrequent_if_exist' ? layout.infrequent : -1
    const weights = new Float64Array(categories.length * layout.count)
    categories.forEach((_, k) => {
      if (layout.output[k] >= 0) weights[k * layout.count + layout.output[k]] = 1
      if (joined >= 0) weights[k * layout.count + joined] -= 1
    })
    const product = builder.add('MatMul', [
      flat,
      builder.constant([categories.length, layout.count], weights),
    ])
    if (joined < 0) return [product]
    const unknown = new Float64Array(layout.count)
    unknown[joined] = 1
    return [builder.add('Add', [product, builder.constant([layout.count], unknown)])]
  })
  return { matrix: concat(builder, outputs), cols }
}

function categoriesAttribute(name: string, categories: readonly Category[]) {
  if (categories.every(category => category === null || typeof category === 'string')) {
    if (categories.includes(null) && categories.includes('')) {
      throw new UnsupportedError(`ONNX has one blank text, but column ${describe(name)} has '' and null`)
    }
    const texts = categories.map(category => category ?? '')
    return { attribute: textsAttribute('cats_strings', texts), element: ELEMENT.string }
  }
  if (categories.every(category => Number.isSafeInteger(category))) {
    return { attribute: integersAttribute('cats_int64s', categories as number[]), element: ELEMENT.float }
  }
  throw new UnsupportedError(
    `ONNX's categories are texts or integers, not all of column ${describe(name)} are`,
  )
}
