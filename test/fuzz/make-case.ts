/** Random cases of the kinds that people's data have: every seed gives the same case everywhere. */

import type { LogisticRegressionOptions } from '../../src'
import { Random } from '../bench/random'
import { type Case, LAYOUTS } from './case'

/** n · d of a case, and of the few that are large. */
const ENTRIES = 50_000
const LARGE_ENTRIES = 400_000

export function makeCase(seed: number): Case {
  const random = new Dice(seed)
  const large = random.chance(0.01)
  const n = large ? random.size(10_000, 100_000) : random.size(1, 1000) + 1
  const d = random.size(1, Math.max(1, Math.min(1000, Math.floor((large ? LARGE_ENTRIES : ENTRIES) / n))))
  const layout = random.pick(LAYOUTS)
  const columns = makeColumns(random, n, d)
  if (random.chance(0.4)) columns.forEach(standardise)
  const spread = transform(random, columns)
  if (layout.startsWith('float32')) for (const column of columns) column.set(Float32Array.from(column))
  const y = makeLabels(random, columns, n)
  const sampleWeight = makeWeights(random, n, y)
  const classes = new Set(y.filter((_, i) => sampleWeight === undefined || sampleWeight[i] > 0))
  const options = makeOptions(random, d, [...classes])
  return {
    seed,
    rows: Array.from({ length: n }, (_, i) => columns.map(column => column[i])),
    y,
    ...(sampleWeight && { sampleWeight }),
    ...makeMore(new Dice(seed + 2 ** 31), d, y, classes.size, options),
    layout,
    ...(random.chance(0.05) && {
      again: { C: (options.C ?? 1) * 10 ** random.between(-2, 2), warmStart: true },
    }),
    spread,
  }
}

/** Random choices. */
class Dice extends Random {
  chance(p: number): boolean {
    return this.uniform() < p
  }

  pick<T>(values: readonly T[]): T {
    return values[this.integer(values.length)]
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform()
  }

  /** An integer from low to high, small ones as likely as large ones. */
  size(low: number, high: number): number {
    return Math.round(Math.exp(this.between(Math.log(low), Math.log(high))))
  }
}

type ColumnKind = (random: Dice, n: number, before: readonly Float64Array[]) => ArrayLike<number>

const fill = (n: number, value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i))

const COLUMNS: Readonly<Record<string, ColumnKind>> = {
  normal: (random, n) => random.normals(n),
  integers: (random, n) => {
    const top = random.size(2, 1000)
    return fill(n, () => random.integer(top))
  },
  binary: (random, n) => {
    const share = random.uniform()
    return fill(n, () => (random.chance(share) ? 1 : 0))
  },
  dummy: (random, n) => {
    const column = new Float64Array(n)
    const ones = random.size(1, Math.max(1, n / 4))
    for (let k = 0; k < ones; k++) column[random.integer(n)] = 1
    return column
  },
  constant: (random, n) => fill(n, () => 0).fill(random.pick([0, 1, -3, 2024, 0.1])),
  copy: (random, n, before) => {
    if (before.length === 0) return random.normals(n)
    const factor = random.pick([1, 1, -1, 2, 1e-3])
    return random.pick(before).map(value => factor * value)
  },
  sum: (random, n, before) => {
    if (before.length === 0) return random.normals(n)
    const [left, right] = [random.pick(before), random.pick(before)]
    return fill(n, i => left[i] + right[i])
  },
  heavy: (random, n) => fill(n, () => random.normal() / Math.abs(random.normal())),
  skewed: (random, n) => fill(n, () => Math.exp(2 * random.normal())),
  ordered: (_, n) => fill(n, i => i),
}

function makeColumns(random: Dice, n: number, d: number): Float64Array[] {
  const kinds = Object.keys(COLUMNS)
  // Data of one kind, of two, or of all.
  const chosen = random.chance(0.3)
    ? kinds
    : [random.pick(['normal', 'dummy', random.pick(kinds)]), random.pick(kinds)]
  const columns: Float64Array[] = []
  for (let j = 0; j < d; j++)
    columns.push(Float64Array.from(COLUMNS[random.pick(chosen)](random, n, columns)))
  return columns
}

function standardise(column: Float64Array): void {
  const n = column.length
  const mean = column.reduce((sum, x) => sum + x / n, 0)
  const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2 / n, 0))
  const divisor = deviation > 1e-12 * Math.abs(mean) ? deviation : 1
  for (let i = 0; i < n; i++) column[i] = (column[i] - mean) / divisor
}

