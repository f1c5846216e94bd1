/** Counts as messages say them. */

/** `1 feature`, `2 features`. */
export const counted = (count: number, one: string, many = `${one}s`) =>
  `${count} ${count === 1 ? one : many}`

/** `there is 1 row`, `there are 2 rows`. */
export const thereAre = (count: number, one: string) =>
  `there ${count === 1 ? 'is' : 'are'} ${counted(count, one)}`

/** Six digits, for counts that weights make uneven. */
export const short = (count: number) => String(Number(count.toPrecision(6)))
