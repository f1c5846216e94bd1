/**
 * The private fields of public classes. They are declared `private` and defined here, so that nothing lists or copies
 * them: `Object.keys(model)` and `console.log(model)` show what is public. `#private` fields would do that as well, but
 * an object with such fields does not work behind a proxy, and frameworks such as Vue put one around what they watch.
 */

/** Defines new fields of `target` that can be read and written, and are not enumerable. */
export function defineHidden(target: object, fields: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(target, name, { value, writable: true, configurable: true })
  }
}

/** A result whose typed arrays are lists in JSON, which would make objects of numbered fields of them. */
export function withLists<T extends object>(result: T): T {
  const listOf = (value: unknown): unknown =>
    ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value
  const toJSON = () =>
    Object.fromEntries(Object.entries(result).map(([name, value]) => [name, listOf(value)]))
  defineHidden(result, { toJSON })
  return result
}
