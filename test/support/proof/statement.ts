/**
 * What a fit was asked, read from the arguments alone by plain loops, and what it answered. No code of the library.
 *
 *   minimise  Σⱼ (l1ⱼ |wⱼ| + ½ l2ⱼ wⱼ²)  +  Σᵢ cᵢ ℓ(yᵢ, xᵢ·w + b + oᵢ),   cᵢ = C · sample weight · class weight (1 in the place of an infinite C)
 *
 * over lⱼ ≤ wⱼ ≤ uⱼ. A row whose target is a share t of a class, or t of its trials, is a row of each class with the weight t.
 *
 * A model of K classes is one statement with K outputs, or with one-vs-rest K statements with one; a model of two
 * classes has one output, but with `multiClass: 'multinomial'` it is the softmax of −½v and ½v. The intercept is the
 * coefficient of a last column of ones.
 */

import { type Units, unitsOf } from './units'

/** Rows of non-zero values. */
export interface SparseRows {
  readonly cols: number
  readonly rows: readonly { readonly at: Int32Array; readonly values: Float64Array }[]
}

export interface Statement {
  readonly X: SparseRows
  /** 1: labels are −1 and 1 (`y` holds signs); more: the softmax, `y` holds codes */
  readonly outputs: number
  readonly y: readonly number[]
  /** cᵢ */
  readonly weights: readonly number[]
  /** l1 and l2 weights of the columns, intercept last, the same for every output */
  readonly l1: readonly number[]
  readonly l2: readonly number[]
  /** bounds by output and column, infinite where there are none */
  readonly lower: readonly (readonly number[])[]
  readonly upper: readonly (readonly number[])[]
  /** o, by output and row */
  readonly offset: readonly (readonly number[])[] | undefined
  /** those that violations are measured in, the intercept's last: `interceptScaling` if it is penalised as a feature of it */
  readonly units: Units
  /** whether the last column is an intercept without a penalty */
  readonly freeIntercept: boolean
  /** a coefficient per output and column; the answer */
  readonly W: readonly (readonly number[])[]
}

/** One for all, or a list; by name they are listed first. */
type Bounds = number | ArrayLike<number | null> | { readonly [feature: string]: number | null }

/** The part of the options that states the problem, with the defaults of the documentation. */
export interface Options {
  readonly penalty?: string
  readonly C?: number
  readonly l1Ratio?: number
  readonly fitIntercept?: boolean
  readonly penalizeIntercept?: boolean
  readonly interceptScaling?: number
  readonly classWeight?: unknown
  readonly penaltyFactor?: ArrayLike<number>
  readonly multiClass?: string
  readonly lowerBounds?: Bounds
  readonly upperBounds?: Bounds
  readonly positive?: boolean
  readonly solver?: string
}

/** What goes with the rows. */
export interface RowOptions {
  readonly sampleWeight?: unknown
  /** a number a row; with more than two classes a row of numbers, one for each */
  readonly offset?: unknown
  /** that y holds probabilities: of the second class, or a row of numbers, one a class */
  readonly target?: 'label' | 'probability' | undefined
  /** that y holds successes of so many trials */
  readonly trials?: unknown
}

export interface Answer {
  readonly coef: ArrayLike<number>
  readonly intercept: ArrayLike<number>
  readonly classes: readonly unknown[]
}

/** @throws TypeError when X, y or the weights are of no kind that is known here */
export function statementsOf(
  X: unknown,
  y: unknown,
  rowOptions: RowOptions,
  options: Options,
  { coef, intercept, classes }: Answer,
): Statement[] {
  const { rows, of, codes, own } = repeatedRows(y, rowOptions, classes)
  const matrix = readMatrix(X)
  const data = { cols: matrix.cols, rows: rows.map(i => matrix.rows[i]) }
  const weights = rowWeights(codes, own, of, options, classes)
  const offsets = readOffset(rowOptions.offset, rows, classes.length)
  const bounds = { lower: boundsOf(options, data.cols, -1), upper: boundsOf(options, data.cols, 1) }
  const { l1, l2 } = penaltyOf(options, data.cols)
  const W = Array.from(intercept, (b, k) => [
    ...Array.from({ length: data.cols }, (_, j) => coef[k * data.cols + j]),
    ...(options.fitIntercept === false ? [] : [b]),
  ])
  const freeIntercept = options.fitIntercept !== false && !options.penalizeIntercept
  const units = withIntercept(unitsFor(matrix, options, freeIntercept), options)
  const box = { lower: W.map(() => bounds.lower), upper: W.map(() => bounds.upper) }
  const common = { ...box, X: withOnes(data, options), weights, l1, l2, units, freeIntercept }
  const against = (code: number, answer: readonly number[]): Statement => ({
    ...common,
    outputs: 1,
    y: codes.map(own => (own === code ? 1 : -1)),
    W: [answer],
    offset: offsets && [offsets[offsets.length === 1 ? 0 : code]],
  })
  if (classes.length === 2 && options.multiClass === 'multinomial') {
    const half = (factor: number) => W[0].map(w => factor * w)
    const side = (list: readonly number[], factor: number) => list.map(bound => factor * bound)
    const lower = [side(bounds.upper, -0.5), side(bounds.lower, 0.5)]
    const upper = [side(bounds.lower, -0.5), side(bounds.upper, 0.5)]
    const offset = offsets && [side(offsets[0], -0.5), side(offsets[0], 0.5)]
    return [{ ...common, outputs: 2, y: codes, W: [half(-0.5), half(0.5)], lower, upper, offset }]
  }
  if (classes.length === 2) return [against(1, W[0])]
  if (options.multiClass === 'ovr') return W.map((answer, code) => against(code, answer))
  return [{ ...common, outputs: classes.length, y: codes, W, offset: offsets }]
}

