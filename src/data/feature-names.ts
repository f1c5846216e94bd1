/**
 * Names of features. A table brings its own; a matrix may be given some, which go with that very object (views made of
 * it have none), so that what a transformer makes of a table still knows its columns.
 */

import { ValidationError } from '../support/errors'
import { describe, everyEntry, isText } from '../support/validate'
import { isTable, readTable } from './table'

const given = new WeakMap<object, readonly string[]>()

/**
 * Names the columns of a matrix. What is fitted on it remembers the names: they stand in `coefficients()`, in
 * `explain` and in saved models.
 *
 * @param X - a matrix `[n, d]`; the same object is returned
 * @param names - d names, no two of them equal
 * @throws ValidationError when two names are equal
 *
 * @example
 * ```ts
 * import { LogisticRegression, withFeatureNames } from 'ndlogit'
 *
 * const X = withFeatureNames([[0, 1], [1, 0], [2, 1], [3, 0]], ['width', 'height'])
 * const model = new LogisticRegression().fit(X, ['a', 'a', 'b', 'b'])
 * console.log(model.coefficients()[0].feature) // width
 * ```
 */
export function withFeatureNames<M extends object>(X: M, names: readonly string[] | undefined): M {
  if (names === undefined) return X
  if (!Array.isArray(names) || !everyEntry(names, isText)) {
    throw new ValidationError(`names of features must be a list of strings, got ${describe(names)}`)
  }
  if (typeof X !== 'object' || X === null) {
    throw new ValidationError(`withFeatureNames names the columns of a matrix, got ${describe(X)}`)
  }
  if (new Set(names).size < names.length) {
    const repeated = names.find((name, j) => names.indexOf(name) !== j)
    throw new ValidationError(`two features are called ${describe(repeated)}; names must differ`)
  }
  return named(X, names)
}

/** As {@link withFeatureNames}, of names that have been checked, or none. */
export function named<M extends object>(X: M, names: readonly string[] | undefined): M {
  if (names !== undefined) given.set(X, Object.isFrozen(names) ? names : Object.freeze([...names]))
  return X
}

/** The names that a matrix was given. */
export function givenNames(X: object): readonly string[] | undefined {
  return given.get(X)
}

/** The names of the columns of `X`: of a table its own, of a matrix those that it was given. */
export function featureNamesOf(X: object): readonly string[] | undefined {
  return givenNames(X) ?? (isTable(X) ? readTable('X', X).names : undefined)
}
