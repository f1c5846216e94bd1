/** Seeds of `fuzz.test.ts` with a trouble that is not mended yet. */
export const KNOWN_TROUBLES: ReadonlySet<number> = new Set([
  // slow
  45,
  // the violation in one measure, while that of the fit is below the tolerance
  217,
])