function penaltyOf(options: Options, cols: number): { l1: number[]; l2: number[] } {
  const { penalty = 'l2', fitIntercept = true, penalizeIntercept, interceptScaling = 1 } = options
  const ratio = { l1: 1, l2: 0, elasticnet: options.l1Ratio ?? 0 }[penalty] ?? 0
  const strength = penalty === 'none' ? 0 : 1
  const factors = Array.from({ length: cols }, (_, j) => strength * (options.penaltyFactor?.[j] ?? 1))
  const l1 = factors.map(factor => ratio * factor)
  const l2 = factors.map(factor => (1 - ratio) * factor)
  if (fitIntercept) {
    // The intercept is interceptScaling times a penalised coefficient.
    const share = penalizeIntercept ? 1 / interceptScaling : 0
    l1.push(strength * ratio * share)
    l2.push(strength * (1 - ratio) * share * share)
  }
  return { l1, l2 }
}

/** Bounds of the columns, the intercept last; `sign` −1 for the lower ones. */
function boundsOf(options: Options, cols: number, sign: 1 | -1): number[] {
  const { lowerBounds = options.positive ? 0 : undefined, upperBounds, fitIntercept } = options
  const given = sign < 0 ? lowerBounds : upperBounds
  const list = Array.from({ length: cols }, (_, j) =>
    typeof given === 'object' ? (given as ArrayLike<number | null>)[j] : given,
  )
  return [...list, ...(fitIntercept === false ? [] : [undefined])].map(bound => bound ?? sign * Infinity)
}

/**
 * A row for every class that a row has a share of: which row of the data it is, its class, its weight, and the share. Labels
 * are shares of 1.
 */
function repeatedRows(
  y: unknown,
  { sampleWeight, target, trials }: RowOptions,
  classes: readonly unknown[],
): { rows: number[]; codes: number[]; of: number[]; own: number[] } {
  if (target !== 'probability' && trials === undefined) {
    const codes = readList(y).map(label => classes.indexOf(label))
    const own = sampleWeight === undefined ? codes.map(() => 1) : readList(sampleWeight).map(Number)
    return { rows: codes.map((_, i) => i), codes, own, of: codes.map(() => 1) }
  }
  const counts = trials === undefined ? undefined : readList(trials).map(Number)
  const shares = readTable(y).map((row, i) => {
    const scale = counts?.[i] ?? 1
    return row.length === 1 ? [scale - row[0], row[0]] : row
  })
  const weights = sampleWeight === undefined ? undefined : readList(sampleWeight).map(Number)
  const found = shares.flatMap((row, i) =>
    row.flatMap((t, code) => (t > 0 ? [{ i, code, t, own: weights?.[i] ?? 1 }] : [])),
  )
  return {
    rows: found.map(({ i }) => i),
    codes: found.map(({ code }) => code),
    own: found.map(({ own }) => own),
    of: found.map(({ t }) => t),
  }
}

/** By output and row; of two classes there is one output. */
function readOffset(offset: unknown, rows: readonly number[], classes: number): number[][] | undefined {
  if (offset === undefined) return undefined
  const table = readTable(offset)
  return Array.from({ length: classes === 2 ? 1 : classes }, (_, k) => rows.map(i => table[i][k]))
}

/** Rows of numbers; a number alone is a row of one. */
function readTable(values: unknown): number[][] {
  const { shape } = values as { shape?: number[] }
  if (shape?.length === 2) {
    const view = values as { get(i: number, j: number): number }
    return Array.from({ length: shape[0] }, (_, i) =>
      Array.from({ length: shape[1] }, (_, j) => view.get(i, j)),
    )
  }
  return readList(values).map(row => (typeof row === 'number' ? [row] : Array.from(row as ArrayLike<number>)))
}

