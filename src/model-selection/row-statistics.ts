/** What is said of a table of scores, a row a combination of options. */

import type { NdArray } from '../data/ndview'

/** Mean and standard deviation of every row. */
export function momentsOfRows({ data, shape }: NdArray): { mean: number[]; std: number[] } {
  const [rows, columns] = shape as [number, number]
  const mean: number[] = []
  const std: number[] = []
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns)
    const average = row.reduce((sum, value) => sum + value, 0) / columns
    mean.push(average)
    std.push(Math.sqrt(row.reduce((sum, value) => sum + (value - average) ** 2, 0) / columns))
  }
  return { mean, std }
}

/** 1 for the greatest; equals share the better rank, and NaN comes last. */
export function ranks(values: readonly number[]): number[] {
  const sortable = values.map(value => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value))
  return sortable.map(value => 1 + sortable.filter(other => other > value).length)
}
