/**
 * The Hessian of the loss on lists of coordinates, from weighted Gram blocks, one for each pair of outputs:
 *
 *   ∂²L / ∂w_ja ∂w_kb = Σᵢ x_ij x_ik h_iab,    h_ab = ∂²L / ∂z_a ∂z_b
 */

import type { ColumnsProduct, DesignMatrix } from '../design/design-matrix'
import type { Block } from '../kernels/layout'
import { rangesOfWeighted } from '../kernels/row-ranges'
import { piecesBetweenPauses, type Steps } from '../support/steps'
import type { Curvature } from './loss'
import type { Coordinates, OutputGroup, Problem } from './problem'

/** Nanoseconds of a multiply–add, by the faster of the two kernels. */
const NS_PER_PRODUCT = 0.1

/** Weighted rows between two pauses come by so many, or a large block would be read and written anew for a few of them. */
const RANGE_ROWS = 128

/** The share of all columns, as a divisor, from which on all of X is read for the diagonal. */
const READ_WHOLE = 4

/** The weights h_ab of the rows; rows of weight 0 cost nothing. */
export type RowWeights = (a: number, b: number) => Float64Array

/** Writes the Hessian under this curvature to the k × k row-major `hessian`, both triangles. */
export function* hessianInto(
  problem: Problem,
  curvature: Curvature,
  coordinates: Coordinates,
  hessian: Float64Array,
): Steps<void> {
  hessian.fill(0, 0, coordinates.length ** 2)
  const d = new Float64Array(problem.design.rows)
  yield* addHessian(problem, coordinates, hessian, (a, b) => {
    curvature.curvatureInto(a, b, d)
    return d
  })
}

/** Adds the weighted Gram matrix of `coordinates` to the symmetric k × k `hessian`. */
export function* addHessian(
  { design }: Pick<Problem, 'design'>,
  { groups, length: stride }: Coordinates,
  hessian: Float64Array,
  weights: RowWeights,
): Steps<void> {
  const pairs: Pair[] = []
  for (const [g, left] of groups.entries()) {
    for (const right of groups.slice(g)) {
      // The products of columns with themselves are symmetric, whichever outputs weigh them.
      const upper = left.columns === right.columns
      pairs.push({
        left,
        right,
        gram: { data: hessian, stride, offset: left.start * stride + right.start, upper },
      })
    }
  }
  yield* addPairs(design, pairs, weights)
  for (const { left, right, gram } of pairs) {
    if (gram.upper && left !== right) mirrorUpper(gram, left.columns.length)
  }
  mirrorUpper({ data: hessian, stride, offset: 0 }, stride)
}

/** Adds the weighted products of all `left` with all `right` coordinates to a `left.length` × `right.length` matrix. */
export function* addCrossHessian(
  { design }: Problem,
  left: Coordinates,
  right: Coordinates,
  matrix: Float64Array,
  weights: RowWeights,
): Steps<void> {
  const stride = right.length
  const pairs = left.groups.flatMap(a =>
    right.groups.map(b => ({
      left: a,
      right: b,
      gram: { data: matrix, stride, offset: a.start * stride + b.start, upper: false },
    })),
  )
  yield* addPairs(design, pairs, weights)
}

/** The diagonal of the weighted Gram matrix of `coordinates`: Σᵢ dᵢ x_ij², d = weights(output). */
export function hessianDiagonal(
  { design }: Problem,
  { groups, indices, length }: Coordinates,
  weights: (output: number) => Float64Array,
): Float64Array {
  const diagonal = new Float64Array(length)
  // Rows are read faster than columns, but all of them at once.
  const wide = groups.filter(({ columns }) => READ_WHOLE * columns.length >= design.cols)
  const squares = wide.map(() => new Float64Array(design.cols))
  // The next weights may come in the place of these.
  const kept = (d: Float64Array) => (wide.length === 1 ? d : d.slice())
  design.weightedSquaresInto(
    wide.map(({ output }) => kept(weights(output))),
    squares,
  )
  for (const [g, { output, start, end }] of wide.entries()) {
    for (let k = start; k < end; k++) diagonal[k] = squares[g][indices[k] - output * design.cols]
  }
  for (const group of groups) {
    if (wide.includes(group)) continue
    group.columns.weightedSquaresInto(weights(group.output), diagonal.subarray(group.start, group.end))
  }
  return diagonal
}

/** The coordinates of two outputs, and where their products go. */
interface Pair {
  readonly left: OutputGroup
  readonly right: OutputGroup
  readonly gram: Block
}

/** All pairs at once where that is cheaper: ten digits under L1 took .8 of the time. */
function* addPairs(design: DesignMatrix, pairs: readonly Pair[], weights: RowWeights): Steps<void> {
  // The weights of all of them are to take no more room than X.
  const atOnce = design.atOnce !== undefined && pairs.length > 1 && pairs.length <= design.cols
  const products: ColumnsProduct[] = []
  for (const { left, right, gram } of pairs) {
    const d = weights(left.output, right.output)
    const product = { d, left: left.columns, right: right.columns, gram }
    if (atOnce) products.push({ ...product, d: d.slice() })
    else yield* addProducts(design, [product])
  }
  if (haveSameRows(products)) yield* addProducts(design, products)
  else for (const product of products) yield* addProducts(design, [product])
}

/** Products of one design: one, or several with weights in the same rows. */
function* addProducts(design: DesignMatrix, products: readonly ColumnsProduct[]): Steps<void> {
  if (products.length === 0) return
  let size = 0
  for (const { left, right } of products) size += left.length * right.length
  const most = RANGE_ROWS * piecesBetweenPauses(NS_PER_PRODUCT * RANGE_ROWS * size)
  for (const range of rangesOfWeighted(products[0].d, design.rows, most)) {
    if (products.length > 1) design.atOnce?.addGrams(products, range)
    else for (const { d, left, right, gram } of products) left.addGram(d, right, gram, range)
    yield
  }
  for (const { d, left, right, gram } of products) left.addBorder(d, right, gram)
}

function haveSameRows(products: readonly ColumnsProduct[]): boolean {
  for (const { d } of products) {
    const first = products[0].d
    for (let i = 0; i < d.length; i++) if ((d[i] === 0) !== (first[i] === 0)) return false
  }
  return true
}

/** Copies the upper triangle of a k × k block to the lower one. */
function mirrorUpper({ data, stride, offset }: Omit<Block, 'upper'>, k: number): void {
  for (let i = 1; i < k; i++) {
    for (let j = 0; j < i; j++) data[offset + i * stride + j] = data[offset + j * stride + i]
  }
}
