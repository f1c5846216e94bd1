/** What the library has to say that is not an error; one place, and the caller decides where it goes. */

/** Receives the text of a warning. */
export type WarningHandler = (message: string) => void

const toConsole: WarningHandler = message => console.warn(message)

let handler = toConsole

/**
 * Replaces what happens with warnings (by default `console.warn`): a fit that did not converge says so once.
 * Returns the handler that was there before. Call without argument to restore the default.
 *
 * @example
 * ```ts
 * import { LogisticRegression, setWarningHandler } from 'ndlogit'
 *
 * const messages: string[] = []
 * setWarningHandler(message => messages.push(message))
 * new LogisticRegression({ maxIter: 1, tol: 1e-12 }).fit([[0], [1], [2], [3]], [0, 1, 0, 1])
 * setWarningHandler()
 * console.log(messages.length) // 1
 * ```
 */
export function setWarningHandler(next: WarningHandler = toConsole): WarningHandler {
  const previous = handler
  handler = next
  return previous
}

let said: Set<string> | undefined
let listeners = 0

/**
 * Passes a message to the handler in force, and once only between {@link sayOnce} and its end: what a fold of a
 * cross-validation has to say of the labels, the next one says too.
 */
export function warn(message: string): void {
  if (said?.has(message)) return
  said?.add(message)
  handler(message)
}

/** From now on no text is passed on twice, until the function that this gives is called. */
export function sayOnce(): () => void {
  if (listeners++ === 0) said = new Set()
  return () => {
    if (--listeners === 0) said = undefined
  }
}
