/** Files that the readers are for, and what becomes of them on a bad day. */

import { dumpSvmlight, loadSvmlight } from '../../../src/datasets/svmlight'
import { fromLiblinear, toLiblinear } from '../../../src/exchange/liblinear'
import { LogisticRegression } from '../../../src/linear-model/logistic-regression'
import { makePipeline } from '../../../src/pipeline/make-pipeline'
import { Pipeline } from '../../../src/pipeline/pipeline'
import { MaxAbsScaler } from '../../../src/preprocessing/max-abs-scaler'
import { StandardScaler } from '../../../src/preprocessing/standard-scaler'
import type { Chance } from './chance'
import { readers } from './saved'
import { hostileValue } from './values'

const X = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i % 3 === 0 ? 0 : i / 7])
const two = X.map(([a]) => (a > 0.2 ? 'yes' : 'no'))
const three = X.map((_, i) => i % 3)
const weights = new Map([
  ['yes', 2],
  ['no', 0.5],
])

/** A reader, and how what it read is written again. */
interface Format<T> {
  readonly name: string
  readonly files: readonly T[]
  read(file: T): { write(): T }
}

const json = <C extends { fromJSON(value: unknown): { toJSON(): unknown } }>(
  name: string,
  reader: C,
  models: readonly { toJSON(): unknown }[],
): Format<unknown> => ({
  name,
  files: models.map(model => JSON.parse(JSON.stringify(model)) as unknown),
  read: file => {
    const model = reader.fromJSON(file)
    return { write: () => JSON.parse(JSON.stringify(model)) as unknown }
  },
})

const chain = makePipeline(new StandardScaler(), new LogisticRegression()).fit(X, two)

export const jsonFormats: readonly Format<unknown>[] = [
  json('LogisticRegression.fromJSON', LogisticRegression, [
    new LogisticRegression({ penalty: 'elasticnet', l1Ratio: 0.5, classWeight: weights }).fit(X, two),
    new LogisticRegression({ penalty: 'l1', multiClass: 'ovr' }).fit(X, three),
    LogisticRegression.fromCoefficients({ coef: [[1, 2]], intercept: [0], classes: [false, true] }),
    new LogisticRegression(),
  ]),
  json('StandardScaler.fromJSON', StandardScaler, [
    new StandardScaler().fit(X),
    new StandardScaler({ withMean: false }),
  ]),
  json('MaxAbsScaler.fromJSON', MaxAbsScaler, [new MaxAbsScaler().fit(X), new MaxAbsScaler()]),
  json('Pipeline.fromJSON', Pipeline, [
    chain,
    new Pipeline({ inner: chain.clone() }).fit(X, two),
    chain.clone(),
  ]),
  ...readers.map(({ name, models, read }) => json(name, { fromJSON: read }, models)),
]

export const textFormats: readonly Format<string>[] = [
  {
    name: 'fromLiblinear',
    files: [
      new LogisticRegression({ multiClass: 'ovr' }).fit(X, three),
      new LogisticRegression({ fitIntercept: false }).fit(
        X,
        X.map((_, i) => i % 2),
      ),
    ].map(toLiblinear),
    read: file => {
      const model = fromLiblinear(file)
      return { write: () => toLiblinear(model) }
    },
  },
  {
    name: 'loadSvmlight',
    files: [
      dumpSvmlight(X, three, { comment: 'numbers' }),
      dumpSvmlight(X, three, { zeroBased: true, queryId: three }),
      '+1 1:0.5 3:2 # a sample\r\n-1 2:1\n\n',
    ],
    read: file => {
      const { X: matrix, y, queryId } = loadSvmlight(file)
      // What has no row or no column cannot be dumped.
      if (matrix.shape.includes(0)) return { write: () => '' }
      return { write: () => dumpSvmlight(matrix, y, queryId === undefined ? {} : { queryId }) }
    },
  },
]

/** The value with some of its parts changed, dropped or added. */
export function mutateJson(file: unknown, chance: Chance): unknown {
  let result = structuredClone(file)
  try {
    for (let change = 1 + chance.below(3); change > 0; change--) result = changeOne(result, chance)
  } catch {
    // A change came upon the trap that one before has set: enough.
  }
  return result
}

/** A length that is merely claimed takes the generator minutes to go through. */
const LONGEST = 1e5

function changeOne(value: unknown, chance: Chance): unknown {
  // A typed array makes numbers of what is put into it, which is not the library's to refuse.
  const isWhole = typeof value !== 'object' || value === null || ArrayBuffer.isView(value)
  if (isWhole || chance.below(6) === 0) return replacement(value, chance)
  if (Array.isArray(value) && value.length > LONGEST) return value
  const keys = Object.keys(value)
  const parts = value as Record<string, unknown>
  const key = chance.pick(keys)
  switch (keys.length === 0 ? 1 : chance.below(8)) {
    case 0:
      if (Array.isArray(value)) value.splice(Number(key), 1)
      else delete parts[key]
      break
    case 1:
      if (Array.isArray(value)) value.push(hostileValue(chance))
      else
        Object.defineProperty(value, chance.pick(['__proto__', 'extra', 'toJSON', 'type', 'constructor']), {
          value: hostileValue(chance),
          enumerable: true,
          configurable: true,
          writable: true,
        })
      break
    case 2:
      parts[key] = parts[chance.pick(keys)]
      break
    default:
      Object.defineProperty(value, key, {
        value: changeOne(parts[key], chance),
        enumerable: true,
        configurable: true,
        writable: true,
      })
  }
  return value
}

function replacement(value: unknown, chance: Chance): unknown {
  if (typeof value === 'number' && chance.below(2) === 0)
    return value * chance.pick([-1, 0, 1e300, 0.5, 1e-320])
  if (typeof value === 'string' && chance.below(2) === 0) return mutateText(value, chance)
  return hostileValue(chance)
}

const SCRAPS = [
  '1e999',
  '-',
  ':',
  '0:',
  '1:1',
  '999999999:1',
  '4294967296:1',
  '99999999999999999999',
  'NaN',
  'nan',
  'inf',
  '0x1f',
  '\u0000',
  '\ufeff',
  '\r',
  '\n',
  ' ',
  '\t',
  '#',
  'qid:',
  'qid:1',
  ',',
  '+-1',
  '1e',
  '.',
  'é',
  '\ud800',
  '-0',
  'w\n',
  'nr_class 3',
  'nr_feature 1000000000',
  'bias 1',
  'label 1 1',
  'solver_type L2R_LR',
]

/** The text with some of it cut, doubled or replaced. */
export function mutateText(text: string, chance: Chance): string {
  let result = text
  for (let change = 1 + chance.below(3); change > 0; change--) {
    const from = chance.below(result.length + 1)
    const to = Math.min(result.length, from + chance.below(chance.pick([2, 10, 60])))
    const between = chance.pick([
      '',
      chance.pick(SCRAPS),
      String.fromCharCode(chance.below(300)),
      result.slice(from, to).repeat(2),
      `${chance.below(100)}`,
    ])
    result = result.slice(0, from) + between + result.slice(to)
  }
  return chance.below(10) === 0 ? result.slice(0, chance.below(result.length + 1)) : result
}
