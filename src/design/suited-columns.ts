/**
 * The columns as the solvers are to have them, whichever way they come: in units that suit them, dense where most entries of a
 * sparse matrix are there, and sparse where most of a dense column are one number. That number is taken up by an intercept, or
 * stays a term of its own (design/shifted-matrix.ts).
 */

import type { Steps } from '../support/steps'
import { ColumnUnits, unitsSuiting } from './column-units'
import { type CommonValues, commonValues, MOST_OTHERS } from './common-values'
import { compress } from './compress'
import { DenseMatrix } from './dense-matrix'
import type { FeatureMatrix } from './design-matrix'
import { expand, isMostlyThere } from './expand'
import { SparseMatrix } from './sparse-matrix'

export interface SuitedColumns {
  readonly design: FeatureMatrix
  /** what is to be added to each column of `design`; nothing if left out */
  readonly around?: Float64Array
  /** `undefined` where they are as stated */
  readonly units: ColumnUnits | undefined
}

/** Other numbers that are nearer to 0 than this share of mⱼ could cancel with it, and take the digits of a product. */
const NEAR = 1e-3

/**
 * @param mayShift - whether there is an intercept that takes up the shifts
 * @throws ValidationError naming a column whose squares overflow or underflow
 */
export function* suitedColumns(stated: FeatureMatrix, mayShift: boolean): Steps<SuitedColumns> {
  const isDense = stated instanceof SparseMatrix && isMostlyThere(stated)
  const features = isDense ? yield* expand(stated) : stated
  const units = yield* unitsSuiting(features, mayShift)
  if (features instanceof DenseMatrix) {
    const common = commonValues(features)
    const sparse = mayShift ? aroundIntercept : aroundNumbers
    const found = common && (yield* sparse(features, common, units))
    if (found !== undefined) return found
  }
  if (units === undefined) return { design: features, units }
  return { design: features.inUnits(units.shift, units.scale), units }
}

function* aroundIntercept(
  features: DenseMatrix,
  { values, otherwise }: CommonValues,
  units: ColumnUnits | undefined,
): Steps<SuitedColumns> {
  const shift = values.map((value, j) => (value !== 0 ? value : (units?.shift[j] ?? 0)))
  const around = new ColumnUnits(shift, units?.scale ?? shift.map(() => 1))
  return { design: yield* compress(features, otherwise, around), units: around }
}

/** `undefined` where too many columns have numbers near 0. */
function* aroundNumbers(
  features: DenseMatrix,
  { values, otherwise }: CommonValues,
  units: ColumnUnits | undefined,
): Steps<SuitedColumns | undefined> {
  const scale = units?.scale ?? values.map(() => 1)
  let shift = values
  for (let share = otherwise; share <= MOST_OTHERS; ) {
    const isNear = new Uint8Array(features.cols)
    const farness = { least: shift.map(value => NEAR * Math.abs(value)), isNear }
    const design = yield* compress(features, share, { shift, scale }, farness)
    if (!isNear.includes(1)) return { design, around: shift.map((value, j) => value * scale[j]), units }
    shift = shift.map((value, j) => (isNear[j] === 1 ? 0 : value))
    share += isNear.reduce((count, near) => count + near, 0) / features.cols
  }
  return undefined
}
