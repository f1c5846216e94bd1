import { inspect } from 'node:util'
import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { isNdArray, ndview } from '../../src/data/ndview'

type View = ndarray.NdArray<ndarray.Data<number>>
type PerAxis = (number | null | undefined)[]
type Call = [method: 'hi' | 'lo' | 'step' | 'transpose' | 'pick', args: PerAxis]

const apply = (view: View, [method, args]: Call): View =>
  (view[method] as (...args: PerAxis) => View).apply(view, args)

/** Every field and, at a sample of positions in and around the shape, what `index` and `get` give. */
function picture(view: View) {
  const { data, dtype, shape, stride, offset, dimension, size, order } = view
  const positions = [
    shape.map(() => 0),
    shape.map(() => 1),
    shape.map(length => length - 1),
    shape.map((_, axis) => axis),
  ]
  return {
    data,
    dtype,
    // a 0-d view of ndarray shares one empty array for all three
    shape: [...shape],
    stride: [...stride],
    offset,
    dimension,
    size,
    order: [...order],
    index: positions.map(at => view.index(...at)),
    get: positions.map(at => view.get(...at)),
  }
}

/** A store with accessors, which ndarray calls generic. */
function genericStore(values: number[]): ndarray.GenericArray<number> {
  return {
    length: values.length,
    get: k => values[k],
    set: (k, value) => {
      values[k] = value
    },
  }
}

const COUNT = 40
const numbers = Array.from({ length: COUNT }, (_, k) => k * 3 + 1)
const stores: [dtype: string, make: () => ndarray.Data<number>][] = [
  ['float64', () => new Float64Array(numbers)],
  ['float32', () => new Float32Array(numbers)],
  ['int8', () => new Int8Array(numbers)],
  ['int16', () => new Int16Array(numbers)],
  ['int32', () => new Int32Array(numbers)],
  ['uint8', () => new Uint8Array(numbers)],
  ['uint16', () => new Uint16Array(numbers)],
  ['uint32', () => new Uint32Array(numbers)],
  ['uint8_clamped', () => new Uint8ClampedArray(numbers)],
  ['buffer', () => Buffer.from(numbers)],
  ['array', () => [...numbers]],
  ['generic', () => genericStore([...numbers])],
  ['bigint64', () => new BigInt64Array(numbers.map(BigInt)) as unknown as ndarray.Data<number>],
  ['biguint64', () => new BigUint64Array(numbers.map(BigInt)) as unknown as ndarray.Data<number>],
  ['generic', () => new DataView(new ArrayBuffer(COUNT)) as unknown as ndarray.Data<number>],
  ['generic', () => Object.assign(Object.create(null), genericStore([...numbers]))],
]

const axis = fc.record({ length: fc.integer({ min: 0, max: 4 }), stride: fc.integer({ min: -6, max: 6 }) })
const layout = fc.record({
  axes: fc.array(axis, { maxLength: 4 }),
  offset: fc.integer({ min: 0, max: COUNT }),
})
/** Arguments as careless callers give them: absent, negative, fractional, not a number. */
const perAxis = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -3, max: 5 }) },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined, 1.5, -1.5, -0.5, Number.NaN) },
  ),
  { maxLength: 5 },
)
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(fc.constantFrom('hi', 'lo', 'step', 'pick'), perAxis),
  fc.tuple(fc.constant('transpose'), fc.array(fc.constantFrom(0, 1, 2, 3, undefined), { maxLength: 4 })),
  fc.tuple(fc.constant('transpose'), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })),
) as fc.Arbitrary<Call>

