import { ValidationError } from '../support/errors'
import { readArray } from '../support/saved'
import type { ColumnPart } from './column-parts'
import { ColumnTransformer } from './column-transformer'

/** Parts named by what they do: `oneHotEncoder`, `standardScaler`, …; `part0`, `part1`, … where they do not say. */
export type NamedParts<T extends readonly ColumnPart[]> = {
  readonly [I in keyof T & `${number}` as T[I] extends readonly [
    { readonly stepName: infer N extends string },
    unknown,
  ]
    ? N
    : `part${I}`]: T[I]
}

/**
 * A {@link ColumnTransformer} of these parts, named by what they do.
 *
 * @param parts - each `[transformer, columns]`
 * @throws ValidationError when two parts would have one name
 *
 * @example
 * ```ts
 * import { StandardScaler } from 'ndlogit'
 * import { makeColumnTransformer, OneHotEncoder } from 'ndlogit/tables'
 *
 * const columns = makeColumnTransformer([new StandardScaler(), ['age']], [new OneHotEncoder(), ['sex']])
 * console.log(Object.keys(columns.transformers)) // [ 'standardScaler', 'oneHotEncoder' ]
 * ```
 */
export function makeColumnTransformer<const T extends readonly ColumnPart[]>(
  ...parts: T
): ColumnTransformer<NamedParts<T>> {
  const named = parts.map((part, k) => {
    const [step, columns] = readArray(`makeColumnTransformer: part ${k}`, part)
    return [(step as { stepName?: string } | undefined)?.stepName ?? `part${k}`, [step, columns]]
  })
  const byName = Object.fromEntries(named)
  if (Object.keys(byName).length < parts.length) {
    throw new ValidationError(
      'makeColumnTransformer: two parts have one name; use new ColumnTransformer({ … })',
    )
  }
  return new ColumnTransformer(byName as NamedParts<T>)
}
