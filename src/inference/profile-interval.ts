/**
 * The two points where a profile crosses its cut: roots of a function that is positive at `centre` and falls on both
 * sides, bracketed by doubling steps and closed in by Ridders' method (*IEEE Trans. Circuits Syst.* 26, 1979), which
 * needs no derivative and never leaves the bracket.
 */

/** After so many doublings the profile is flat: the interval has no end on that side. */
const MOST_DOUBLINGS = 30

/** Roots that a search has found to lie further out, after which the last one is taken. */
const MOST_SEARCHES = 5

/** A height above what a search finds at a root that is no rounding. */
const ABOVE = 1e-9

/** A function whose roots are looked for. */
export interface Heights {
  at(value: number): number
  /** never less than `at`, and dear: asked where that has a root */
  searchedAt(value: number): number
}

/** The roots below and above `centre`; infinite where there is none. */
export function profileInterval(
  heights: Heights,
  centre: number,
  scale: number,
): readonly [low: number, high: number] {
  return [endTowards(heights, centre, -scale), endTowards(heights, centre, scale)]
}

/** The root that a search confirms: where it finds more than 0, the root lies further out. */
function endTowards(heights: Heights, centre: number, first: number): number {
  let end = centre
  for (let k = 0; k < MOST_SEARCHES; k++) {
    end = rootTowards(heights.at, end, first)
    if (!Number.isFinite(end) || heights.searchedAt(end) <= ABOVE) break
  }
  return end
}

function rootTowards(f: (value: number) => number, centre: number, first: number): number {
  let inside = centre
  let step = 2 * first
  for (let k = 0; k < MOST_DOUBLINGS; k++) {
    const outside = inside + step
    const value = f(outside)
    if (value < 0) return ridders(f, inside, f(inside), outside, value)
    inside = outside
    step *= 2
  }
  return first < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function ridders(f: (value: number) => number, a: number, fa: number, b: number, fb: number): number {
  let [low, atLow, high, atHigh] = [a, fa, b, fb]
  let root = Number.NaN
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2
    const atMiddle = f(middle)
    const spread = Math.sqrt(atMiddle ** 2 - atLow * atHigh)
    if (spread === 0) return middle
    const next = middle + ((middle - low) * (atLow > atHigh ? 1 : -1) * atMiddle) / spread
    const atNext = f(next)
    if (atNext === 0 || Math.abs(next - root) <= 1e-11 * (1 + Math.abs(next))) return next
    root = next
    if (atMiddle * atNext < 0) [low, atLow, high, atHigh] = [middle, atMiddle, next, atNext]
    else if (atLow * atNext < 0) [high, atHigh] = [next, atNext]
    else [low, atLow] = [next, atNext]
  }
  return root
}
