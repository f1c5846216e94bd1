/** Values that nobody should pass, and somebody will. */

import { createContext, runInContext } from 'node:vm'
import type { Chance } from './chance'

/** What proxies and getters here throw: the caller's own error, which may pass through. */
export class Planted extends Error {
  override name = 'Planted'
}

function planted(): never {
  throw new Planted('planted')
}

/** The array with a hole at 1. */
function holed(values: unknown[]): unknown[] {
  delete values[1]
  return values
}

/** A list that only claims to be long. */
function claimed(chance: Chance): unknown[] {
  const values = chance.pick<unknown[]>([
    ['a', 'b'],
    [1, 2],
    [[1, 2]],
    [
      [1, 2],
      [2, 1],
    ],
    [{}],
    [{ a: 1 }],
  ])
  return Object.assign([...values], { length: chance.pick([3, 1e6, 3e8, 2 ** 32 - 1]) })
}

const elsewhere = createContext({})
const foreign = (code: string): unknown => runInContext(code, elsewhere)

const TYPED = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const

/** Each makes a fresh one. */
const MAKERS: readonly ((chance: Chance) => unknown)[] = [
  chance =>
    chance.pick<unknown>([undefined, null, true, false, '', '__proto__', 'constructor', 'l1', '1', 'NaN']),
  chance => chance.pick([0, -0, 1, -1, 0.5, 2, 3e8, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, 1e150]),
  chance => chance.pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
  chance =>
    chance.pick<unknown>([1n, 2n ** 64n, Symbol('s'), Symbol.iterator, () => 1, class {}, /x/, new Date(0)]),
  chance =>
    chance.pick<unknown>([new Map(), new Map([['a', 1]]), new Set([1]), new WeakMap(), new Error('e')]),
  chance =>
    chance.pick<unknown>([{}, [], [[]], [[], []], [{}], [null], [undefined], [[1], [2, 3]], [['1'], ['2']]]),
  chance => new (chance.pick(TYPED))(chance.below(5)).fill(1),
  chance => chance.pick([new BigInt64Array(2), new BigUint64Array(2)]),
  chance =>
    chance.pick<unknown>([new DataView(new ArrayBuffer(16)), new ArrayBuffer(16), new SharedArrayBuffer(8)]),
  () => {
    const data = new Float64Array(4)
    structuredClone(data.buffer, { transfer: [data.buffer] })
    return data
  },
  chance => {
    const buffer = new (
      ArrayBuffer as unknown as new (
        n: number,
        o: object,
      ) => ArrayBuffer & { resize(n: number): void }
    )(64, { maxByteLength: 128 })
    const data = chance.below(2) === 0 ? new Float64Array(buffer) : new Float64Array(buffer, 8, 4)
    buffer.resize(chance.below(3) * 8)
    return data
  },
  chance =>
    chance.pick<unknown>([holed([1, 0, 2]), holed(['a', '', 'b']), Array(3), [holed([1, 0, 2]), [3, 4, 5]]]),
  claimed,
  chance => ({ length: chance.pick<unknown>([3, 3e8, -1, 1.5, Number.NaN, '3', 2 ** 53, null]) }),
  chance => Object.assign(Object.create(null), { length: 4, 0: 1, 1: 2, 2: 3, 3: chance.below(3) }),
  () => Object.create(null),
  chance =>
    chance.pick([
      new Proxy([], { get: planted }),
      new Proxy({}, { ownKeys: planted }),
      new Proxy([1, 2, 3, 4], { get: (target, key) => (key === '2' ? planted() : Reflect.get(target, key)) }),
      Object.defineProperty({}, 'C', { get: planted, enumerable: true }),
    ]),
  () => {
    const { proxy, revoke } = Proxy.revocable([1], {})
    revoke()
    return proxy
  },
  () => {
    let length = 4
    return new Proxy([1, 2, 1, 2], { get: (t, key) => (key === 'length' ? length-- : Reflect.get(t, key)) })
  },
  chance =>
    foreign(chance.pick(['[1, 2, 1, 2]', '[[1, 2], [3, 4]]', 'new Map([["a", 1]])', 'new Float64Array(4)'])),
  chance => foreign(chance.pick(['({})', 'new Date()', '(() => 1)', '[["a"]]', '({ length: 4 })'])),
  () =>
    JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } } }'),
  () => {
    const circle: unknown[] = []
    circle.push(circle)
    return circle
  },
  () => {
    let deep: unknown = []
    for (let k = 0; k < 5000; k++) deep = [deep]
    return deep
  },
  chance => ({
    data: chance.pick<unknown>([
      new Float64Array(4),
      [1, 2, 3, 4],
      {},
      'data',
      new BigInt64Array(4),
      { length: 3e8 },
    ]),
    shape: chance.pick<unknown>([
      [2, 2],
      [4],
      [4, 1],
      [3e8],
      [1e9, 1e9],
      [-1, 2],
      [1.5],
      ['2', '2'],
      [],
      [2, 2, 2],
    ]),
    stride: chance.pick<unknown>([[2, 1], [1], [1, 4], [-1], [1e9, 1], [0.5], [], ['1', '1'], [0, 0]]),
    offset: chance.pick<unknown>([0, 1, -1, 1e9, 0.5, Number.NaN]),
    get: chance.pick<unknown>([undefined, () => Number.NaN, planted, () => 1]),
  }),
  chance => Object.freeze(chance.pick<object>([[1, 2, 1, 2], { C: 1 }, ['a', 'b', 'a', 'b']])),
]

export function hostileValue(chance: Chance): unknown {
  return chance.pick(MAKERS)(chance)
}
