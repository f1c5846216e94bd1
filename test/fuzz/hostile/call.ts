/** A call with good arguments, of which some are replaced. */

export type Call = readonly [name: string, call: (...args: never[]) => unknown, args: readonly unknown[]]

export const call = <A extends readonly unknown[]>(
  name: string,
  f: (...args: A) => unknown,
  ...args: A
): Call => [name, f as never, args]
