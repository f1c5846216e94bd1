/**
 * The units in which a fit measures its violation, from their definition in docs/mathematics.md alone: x̃ⱼ = (xⱼ − mⱼ) sⱼ.
 *
 *   m   a number near the mean, of a column without zeros whose mean is more than 100 of its standard deviations, if there
 *       is an intercept without a penalty; or 0
 *   s   the power of two next to 1 / the root mean square around m, if one of these is 10⁴ times another, or all are below
 *       10⁻⁴, or a column is shifted, 2⁴⁷⁰ at most; or 1
 */

import type { SparseRows } from './statement'
import { Sum } from './twofold'

/** m and s, by column. */
export interface Units {
  readonly shift: readonly number[]
  readonly scale: readonly number[]
}

export function unitsOf({ cols, rows }: SparseRows, mayShift: boolean): Units {
  const columns = Array.from({ length: cols }, (): number[] => [])
  for (const { at, values } of rows) at.forEach((j, p) => void columns[j].push(values[p]))
  const measured = columns.map(values => measure(values, rows.length, mayShift))
  const sizes = measured.map(({ size }) => size).filter(size => size > 0)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  const isScaled = measured.some(({ isShifted }) => isShifted) || most > 1e4 * least || most < 1e-4
  return {
    shift: measured.map(({ shift }) => shift),
    scale: measured.map(({ size }) =>
      isScaled && size > 0 ? 2 ** Math.min(-Math.round(Math.log2(size)), 470) : 1,
    ),
  }
}

/** The shift of a column of n rows, of which these are not 0, and its root mean square around it. */
function measure(values: readonly number[], n: number, mayShift: boolean) {
  const around = (center: number) => {
    const sum = values.reduce((total, x) => total + (x - center) ** 2, (n - values.length) * center ** 2)
    return Math.sqrt(sum / n)
  }
  const stated = { shift: 0, size: around(0), isShifted: false }
  if (!mayShift || values.length < n) return stated
  if (values.every(x => x === values[0])) return { shift: values[0], size: 0, isShifted: true }
  const mean = values.reduce((sum, x) => sum.add(x), new Sum()).value / n
  const deviation = around(mean)
  if (!(Math.abs(mean) > 100 * deviation)) return stated
  const unit = 2 ** Math.floor(Math.log2(deviation))
  const shift = Math.round(mean / unit) * unit
  return { shift, size: around(shift), isShifted: true }
}
