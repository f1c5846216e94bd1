/**
 * The Hessian of the loss on lists of coordinates, from weighted Gram blocks, one for each pair of outputs:
 *
 *   ∂²L / ∂w_ja ∂w_kb = Σᵢ x_ij x_ik h_iab,    h_ab = ∂²L / ∂z_a ∂z_b
 */

import type { Columns } from '../design/design-matrix'
import type { Block } from '../kernels/layout'
import { rangesOfWeighted } from '../kernels/row-ranges'
import { piecesBetweenPauses, type Steps } from '../support/steps'
import type { Curvature } from './loss'
import type { Coordinates, Problem } from './problem'

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
  problem: Problem,
  coordinates: Coordinates,
  hessian: Float64Array,
  weights: RowWeights,
): Steps<void> {
  const stride = coordinates.length
  const { groups } = coordinates
  for (let a = 0; a < groups.length; a++) {
    for (let b = a; b < groups.length; b++) {
      const left = groups[a]
      const right = groups[b]
      // The products of columns with themselves are symmetric, whichever outputs weigh them.
      const upper = left.columns === right.columns
      const block = { data: hessian, stride, offset: left.start * stride + right.start, upper }
      yield* addBlock(problem, weights(left.output, right.output), left.columns, right.columns, block)
      if (upper && a !== b) mirrorUpper(block, left.columns.length)
    }
  }
  mirrorUpper({ data: hessian, stride, offset: 0 }, stride)
}

/** Adds the weighted products of all `left` with all `right` coordinates to a `left.length` × `right.length` matrix. */
export function* addCrossHessian(
  problem: Problem,
  left: Coordinates,
  right: Coordinates,
  matrix: Float64Array,
  weights: RowWeights,
): Steps<void> {
  const stride = right.length
  for (const rowGroup of left.groups) {
    for (const columnGroup of right.groups) {
      const d = weights(rowGroup.output, columnGroup.output)
      const block = {
        data: matrix,
        stride,
        offset: rowGroup.start * stride + columnGroup.start,
        upper: false,
      }
      yield* addBlock(problem, d, rowGroup.columns, columnGroup.columns, block)
    }
  }
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
    const d = weights(group.output)
    for (let k = 0; k < group.columns.length; k++) {
      diagonal[group.start + k] = group.columns.weightedSquare(k, d)
    }
  }
  return diagonal
}

function* addBlock(
  { design }: Problem,
  d: Float64Array,
  left: Columns,
  right: Columns,
  block: Block,
): Steps<void> {
  const most = RANGE_ROWS * piecesBetweenPauses(NS_PER_PRODUCT * RANGE_ROWS * left.length * right.length)
  for (const range of rangesOfWeighted(d, design.rows, most)) {
    left.addGram(d, right, block, range)
    yield
  }
  left.addBorder(d, right, block)
}

/** Copies the upper triangle of a k × k block to the lower one. */
function mirrorUpper({ data, stride, offset }: Omit<Block, 'upper'>, k: number): void {
  for (let i = 1; i < k; i++) {
    for (let j = 0; j < i; j++) data[offset + i * stride + j] = data[offset + j * stride + i]
  }
}