describe('ndview follows ndarray 1.1.1', () => {
  it.each(stores)('names the dtype %s', (dtype, make) => {
    const data = make()
    expect(ndview(data, [COUNT], [1], 0).dtype).toBe(dtype)
    expect(ndarray(data, [COUNT], [1], 0).dtype).toBe(dtype)
  })

  it('in every field, index and get, after any chain of calls', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...stores.slice(0, 12)),
        layout,
        fc.array(call, { maxLength: 5 }),
        ([, make], { axes, offset }, calls) => {
          const data = make()
          const shape = axes.map(a => a.length)
          const stride = axes.map(a => a.stride)
          let theirs: View = ndarray(data, shape, stride, offset)
          let ours: View = ndview(data, shape, stride, offset)
          expect(picture(ours)).toEqual(picture(theirs))
          for (const step of calls) {
            if (step[0] === 'pick' && ours.dimension === 0) continue
            // past the last axis ndarray reads `undefined` as a length
            if (step[0] === 'transpose' && step[1].some(a => a !== undefined && a! >= ours.dimension))
              continue
            theirs = apply(theirs, step)
            ours = apply(ours, step)
            expect(picture(ours)).toEqual(picture(theirs))
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('in picks that are no integers, axis by axis', () => {
    const data = new Float64Array(numbers)
    expect(ndview(data, [0, 0], [-3, -1], 5).pick(1.5, 1).offset).toBe(-1)
    expect(ndarray(data, [0, 0], [-3, -1], 5).pick(1.5, 1).offset).toBe(-1)
  })

  it('in steps of steps of 0', () => {
    const data = new Float64Array(numbers)
    const stepped = (view: View) => view.step(0).step(-1, -1).offset
    expect(stepped(ndarray(data, [0, 0], [0, 1], 0))).toBe(0)
    expect(stepped(ndview(data, [0, 0], [0, 1], 0))).toBe(0)
  })

  it('in what set writes and returns', () => {
    const write = fc.tuple(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
      fc.integer(),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...stores.slice(0, 12)),
        layout,
        write,
        ([, make], { axes, offset }, [at, value]) => {
          const args = [...at.slice(0, axes.length), value]
          const shape = axes.map(a => a.length)
          const stride = axes.map(a => a.stride)
          const views: View[] = [
            ndarray(make(), shape, stride, offset),
            ndview(make(), shape, stride, offset),
          ]
          const [theirs, ours] = views.map(view => view.set(...args))
          expect(ours).toBe(theirs)
          const read = (view: View, k: number) => ndarray(view.data, [COUNT]).get(k)
          for (let k = 0; k < COUNT; k++) expect(read(views[1], k)).toBe(read(views[0], k))
        },
      ),
    )
  })

  it('in reading a position with too few indices', () => {
    const data = new Float64Array(numbers)
    for (const view of [ndarray(data, [4, 10]), ndview(data, [4, 10], [10, 1], 0)]) {
      expect(view.index(1)).toBeNaN()
      expect(view.get(1)).toBeUndefined()
    }
  })

  it('in the value of a 0-d view, and in having no T', () => {
    const data = new Float64Array(numbers)
    for (const view of [ndarray(data, [], [], 5), ndview(data, [], [], 5)]) {
      expect(+view).toBe(16)
    }
    for (const view of [ndarray(data, [4, 10]), ndview(data, [4, 10], [10, 1], 0)]) {
      expect(view.valueOf()).toBe(view)
      expect('T' in view).toBe(false)
    }
  })

  it('but keeps a 0-d view that is picked from', () => {
    expect(ndview(new Float64Array(numbers), [], [], 5).pick().get()).toBe(16)
  })

  it('in copying shape and stride', () => {
    const shape = [4, 10]
    const stride = [10, 1]
    const view = ndview(new Float64Array(numbers), shape, stride, 0)
    shape[0] = stride[0] = 0
    expect(view.get(1, 0)).toBe(31)
    expect(view.transpose().shape).not.toBe(view.shape)
  })
})

describe('ndview', () => {
  it('is row-major from offset 0 by default and copies nothing', () => {
    const data = new Float64Array(24)
    const view = ndview(data, [2, 3, 4])
    expect(picture(view)).toEqual(picture(ndarray(data, [2, 3, 4])))
    expect(view.data).toBe(data)
  })

  it('is read as arrays: toArray, iteration and JSON, of what the view shows', () => {
    const view = ndview(new Float64Array(numbers), [4, 10])
    const part = ndview(new Float64Array(numbers), [2, 2], [-1, 10], 13)
    expect(part.toArray()).toEqual([
      [40, 70],
      [37, 67],
    ])
    expect(JSON.stringify(part)).toBe('[[40,70],[37,67]]')
    expect([...view].map(row => row.get(9))).toEqual([28, 58, 88, 118])
    expect(Array.from(view, row => [...row])).toEqual(view.toArray())
    const [[first, second]] = view
    expect([first, second]).toEqual([1, 4])
    expect([...(view.pick(0).lo(7) as typeof view)]).toEqual([22, 25, 28])
    expect(ndview([5, 6], [2]).toArray()).toEqual([5, 6])
    expect(ndview([5, 6], []).toArray()).toBe(5)
    expect(ndview([], [0, 3]).toArray()).toEqual([])
    expect(ndview(genericStore([7, 8]), [2]).toArray()).toEqual([7, 8])
    expect([...ndview(new Float64Array(24), [2, 3, 4])].map(block => String((block as View).shape))).toEqual([
      '3,4',
      '3,4',
    ])
  })

  it('prints as arrays do, and says what it leaves out', () => {
    expect(inspect(ndview(new Float64Array([1, 2.5, -3, 0]), [2, 2]))).toBe(
      'NdArray(2, 2) [ [ 1, 2.5 ], [ -3, 0 ] ]',
    )
    expect(inspect(ndview([], [0]))).toBe('NdArray(0) []')
    expect(inspect({ coef: ndview([1, 2], [2]) })).toBe('{ coef: NdArray(2) [ 1, 2 ] }')
    const long = inspect(ndview(new Float64Array(1000), [500, 2]))
    expect(long).toMatch(/^NdArray\(500, 2\) \[\s+\[ 0, 0 \],/)
    expect(long).toContain('… 492 more')
    expect(long.length).toBeLessThan(300)
    const memory = new Float64Array(1e6)
    expect(inspect(ndview(memory, [1])).length).toBeLessThan(30)
    expect(Object.keys(ndview(memory, [1]))).toEqual(['data', 'dtype', 'shape', 'stride', 'offset'])
  })

  it('tells a view by its fields', () => {
    expect(isNdArray(ndview(new Float64Array(2), [2]))).toBe(true)
    expect(isNdArray(ndarray([1, 2]))).toBe(true)
    for (const other of [
      null,
      undefined,
      3,
      'x',
      [],
      {},
      new Float64Array(2),
      { data: null, shape: [], stride: [], offset: 0 },
    ]) {
      expect(isNdArray(other)).toBe(false)
    }
  })
})
