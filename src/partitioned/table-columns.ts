/** Which columns of a table are what, checked; and what DuckDB says of a table that cannot be read, as an error of this library. */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/** Which columns are what. */
export interface TableColumns {
  /** the column of the labels: numbers, text or booleans */
  readonly label: string
  /** the columns of X, in their order. Default: all others. */
  readonly features?: readonly string[]
  /** the column of the weights, if there is one */
  readonly weight?: string
  /** the column of the folds, if there is one */
  readonly fold?: string
}

/** Kinds of errors that say nothing of the data: trying again may help, and where a file is missing its name is said. */
const OF_THE_MACHINE = /^(IO|HTTP|Connection|Out of Memory|Interrupt|Fatal|Internal) /

/** @throws ValidationError unless columns are given by their names */
export function checkColumns(owner: string, { label, features, weight, fold }: TableColumns): void {
  for (const [name, column] of Object.entries({ label, weight, fold })) {
    if (typeof column === 'string' || (column === undefined && name !== 'label')) continue
    throw new ValidationError(`${owner}: ${name} must be the name of a column, got ${describe(column)}`)
  }
  if (features === undefined) return
  const wrong = Array.isArray(features) ? features.findIndex(name => typeof name !== 'string') : 0
  if (wrong < 0 && features.length > 0) return
  const got = Array.isArray(features) && features.length > 0 ? features[wrong] : features
  throw new ValidationError(
    `${owner}: features must be the names of one column or more, in an array; got ${describe(got)}`,
  )
}

/** Plain data may come from anywhere. @throws ValidationError unless it says which rows */
export function checkPartition(
  partition: TableColumns & { readonly from: string; readonly where?: string; readonly database?: string },
): void {
  checkColumns('partition', { ...partition, features: partition.features ?? [] })
  for (const name of ['from', 'where', 'database'] as const) {
    const value = partition[name]
    if (typeof value === 'string' || (value === undefined && name !== 'from')) continue
    throw new ValidationError(`partition: ${name} must be a string, got ${describe(value)}`)
  }
}

/** What DuckDB has thrown; of the data, it is an error that names the cause in one line and that nobody tries again. */
export function errorOfTable(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'Error' || OF_THE_MACHINE.test(error.message)) return error
  const [line] = error.message.split('\n')
  return new ValidationError(`DuckDB cannot read the table: ${line}`, { cause: error })
}
