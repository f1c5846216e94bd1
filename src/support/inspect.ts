/** How models print: Node's `console.log` and `util.inspect` look for a method of this name. */

import { describe, isPlainObject } from './validate'

/** The name of that method. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** Node's `util.inspect` with the options of the call. */
export type Inspect = (value: unknown) => string

/**
 * Gives an object that method, and the same as `toString`; a class with a computed name among its members would stay in
 * bundles that do not use it.
 */
export function definePrinting<T extends object>(target: T, print: (this: T, inspect: Inspect) => string): T {
  const value = function (this: T, depth?: number, options?: object, inspect: NodeInspect = shown) {
    return print.call(this, part => inspect(part, { ...options, depth }))
  }
  const method = { value, configurable: true }
  return Object.defineProperties(target, { [INSPECT]: method, toString: method })
}

/** A value in a line as Node would print it, for `toString`, which is not given Node's `inspect`. */
function shown(value: unknown): string {
  if (INSPECT in Object(value)) return String(value)
  if (Array.isArray(value)) return `[ ${value.map(shown).join(', ')} ]`
  if (!isPlainObject(value)) return describe(value)
  const entries = Object.entries(value).map(([key, part]) => `${key}: ${shown(part)}`)
  return `{ ${entries.join(', ')} }`
}

/** Has `target` print as the call that makes it: `KFold({ shuffle: true })`. */
export function printAsCall(target: object, name: string, options: object, defaults: object): void {
  definePrinting(target, inspect => printed(name, options, defaults, [], inspect))
}

type NodeInspect = (value: unknown, options: object) => string

/**
 * `Name(part, { option: value }): fact; fact`, with the options that are not as they are by default.
 *
 * @param part - what the first argument of the constructor was, if that is not the options
 */
export function printed(
  name: string,
  params: object,
  defaults: object,
  facts: readonly string[],
  inspect: Inspect,
  part?: unknown,
): string {
  const usual = defaults as Readonly<Record<string, unknown>>
  const changed = Object.entries(params).filter(([key, value]) => inspect(value) !== inspect(usual[key]))
  const args = [part, changed.length > 0 ? Object.fromEntries(changed) : undefined]
  const given = args.filter(arg => arg !== undefined).map(inspect)
  return `${name}(${given.join(', ')})${facts.length > 0 ? ': ' : ''}${facts.join('; ')}`
}
