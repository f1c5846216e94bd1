/** The two ways to divide rows at random, on which the shuffling splitters and `trainTestSplit` stand. */

import { counted } from '../../support/counted'
import { ValidationError } from '../../support/errors'
import type { RandomState } from '../../support/random'
import type { SplitSizes } from './split-sizes'
import type { Split } from './splitter'
import type { Strata } from './strata'

/** Draws the test rows first, then the training rows, from one permutation of all `rows`. */
export function randomSplit(rows: number, { train, test }: SplitSizes, random: RandomState): Split {
  const order = random.permutation(rows)
  return { train: order.slice(test, test + train), test: order.slice(0, test) }
}

/** Refuses classes and sizes that cannot put every class on both sides. */
export function checkStratifiedSizes({ classes, members }: Strata, { train, test }: SplitSizes): void {
  const single = members.findIndex(rows => rows.length < 2)
  if (single >= 0) {
    throw new ValidationError(
      `a stratified split needs at least 2 rows of every class, but class ${String(classes[single])} has 1`,
    )
  }
  if (train < classes.length || test < classes.length) {
    const [name, size] = train < classes.length ? ['trainSize', train] : ['testSize', test]
    throw new ValidationError(
      `${name} must give at least one row to each of the ${classes.length} classes, got ${counted(size, 'row')}`,
    )
  }
}

/** Draws from every class its share of the rows on either side. */
export function stratifiedSplit(
  { members }: Strata,
  { train, test }: SplitSizes,
  random: RandomState,
): Split {
  const counts = Int32Array.from(members, rows => rows.length)
  const trainCounts = shareOut(counts, train, random)
  const testCounts = shareOut(
    counts.map((count, k) => count - trainCounts[k]),
    test,
    random,
  )
  const trainRows = new Int32Array(train)
  const testRows = new Int32Array(test)
  let trained = 0
  let tested = 0
  members.forEach((rows, k) => {
    const drawn = random.permutation(rows.length).map(i => rows[i])
    const cut = trainCounts[k]
    trainRows.set(drawn.subarray(0, cut), trained)
    testRows.set(drawn.subarray(cut, cut + testCounts[k]), tested)
    trained += cut
    tested += testCounts[k]
  })
  random.shuffle(trainRows)
  random.shuffle(testRows)
  return { train: trainRows, test: testRows }
}

/**
 * How many of `draws` fall to each class: `counts · draws / Σ counts` rounded down, the rest to the classes with the
 * largest remainders, ties broken at random — an approximate mode of the multivariate hypergeometric distribution
 * (scikit-learn's `_approximate_mode`, whose draws this repeats).
 */
export function shareOut(counts: Int32Array, draws: number, random: RandomState): Int32Array {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const exact = Float64Array.from(counts, count => (count / total) * draws)
  const shares = Int32Array.from(exact, Math.floor)
  const remainders = exact.map((value, k) => value - shares[k])
  let missing = draws - shares.reduce((sum, share) => sum + share, 0)
  for (const remainder of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing === 0) break
    const tied = Int32Array.from([...remainders.keys()].filter(k => remainders[k] === remainder))
    const chosen = random.choice(tied, Math.min(tied.length, missing))
    for (const k of chosen) shares[k]++
    missing -= chosen.length
  }
  return shares
}