function rowWeights(
  codes: readonly number[],
  ownWeights: readonly number[],
  shares: readonly number[],
  { C = 1, classWeight }: Options,
  classes: readonly unknown[],
): number[] {
  const own = ownWeights.map((weight, i) => weight * shares[i])
  const total = own.reduce((sum, weight) => sum + weight, 0)
  const ofClass = classes.map((label, k) => {
    if (classWeight === undefined) return 1
    if (classWeight === 'balanced') {
      const share = own.reduce((sum, weight, i) => sum + (codes[i] === k ? weight : 0), 0)
      return total / (classes.length * share)
    }
    if (classWeight instanceof Map) return classWeight.get(label) ?? 1
    return (classWeight as Record<string, number>)[String(label)] ?? 1
  })
  // The label of a row of weight 0, of its own or of its class, need not be a class.
  return own.map((weight, i) =>
    weight === 0 || codes[i] < 0 ? 0 : (C === Infinity ? 1 : C) * weight * ofClass[codes[i]],
  )
}

/** Dual descent takes columns as they are stated. */
function unitsFor(matrix: SparseRows, { solver }: Options, freeIntercept: boolean): Units {
  if (solver !== 'dual-cd') return unitsOf(matrix, freeIntercept)
  const list = (value: number) => new Array<number>(matrix.cols).fill(value)
  return { shift: list(0), scale: list(1) }
}

function withIntercept(
  { shift, scale }: Units,
  { fitIntercept, penalizeIntercept, interceptScaling = 1 }: Options,
): Units {
  if (fitIntercept === false) return { shift, scale }
  return { shift: [...shift, 0], scale: [...scale, penalizeIntercept ? interceptScaling : 1] }
}

function withOnes({ cols, rows }: SparseRows, { fitIntercept = true }: Options): SparseRows {
  if (!fitIntercept) return { cols, rows }
  return {
    cols: cols + 1,
    rows: rows.map(({ at, values }) => ({
      at: Int32Array.of(...at, cols),
      values: Float64Array.of(...values, 1),
    })),
  }
}

/** A view that has been through `postMessage` has its fields alone. */
function valueAt(view: unknown, ...position: number[]): unknown {
  const { data, offset, stride, get } = view as {
    data: ArrayLike<unknown>
    offset: number
    stride: number[]
    get?: (...position: number[]) => unknown
  }
  if (typeof get === 'function') return get.call(view, ...position)
  return data[position.reduce((sum, k, axis) => sum + k * stride[axis], offset)]
}

function readMatrix(given: unknown): SparseRows {
  const X = listOf(given)
  const { shape, indptr, indices, data } = X as {
    shape?: number[]
    indptr?: Int32Array
    indices?: Int32Array
    data?: ArrayLike<number>
  }
  if (shape && indptr && indices && data) {
    const rows = Array.from({ length: shape[0] }, (_, i) => ({
      at: Int32Array.from(indices.subarray(indptr[i], indptr[i + 1])),
      values: Float64Array.from({ length: indptr[i + 1] - indptr[i] }, (_, p) => data[indptr[i] + p]),
    }))
    return { cols: shape[1], rows }
  }
  const list = X as number[][]
  const isView = shape !== undefined
  const n = isView ? shape[0] : list.length
  const cols = isView ? shape[1] : list[0].length
  const rows = Array.from({ length: n }, (_, i) => {
    const row = Array.from({ length: cols }, (_, j) => (isView ? (valueAt(X, i, j) as number) : list[i][j]))
    const at = row.flatMap((value, j) => (value === 0 ? [] : [j]))
    return { at: Int32Array.from(at), values: Float64Array.from(at, j => row[j]) }
  })
  return { cols, rows }
}

/** Tables by rows or by columns, and tensors by their fields, as lists of rows; all else as it is. */
function listOf(X: unknown): unknown {
  const { data, dims, shape, stride, strides, indptr } = X as Record<string, number[] | undefined>
  if (indptr || (shape && stride)) return X
  if (Array.isArray(X)) {
    if (Array.isArray(X[0]) || ArrayBuffer.isView(X[0])) return X
    const names = Object.keys(X[0])
    return X.map(row => names.map(name => Number(row[name])))
  }
  if (data && (dims || strides)) {
    const [n, d] = dims ?? shape ?? []
    return Array.from({ length: n }, (_, i) => Array.from(data.slice(i * d, (i + 1) * d)))
  }
  const columns = Object.values(X as Record<string, Iterable<unknown>>).map(column => [...column].map(Number))
  return columns[0].map((_, i) => columns.map(column => column[i]))
}

function readList(values: unknown): unknown[] {
  const { shape } = values as { shape?: number[] }
  if (shape) return Array.from({ length: shape[0] }, (_, i) => valueAt(values, i))
  return Array.from(values as ArrayLike<unknown>)
}
