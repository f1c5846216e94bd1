/** A smaller case with the same trouble: fewer rows, columns, options and digits, as long as the kind stays. */

import { LogisticRegression } from '../../src'
import type { Case } from './case'

/** @param fails - whether a case has the trouble; asked at most `tries` times */
export function shrink(from: Case, fails: (tried: Case) => boolean, tries = 150): Case {
  let best = from
  let left = tries
  for (let progress = true; progress && left > 0; ) {
    progress = false
    for (const smaller of candidates(best)) {
      if (left-- <= 0) break
      if (!isFit(smaller) || !fails(smaller)) continue
      best = smaller
      progress = true
      break
    }
  }
  return best
}

/** Whether there is something to fit: two classes, a feature, and options that go together. */
function isFit({ rows, y, sampleWeight, options }: Case): boolean {
  const classes = new Set(y.filter((_, i) => sampleWeight === undefined || sampleWeight[i] > 0))
  if (rows.length === 0 || rows[0].length === 0 || classes.size < 2) return false
  try {
    new LogisticRegression(options)
    return true
  } catch {
    return false
  }
}

function* candidates(tried: Case): Generator<Case> {
  const { rows, options, layout } = tried
  const [n, d] = [rows.length, rows[0].length]
  if (tried.again) {
    const { again: _, ...once } = tried
    yield once
  }
  if (layout !== 'rows') yield { ...tried, layout: 'rows' }
  if (tried.sampleWeight) {
    const { sampleWeight: _, ...unweighted } = tried
    yield unweighted
  }
  if (tried.offset) {
    const { offset: _, ...without } = tried
    yield without
  }
  if (tried.shares) {
    const { shares: _, trials: __, ...labelled } = tried
    yield labelled
  }
  for (const name of Object.keys(options)) {
    if (name === 'penalty' || name === 'l1Ratio') continue
    const { [name as 'C']: _, ...fewer } = options
    yield { ...tried, options: fewer as Case['options'] }
  }
  for (const parts of [2, 4, 8]) {
    for (let k = 0; k < parts && parts <= n; k++)
      yield keepRows(tried, i => Math.floor((i * parts) / n) !== k)
    for (let k = 0; k < parts && parts <= d; k++)
      yield keepColumns(tried, j => Math.floor((j * parts) / d) !== k)
  }
  if (n <= 12) for (let k = 0; k < n; k++) yield keepRows(tried, i => i !== k)
  if (d <= 12) for (let k = 0; k < d; k++) yield keepColumns(tried, j => j !== k)
  if (n * d <= 200) {
    for (const digits of [1, 3]) {
      const rounded = rows.map(row => row.map(x => Number(x.toPrecision(digits))))
      if (rounded.some((row, i) => row.some((x, j) => x !== rows[i][j]))) yield { ...tried, rows: rounded }
    }
  }
}

function keepRows(tried: Case, keep: (i: number) => boolean): Case {
  const kept = <T>(list: readonly T[]) => list.filter((_, i) => keep(i))
  const { sampleWeight, options } = tried
  const y = kept(tried.y)
  const { classWeight } = options
  const named = typeof classWeight === 'object' && !(classWeight instanceof Map)
  const left =
    named &&
    Object.fromEntries(Object.entries(classWeight).filter(([key]) => y.some(label => String(label) === key)))
  return {
    ...tried,
    rows: kept(tried.rows),
    y,
    ...(sampleWeight && { sampleWeight: kept(sampleWeight) }),
    ...(tried.offset && { offset: kept(tried.offset) }),
    ...(tried.shares && { shares: kept(tried.shares) }),
    ...(tried.trials && { trials: kept(tried.trials) }),
    ...(left && { options: { ...options, classWeight: left } as Case['options'] }),
  }
}

function keepColumns(tried: Case, keep: (j: number) => boolean): Case {
  const kept = <T>(list: ArrayLike<T>) => Array.from(list).filter((_, j) => keep(j))
  const lists = Object.entries(tried.options).filter(([, value]) => Array.isArray(value))
  const shorter = Object.fromEntries(lists.map(([name, list]) => [name, kept(list as number[])]))
  return {
    ...tried,
    rows: tried.rows.map(row => kept(row)),
    options: { ...tried.options, ...shorter } as Case['options'],
  }
}
