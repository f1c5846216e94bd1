/** Which output each category has: the frequent ones in order, then one for the rare ones together; one may go without. */

import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/** A category; `null` is the missing one. */
export type Category = string | number | boolean | null

/** What the encoder knows of its columns. */
export interface KnownCategories {
  readonly names: readonly string[]
  readonly categories: readonly (readonly Category[])[]
  readonly infrequent: readonly (readonly number[])[]
}

/** The outputs of one column. */
export interface OneHotLayout {
  readonly count: number
  /** the output of each category; −1 for none */
  readonly output: Int32Array
  /** the output of the rare ones together; −1 for none */
  readonly infrequent: number
}

/**
 * Positions of the rare categories: those with fewer rows than `minFrequency` says, and, if more than `maxCategories`
 * outputs are left, the rarest (of equals, the first).
 */
export function infrequentOf(
  counts: readonly number[],
  rows: number,
  minFrequency: number | undefined,
  maxCategories: number | undefined,
): number[] {
  const least = minFrequency === undefined ? 0 : minFrequency < 1 ? minFrequency * rows : minFrequency
  const rare = counts.map(count => count < least)
  const left = rare.filter(is => !is).length + 1
  if (maxCategories !== undefined && maxCategories < left) {
    const byCount = counts.map((_, k) => k).sort((a, b) => counts[a] - counts[b])
    for (const k of byCount.slice(0, counts.length - maxCategories + 1)) rare[k] = true
  }
  return rare.flatMap((is, k) => (is ? [k] : []))
}

/** The outputs of column j. */
export function outputOf(
  known: KnownCategories,
  j: number,
  drop: null | 'first' | 'if_binary' | readonly Category[],
): OneHotLayout {
  const { categories, infrequent } = known
  const rare = new Set(infrequent[j])
  const dropped = droppedPosition(known, j, drop)
  const frequent = categories[j].length - rare.size
  const shift = (at: number): number => (dropped < 0 || at < dropped ? at : at === dropped ? -1 : at - 1)
  let next = 0
  const output = Int32Array.from(categories[j], (_, k) => shift(rare.has(k) ? frequent : next++))
  const all = frequent + Math.min(rare.size, 1)
  return {
    count: dropped < 0 ? all : all - 1,
    output,
    infrequent: rare.size > 0 ? shift(frequent) : -1,
  }
}

/** The output of column j that goes without; −1 for none. @throws ValidationError when the category given is not there, or rare */
export function droppedPosition(
  { names, categories, infrequent }: KnownCategories,
  j: number,
  drop: null | 'first' | 'if_binary' | readonly Category[],
): number {
  const rare = infrequent[j]
  const count = categories[j].length - rare.length + Math.min(rare.length, 1)
  if (drop === null) return -1
  if (drop === 'first') return 0
  if (drop === 'if_binary') return count === 2 ? 0 : -1
  if (drop.length !== names.length) {
    throw new ValidationError(
      `drop has ${counted(drop.length, 'category', 'categories')}, but X has ${counted(names.length, 'column')}`,
    )
  }
  const at = categories[j].indexOf(drop[j])
  if (at < 0) throw new ValidationError(`drop: ${describe(drop[j])} is no category of column ${names[j]}`)
  if (rare.includes(at)) {
    throw new ValidationError(
      `drop: ${describe(drop[j])} of column ${names[j]} is rare and has no column of its own`,
    )
  }
  return at - rare.filter(k => k < at).length
}
