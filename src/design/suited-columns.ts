/** The columns as the solvers are to have them: in units that suit them, and as sparse ones where most of their entries are one number. */

import type { Steps } from '../support/steps'
import { ColumnUnits, unitsSuiting } from './column-units'
import { commonValues } from './common-values'
import { compress } from './compress'
import { DenseMatrix } from './dense-matrix'
import type { FeatureMatrix } from './design-matrix'

export interface SuitedColumns {
  readonly design: FeatureMatrix
  /** `undefined` where they are as stated */
  readonly units: ColumnUnits | undefined
}

/**
 * @param mayShift - whether there is an intercept that takes up the shifts
 * @throws ValidationError naming a column whose squares overflow or underflow
 */
export function* suitedColumns(features: FeatureMatrix, mayShift: boolean): Steps<SuitedColumns> {
  const units = yield* unitsSuiting(features, mayShift)
  if (mayShift && features instanceof DenseMatrix) {
    const common = commonValues(features)
    if (common !== undefined) {
      const shift = common.values.map((value, j) => (value !== 0 ? value : (units?.shift[j] ?? 0)))
      const around = new ColumnUnits(shift, units?.scale ?? shift.map(() => 1))
      return { design: yield* compress(features, common.otherwise, around), units: around }
    }
  }
  if (units === undefined) return { design: features, units }
  return { design: features.inUnits(units.shift, units.scale), units }
}
