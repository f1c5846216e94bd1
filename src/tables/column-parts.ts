/** The parts of a ColumnTransformer: what is done, and to which columns. */

import type { Transformer } from '../data/estimator'
import { type MatrixLike, matrixShape, type SamplesLike } from '../data/matrix-like'
import { ValidationError } from '../support/errors'
import { readArray } from '../support/saved'
import { describe, refuseHoles } from '../support/validate'
import { checkTransformer } from './children'
import { textOf } from './column-kinds'
import { type Columns, valuePath } from './read-columns'
import { TransformerChain } from './transformer-chain'

/** What is done to columns: a transformer, several one after another, nothing, or leaving them out. */
export type ColumnStep = Transformer | readonly Transformer[] | 'passthrough' | 'drop'

/** Columns by name, or by position; a single name hands over the column as a list of texts. */
export type ColumnChoice = readonly (string | number)[] | string

/** What is done, and to which columns. */
export type ColumnPart = readonly [ColumnStep, ColumnChoice]

/** A part: what is done, and where its columns are. Its transformer, if it has one, is called by its name. */
export interface Part {
  readonly name: string
  readonly work: 'transform' | 'passthrough' | 'drop'
  readonly choice: ColumnChoice
}

/** A part that has been checked. */
export interface CheckedPart extends Omit<Part, 'work'> {
  readonly step: Transformer | 'passthrough' | 'drop'
}

/** @throws ValidationError when it is not a transformer and its columns */
export function readPart(name: string, part: unknown): CheckedPart {
  const label = `ColumnTransformer: ${name}`
  const [step, choice] = readArray(label, part)
  const work = readWork(label, step)
  const columns = readChoice(label, choice)
  // A word asks for no texts, so that a single name can only be a column.
  return { name, step: work, choice: isWord(work) && typeof columns === 'string' ? [columns] : columns }
}

export function isWord(step: unknown): step is 'passthrough' | 'drop' {
  return step === 'passthrough' || step === 'drop'
}

function readWork(name: string, step: unknown): CheckedPart['step'] {
  if (isWord(step)) return step
  if (!Array.isArray(step)) return checkTransformer(name, step)
  refuseHoles(name, step)
  return new TransformerChain(...step)
}

/** @throws ValidationError when it names no columns */
export function readChoice(name: string, choice: unknown): ColumnChoice {
  if (typeof choice === 'string') return choice
  if (!Array.isArray(choice)) {
    throw new ValidationError(
      `${name}: columns must be a list of names or positions, such as ['age'] or [0], got ${describe(choice)}`,
    )
  }
  refuseHoles(`${name}: columns`, choice)
  return choice.map(column => {
    if (typeof column === 'string' || Number.isInteger(column)) return column as string | number
    throw new ValidationError(`${name}: a column is its name or its position, got ${describe(column)}`)
  })
}

/** The name of a column that `part` takes. @throws ValidationError when X has none such */
export function nameOf(part: string, column: string | number, names: readonly string[]): string {
  const name = typeof column === 'number' ? names.at(column) : names.find(known => known === column)
  if (name !== undefined) return name
  throw new ValidationError(
    `ColumnTransformer: ${part} takes the column ${describe(column)}, but X has ${names.join(', ')}`,
  )
}

/** The columns of a part as a table; of a single name, its texts, with blanks as empty ones. */
export function select({ names, columns, rows }: Columns, choice: ColumnChoice): SamplesLike {
  const column = (name: string | number): ArrayLike<unknown> => {
    const at = names.indexOf(name as string)
    if (at >= 0) return columns[at]
    throw new ValidationError(`X has no column ${describe(name)}, which the fit had`)
  }
  if (typeof choice !== 'string') return Object.fromEntries(choice.map(name => [name, column(name)]))
  const values = column(choice)
  return Array.from({ length: rows }, (_, i) => textAt(choice, values[i], i))
}

/** What `act` makes of the texts of a single name. @throws ValidationError that says what to write where they are no input */
export function actOnTexts<T>(part: string, name: string, texts: SamplesLike, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof ValidationError) || error.message !== refusalOf(texts)) throw error
    throw new ValidationError(
      `ColumnTransformer: ${part} takes no texts, and a column that is named alone is handed over as a list of texts; ` +
        `write [${describe(name)}] in place of ${describe(name)}`,
      { cause: error },
    )
  }
}

/** What every transformer of numbers or tables says to a list of texts. */
function refusalOf(texts: SamplesLike): string | undefined {
  try {
    matrixShape('X', texts as MatrixLike)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** @throws ValidationError for what is no text, nor a blank */
function textAt(column: string, value: unknown, row: number): string {
  if (value === null || value === undefined) return ''
  const text = textOf(value)
  if (typeof text === 'string') return text
  throw new ValidationError(`${valuePath(column, row)} is ${describe(value)}; texts must be strings`)
}
