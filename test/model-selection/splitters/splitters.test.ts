import { describe, expect, it } from 'vitest'
import { GroupKFold } from '../../../src/model-selection/splitters/group-k-fold'
import { KFold } from '../../../src/model-selection/splitters/k-fold'
import { LeaveOneOut } from '../../../src/model-selection/splitters/leave-one-out'
import { PredefinedSplit } from '../../../src/model-selection/splitters/predefined-split'
import { ShuffleSplit, StratifiedShuffleSplit } from '../../../src/model-selection/splitters/shuffle-split'
import type { Splitter } from '../../../src/model-selection/splitters/splitter'
import { StratifiedGroupKFold } from '../../../src/model-selection/splitters/stratified-group-k-fold'
import {
  RepeatedStratifiedKFold,
  StratifiedKFold,
} from '../../../src/model-selection/splitters/stratified-k-fold'
import { TimeSeriesSplit } from '../../../src/model-selection/splitters/time-series-split'
import { ValidationError } from '../../../src/support/errors'
import { readFixture } from '../../fixtures/read-fixture'

interface SplitterCase {
  splitter: string
  params: Record<string, number | boolean | number[]>
  n: number
  y: string[] | null
  groups: string[] | null
  splits: { train: number[]; test: number[] }[]
}

const { cases } = readFixture<{ cases: SplitterCase[] }>('cv_splits.json')

const splitters: Record<string, new (params?: object) => Splitter> = {
  GroupKFold,
  KFold,
  LeaveOneOut,
  PredefinedSplit: class extends PredefinedSplit {
    constructor(params: object = {}) {
      super((params as { testFold: number[] }).testFold)
    }
  },
  RepeatedStratifiedKFold,
  ShuffleSplit,
  StratifiedGroupKFold,
  StratifiedKFold,
  StratifiedShuffleSplit,
  TimeSeriesSplit,
}
const column = (n: number): number[][] => Array.from({ length: n }, (_, i) => [i])

describe('splitters', () => {
  it.each(cases)("give scikit-learn's rows: $splitter of $n rows, $params", ({
    splitter,
    params,
    n,
    y,
    groups,
    splits,
  }) => {
    const made = new splitters[splitter](params)
    const got = [...made.split(column(n), y ?? undefined, groups ?? undefined)]
    expect(got.map(({ train, test }) => ({ train: [...train], test: [...test] }))).toEqual(splits)
    expect(made.nSplits ?? n).toBe(splits.length)
  })

  it('give the same splits on every call with a seed, and others without', () => {
    const y = Array.from({ length: 40 }, (_, i) => i % 2)
    for (const name of [
      'KFold',
      'StratifiedKFold',
      'RepeatedStratifiedKFold',
      'ShuffleSplit',
      'StratifiedShuffleSplit',
    ]) {
      const shuffle = name === 'KFold' || name === 'StratifiedKFold' ? { shuffle: true } : {}
      const text = (splitter: Splitter): string =>
        [...splitter.split(column(40), y)].map(({ test }) => String(test)).join(' ')
      const seeded = new splitters[name]({ ...shuffle, randomState: 3 })
      expect(text(seeded)).toBe(text(seeded))
      const free = new splitters[name](shuffle)
      expect(text(free)).not.toBe(text(free))
    }
  })

  it('check at once, not when the first split is drawn', () => {
    expect(() => new KFold().split(column(3))).toThrow('nSplits is 5, but there are 3 rows')
  })

  const X = column(6)
  const y = [0, 0, 0, 1, 1, 1]
  it.each<[string, () => unknown, string]>([
    ['one fold', () => new KFold({ nSplits: 1 }), 'nSplits must be an integer >= 2, got 1'],
    ['half a fold', () => new GroupKFold({ nSplits: 2.5 }), 'nSplits must be an integer >= 2'],
    ['one row', () => new LeaveOneOut().split([[1]]), 'LeaveOneOut needs at least 2 rows, got 1'],
    ['a fold of -2', () => new PredefinedSplit([0, -2]), 'testFold[1] is -2'],
    ['no fold', () => new PredefinedSplit([-1, -1]), 'testFold tests no row'],
    ['other rows', () => new PredefinedSplit([0, 1]).split(X), 'testFold must be of length 6, got 2'],
    [
      'too little time',
      () => new TimeSeriesSplit({ gap: 1 }).split(X),
      'leave nothing to train on, got 6 rows',
    ],
    ['no test rows', () => new TimeSeriesSplit().split([[1]]), 'leave nothing to train on, got 1 row'],
    ['no groups', () => new StratifiedGroupKFold({ nSplits: 2 }).split(X, y), 'groups is missing'],
    [
      'fewer groups than folds',
      () => new StratifiedGroupKFold({ nSplits: 3 }).split(X, y, [1, 1, 1, 2, 2, 2]),
      'nSplits is 3, but there are 2 groups',
    ],
    [
      'a seed without effect',
      () => new KFold({ randomState: 0 }),
      'KFold: randomState has no effect without shuffle: true',
    ],
    ['a bad seed', () => new StratifiedKFold({ shuffle: true, randomState: -1 }), 'randomState must be'],
    [
      'an unknown option',
      () => new StratifiedKFold({ folds: 3 } as object),
      "StratifiedKFold: unknown option 'folds'",
    ],
    [
      'no repetitions',
      () => new RepeatedStratifiedKFold({ nRepeats: 0 }),
      'nRepeats must be an integer >= 1, got 0',
    ],
    ['no splits', () => new ShuffleSplit({ nSplits: 0 }), 'nSplits must be an integer >= 1, got 0'],
    [
      'a seed that is text',
      () => new ShuffleSplit({ randomState: '0' as unknown as number }),
      'randomState must be',
    ],
    ['sizes that do not fit', () => new ShuffleSplit({ testSize: 7 }).split(X), 'testSize must be'],
    ['no classes', () => new StratifiedKFold().split(X), 'y is missing'],
    ['no classes to draw from', () => new StratifiedShuffleSplit().split(X), 'y is missing'],
    [
      'classes of another length',
      () => new StratifiedKFold().split(X, [0, 1]),
      'y must be of length 6, got 2',
    ],
    [
      'more folds than members of a class',
      () => new StratifiedKFold({ nSplits: 4 }).split(X, y),
      'nSplits is 4, but class 0 has only 3 rows, and no class has as many',
    ],
    [
      'a class with one member',
      () => new StratifiedShuffleSplit().split(X, [0, 0, 0, 0, 0, 1]),
      'at least 2 rows of every class',
    ],
    ['no groups', () => new GroupKFold().split(X, y), 'groups is missing'],
    [
      'more folds than groups',
      () => new GroupKFold({ nSplits: 3 }).split(X, y, y),
      'nSplits is 3, but there are 2 groups',
    ],
  ])('refuse %s', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })
})