/** Scales and shifts; returns the least and the largest of the sizes of the columns. */
function transform(random: Dice, columns: readonly Float64Array[]): [number, number] {
  const reach = random.chance(0.2) ? random.pick([2, 4, 8]) : 0
  const common = random.chance(0.1) ? 10 ** random.between(-8, 8) : 1
  const extreme = random.chance(0.02) ? random.pick([1e-150, 1e150, 1e-200, 1e200, 1e-308, 1e300]) : 1
  const shift = random.chance(0.1) ? 10 ** random.between(0, 12) : 0
  const sizes = columns.map((column, j) => {
    const factor = common * 10 ** random.between(-reach, reach) * (random.chance(0.3) ? extreme : 1)
    const move = shift > 0 && random.chance(0.5) ? shift * random.normal() : 0
    for (let i = 0; i < column.length; i++) column[i] = factor * (column[i] + move)
    if (j === 0 && random.chance(0.02)) column[random.integer(column.length)] *= 10 ** random.between(1, 12)
    return column.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  })
  const positive = sizes.filter(size => size > 0)
  return [Math.min(Infinity, ...positive), Math.max(0, ...positive)]
}

/** Labels: from a model with noise, separable, of a column, or at random; balanced or rare. */
function makeLabels(random: Dice, columns: readonly Float64Array[], n: number): Case['y'] {
  const K = random.chance(0.65) ? 2 : random.size(3, 8)
  const [strength, noise] = [random.pick([0, 0.3, 1, 3, 10]), random.chance(0.15) ? 0 : 1]
  const rare = random.chance(0.2) ? random.between(1, 8) : 0
  const used = columns.filter((_, j) => j < 10 || random.chance(0.1))
  const scores = Array.from({ length: K }, (_, k) => {
    const weights = used.map(column => {
      const size = Math.sqrt(column.reduce((sum, x) => sum + (x / 1e160) ** 2, 0)) * 1e160 || 1
      return ((strength * random.normal()) / size) * Math.sqrt(n)
    })
    return fill(n, i => {
      const z = used.reduce((sum, column, j) => sum + weights[j] * column[i], 0)
      return z - rare * k - noise * Math.log(-Math.log(random.uniform()))
    })
  })
  const codes = Array.from({ length: n }, (_, i) =>
    scores.reduce((top, s, k) => (s[i] > scores[top][i] ? k : top), 0),
  )
  if (random.chance(0.05)) codes[random.integer(n)] = (codes[0] + 1) % K
  if (new Set(codes).size < 2) codes[0] = codes[0] === 0 ? 1 : 0
  const names = random.pick<(k: number) => number | string | boolean>([
    k => k,
    k => 5 - 2 * k,
    k => `class ${k}`,
    ...(K === 2 ? [(k: number) => k === 0] : []),
  ])
  return codes.map(code => names(code)) as Case['y']
}

function makeWeights(random: Dice, n: number, y: Case['y']): number[] | undefined {
  if (random.chance(0.75)) return undefined
  const kind = random.integer(4)
  const weights = Array.from({ length: n }, () => {
    if (kind === 0) return random.uniform()
    if (kind === 1) return random.integer(4)
    if (kind === 2) return 10 ** random.between(-6, 6)
    return random.chance(0.5) ? 1 : 1e3
  })
  // Two classes must be left.
  weights[0] ||= 1
  const other = y.findIndex(label => label !== y[0])
  weights[other] ||= 1
  return weights
}

function makeOptions(
  random: Dice,
  d: number,
  classes: readonly (string | number | boolean)[],
): LogisticRegressionOptions {
  const penalty = random.pick(['l1', 'l1', 'l2', 'elasticnet', 'none'] as const)
  const fitIntercept = random.chance(0.85)
  const penalizeIntercept = fitIntercept && penalty !== 'none' && random.chance(0.15)
  const factors = random.chance(0.15)
  const solver = random.chance(0.7)
    ? undefined
    : random.pick(solversFor(penalty, fitIntercept && !penalizeIntercept, classes.length))
  const classWeight = random.pick([
    undefined,
    undefined,
    undefined,
    'balanced',
    weighted(random, classes),
  ] as const)
  return {
    penalty,
    C: random.chance(0.2) ? 1 : 10 ** ((random.chance(0.1) ? 10 : 4) * random.between(-1, 1)),
    ...(penalty === 'elasticnet' && { l1Ratio: random.pick([0, 1, 0.5, random.uniform()]) }),
    ...(!fitIntercept && { fitIntercept }),
    ...(penalizeIntercept && {
      penalizeIntercept,
      interceptScaling: random.pick([1, 10 ** random.between(-3, 3)]),
    }),
    ...(classWeight !== undefined && { classWeight }),
    ...(factors && {
      penaltyFactor: Array.from({ length: d }, () => random.pick([0, 1, 1, 10 ** random.between(-3, 3)])),
    }),
    ...(random.chance(0.3) && { multiClass: random.pick(['ovr', 'multinomial'] as const) }),
    ...(solver && { solver }),
    ...(random.chance(0.6) && { tol: random.pick([1e-2, 1e-5, 1e-6, 1e-6, 1e-8]) }),
    ...(random.chance(0.05) && { maxIter: random.size(1, 50) }),
  } as LogisticRegressionOptions
}

