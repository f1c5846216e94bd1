/** How models print: Node's `console.log` and `util.inspect` look for a method of this name. */

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** Node's `util.inspect`, as it hands itself to such a method. */
export type Inspect = (value: unknown) => string

/** Gives an object that method; a class with a computed name among its members would stay in bundles that do not use it. */
export function definePrinting(target: object, print: (inspect: Inspect) => string): void {
  const value = (_depth: unknown, _options: unknown, inspect: Inspect) => print(inspect)
  Object.defineProperty(target, INSPECT, { value, configurable: true })
}

/** `Name({ option: value }): fact, fact`, with the options that are not as they are by default. */
export function printed(
  name: string,
  params: object,
  defaults: object,
  facts: readonly string[],
  inspect: Inspect,
): string {
  const usual = new Map(Object.entries(defaults))
  const changed = Object.entries(params).filter(([key, value]) => value !== usual.get(key))
  const options = changed.length === 0 ? '' : inspect(Object.fromEntries(changed))
  return `${name}(${options}): ${facts.join(', ')}`
}
