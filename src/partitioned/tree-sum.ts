/**
 * Adds what comes in any order in a fixed one: neighbors in pairs, pairs in pairs, and so on, as they stand in a list of n.
 *
 *   ((0 + 1) + (2 + 3)) + ((4 + 5) + 6)
 *
 * So the bits of the total do not depend on who is first; and while one is missing the others are added without it, so that
 * of thousands that came early about log₂ n sums wait instead of each by itself.
 *
 * Source: pairwise summation, Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., §4.2.
 */
export class TreeSum<T> {
  /** by level, the sums of 2^level neighbors that wait for their other half, by their place there */
  private readonly waiting: Map<number, T>[] = []

  /**
   * @param count - n
   * @param add - of two neighbors, the earlier first
   */
  constructor(
    private readonly count: number,
    private readonly add: (a: T, b: T) => T,
  ) {}

  /** How many sums are kept. */
  get size(): number {
    return this.waiting.reduce((sum, { size }) => sum + size, 0)
  }

  /** Takes number `index` of the list. */
  take(index: number, value: T): void {
    let [place, sum] = [index, value]
    for (let level = 0; ; level++, place = Math.floor(place / 2)) {
      this.waiting[level] ??= new Map()
      const here = this.waiting[level]
      // The last of a level may have no other half: it goes up alone.
      const isAlone = place % 2 === 0 && (place + 1) * 2 ** level >= this.count
      if (isAlone && place > 0) continue
      const other = here.get(place ^ 1)
      if (other === undefined) {
        here.set(place, sum)
        return
      }
      here.delete(place ^ 1)
      sum = place % 2 === 0 ? this.add(sum, other) : this.add(other, sum)
    }
  }

  /** The sum of all, once all have come; `undefined` of none. */
  total(): T | undefined {
    for (const level of this.waiting) for (const [, sum] of level) return sum
    return undefined
  }
}