/** Bounds, an offset, shares or outcomes of trials for labels, none of most cases; drawn apart, so that the rest of a case does not depend on them. */
function makeMore(
  random: Dice,
  d: number,
  y: Case['y'],
  classes: number,
  options: LogisticRegressionOptions,
): Pick<Case, 'options' | 'offset' | 'shares' | 'trials'> {
  const bounds = makeBounds(random, d, options)
  const size = 10 ** random.between(-2, 2)
  const row = (length: number) => Array.from({ length }, () => size * random.normal())
  const hasOffset = random.chance(0.15) && options.solver !== 'dual-cd'
  const hasShares = random.chance(0.15) && options.solver !== 'dual-cd'
  const codes = [...new Set(y)]
  const shares = y.map(label => {
    const own = codes.indexOf(label)
    const share = random.pick([0.5, 1, random.uniform()])
    return codes.map((_, k) => (k === own ? share : (1 - share) / (codes.length - 1)))
  })
  const outputs = hasShares ? codes.length : classes
  const { classWeight, ...unweighted } = options
  return {
    options: {
      ...(hasShares && classWeight !== 'balanced' ? unweighted : options),
      ...bounds,
    } as Case['options'],
    ...(hasOffset && { offset: y.map(() => row(outputs === 2 ? 1 : outputs)) }),
    ...(hasShares && (random.chance(0.5) ? makeTrials(random, shares) : { shares })),
  }
}

/** How often each class came in the trials of a row: often in one, in none of some rows. The first row has every class. */
function makeTrials(random: Dice, shares: readonly (readonly number[])[]): Pick<Case, 'shares' | 'trials'> {
  const most = random.size(1, 50)
  const counts = shares.map((row, i) => {
    const outcomes = row.map((): number => (i === 0 ? 1 : 0))
    for (let left = random.integer(most + 1); left > 0; left--) {
      let at = random.uniform()
      const drawn = row.findIndex(share => {
        at -= share
        return at < 0
      })
      outcomes[Math.max(drawn, 0)]++
    }
    return outcomes
  })
  const trials = counts.map(row => row.reduce((sum, count) => sum + count, 0))
  // Of two classes half of the time the successes alone.
  const alone = shares[0].length === 2 && random.chance(0.5)
  return { shares: alone ? counts.map(row => [row[1]]) : counts, trials }
}

/** Bounds of some of the features. */
function makeBounds(random: Dice, d: number, { solver = 'auto' }: LogisticRegressionOptions): object {
  if (!random.chance(0.2) || !['auto', 'newton-cd', 'newton-cd-gram'].includes(solver)) return {}
  if (random.chance(0.3)) return { positive: true }
  const bound = (): number => random.pick([Infinity, 0, 10 ** random.between(-3, 1)])
  const list = (sign: number) =>
    random.chance(0.3) ? sign * bound() : Array.from({ length: d }, () => sign * bound())
  return {
    ...(random.chance(0.8) && { lowerBounds: list(-1) }),
    ...(random.chance(0.8) && { upperBounds: list(1) }),
  }
}

function weighted(random: Dice, classes: readonly (string | number | boolean)[]): Record<string, number> {
  return Object.fromEntries(classes.map(label => [String(label), 10 ** random.between(-2, 2)]))
}

function solversFor(penalty: string, freeIntercept: boolean, classes: number): readonly string[] {
  const smooth = ['newton-cg', 'newton-cholesky']
  const every = ['newton-cd', 'newton-cd-gram']
  if (penalty === 'l1' || penalty === 'elasticnet') return every
  if (penalty === 'none' || freeIntercept || classes > 2) return [...smooth, ...every]
  return [...smooth, ...every, 'dual-cd']
}
