/** Seeds of `fuzz.test.ts` with a trouble that is not mended yet. */
export const KNOWN_TROUBLES: ReadonlySet<number> = new Set([
  // slow
  45,
])
