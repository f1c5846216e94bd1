/**
 * The errors that ndlogit throws on purpose. Messages say which option or argument, what was got and what
 * was expected.
 */

/**
 * An option or argument is wrong: its type, its range, its shape or its values.
 *
 * @example
 * ```ts
 * import { LogisticRegression, ValidationError } from 'ndlogit'
 *
 * try {
 *   new LogisticRegression({ C: -1 })
 * } catch (error) {
 *   console.log(error instanceof ValidationError) // true
 * }
 * ```
 */
export class ValidationError extends Error {
  override readonly name: string = 'ValidationError'
}

/** A fitted property or a prediction was asked of an estimator that has not been fitted. */
export class NotFittedError extends Error {
  override readonly name: string = 'NotFittedError'

  constructor(estimator: string, asked: string, why = 'needs a fitted model') {
    super(`${estimator}: ${asked} ${why}; call fit first`)
  }
}

/** What `fit` of a search has to come to first: it is a promise, and a forgotten `await` compiles. */
export const NEEDS_SEARCH = 'needs a fitted model, and fit gives a promise: await it'

/** The request makes sense but this library, or the chosen solver, does not do it; the message lists what does. */
export class UnsupportedError extends Error {
  override readonly name: string = 'UnsupportedError'
}
