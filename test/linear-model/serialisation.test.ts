import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ClassWeight,
  type Label,
  LogisticRegression,
  NotFittedError,
  type SavedModel,
  ValidationError,
} from '../../src'

const X = [
  [0, 1],
  [1, 0],
  [2, 1],
  [3, 0],
  [1, 1],
  [2, 0],
]
const y = ['a', 'a', 'b', 'b', 'b', 'a']

const fitted = () => new LogisticRegression({ penalty: 'elasticnet', l1Ratio: 0.5, C: 2 }).fit(X, y)

/** A saved model of three classes, as text. */
const threeClasses = JSON.stringify(
  LogisticRegression.fromCoefficients({
    coef: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    intercept: [7, 8, 9],
    classes: [1, 2, 3],
    multiClass: 'ovr',
  }),
)

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('saved models', () => {
  it.each([
    ['JSON', (saved: SavedModel): unknown => JSON.parse(JSON.stringify(saved))],
    ['a structured clone', (saved: SavedModel): unknown => structuredClone(saved)],
  ])('come back from %s as they were', (_, carry) => {
    const model = fitted()
    const back = LogisticRegression.fromJSON(carry(model.toJSON()))
    expect(back.toJSON()).toEqual(model.toJSON())
    expect(back.getParams()).toEqual(model.getParams())
    expect(back.convergence).toEqual(model.convergence)
    expect(back.classes).toEqual(['a', 'b'])
    expect(back.predictProba(X).data).toEqual(model.predictProba(X).data)
  })

  it('keep every bit of the coefficients, denormals included', () => {
    const extremes = [5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, 0.1 + 0.2, 1 / 3, -0, 0]
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), finite, (numbers, intercept) => {
        const coef = [...numbers, ...extremes]
        const model = LogisticRegression.fromCoefficients({ coef, intercept: [intercept], classes: [0, 1] })
        const back = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)))
        expect(new BigInt64Array(back.coef.data.buffer)).toEqual(new BigInt64Array(model.coef.data.buffer))
        expect([...model.coef.data]).toEqual(coef.map(value => value + 0))
        expect([...back.intercept.data]).toEqual([intercept + 0])
      }),
    )
  })

  it.each([
    ['numbers', [-1.5, 2]],
    ['strings', ['', '__proto__', '\ud800']],
    ['booleans', [false, true]],
  ])('keep labels that are %s', (_, classes: Label[]) => {
    const rows = classes.length === 2 ? [[1, 2]] : classes.map(() => [1, 2])
    const model = LogisticRegression.fromCoefficients({ coef: rows, intercept: rows.map(() => 0), classes })
    expect(LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model))).classes).toEqual(classes)
  })

  it.each([
    ['a Map', new Map([['a', 2]]) as ClassWeight],
    ['an object', { b: 3 } as ClassWeight],
    ['balanced', 'balanced' as ClassWeight],
  ])('keep class weights: %s', (_, classWeight) => {
    const model = new LogisticRegression({ classWeight })
    const back = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)))
    expect(back.getParams().classWeight).toEqual(classWeight)
    expect(back.fit(X, y).coef.data).toEqual(model.fit(X, y).coef.data)
  })

  it('share no memory with the model', () => {
    const model = new LogisticRegression({ classWeight: { a: 2 } }).fit(X, y)
    const before = JSON.stringify(model)
    const saved = model.toJSON() as unknown as {
      options: { classWeight: Record<string, number> }
      fitted: { coef: number[][]; classes: string[]; convergence: { iterations: number } }
    }
    saved.options.classWeight.a = 9
    saved.fitted.coef[0][0] = 9
    saved.fitted.classes[0] = 'z'
    saved.fitted.convergence.iterations = 9
    expect(JSON.stringify(model)).toBe(before)
  })

  it('may be of a model that was not fitted', () => {
    const model = new LogisticRegression({ C: 3 })
    const back = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)))
    expect(back.getParams()).toEqual(model.getParams())
    expect(() => back.predict(X)).toThrow(NotFittedError)
  })

  it('may be of a model made from coefficients', () => {
    const back = LogisticRegression.fromJSON(JSON.parse(threeClasses))
    expect(back.coef.shape).toEqual([3, 2])
    expect([...back.coef.data]).toEqual([1, 2, 3, 4, 5, 6])
    expect(() => back.convergence).toThrow(NotFittedError)
    expect(JSON.stringify(back)).toBe(threeClasses)
  })

  it('are compact: the numbers, and two bytes for each zero', () => {
    const coef = new Float64Array(100_000)
    coef[7] = 0.5
    const model = LogisticRegression.fromCoefficients({ coef, intercept: [0], classes: [0, 1] })
    expect(JSON.stringify(model).length).toBeLessThan(200_000 + 1_000)
  })
})

/** A copy of the saved model with the value at `path` replaced, or deleted when that is `undefined`. */
function changed(path: string, value: unknown, text = JSON.stringify(fitted())): unknown {
  const saved = JSON.parse(text)
  const keys = path.split('.')
  const last = keys.pop()!
  const owner = keys.reduce((at, key) => at[key], saved)
  if (value === undefined) delete owner[last]
  else Object.defineProperty(owner, last, { value, enumerable: true, configurable: true, writable: true })
  return saved
}

describe('saved models that are none', () => {
  it.each<[path: string, value: unknown, message: RegExp]>([
    ['type', 'ndlogit/StandardScaler', /^type must be 'ndlogit\/LogisticRegression', got/],
    ['type', undefined, /^type must be/],
    ['version', 2, /^version must be 1, got 2/],
    ['version', '1', /^version must be 1, got '1'/],
    ['options', undefined, /^options must be an object, got undefined/],
    ['options', [], /^options must be an object/],
    ['options.C', null, /^C must be .* got null/],
    ['options.C', '1', /^C must be/],
    ['options.c', 1, /unknown option 'c'/],
    ['options.__proto__', { C: 1 }, /unknown option '__proto__'/],
    ['options.solver', 'constructor', /^solver must be one of/],
    ['options.l1Ratio', undefined, /l1Ratio/],
    ['options.classWeight', 3, /^classWeight must be/],
    ['options.classWeight', [['a']], /^options\.classWeight\[0\] must be \[label, weight\], got/],
    ['options.classWeight', [['a', 1], 3], /^options\.classWeight\[1\] must be an array, got 3/],
    ['options.classWeight', [[null, 1]], /^options\.classWeight\[0\]\[0\] must be a finite number/],
    ['options.classWeight', [['a', -1]], /^classWeight of 'a' must be .* got -1/],
    ['fitted', null, /^fitted must be an object, got null/],
    ['fitted', { constructor: { name: { toString: 1 } } }, /^fitted has an unknown field 'constructor'/],
    ['fitted', { constructor: 1, __proto__: null }, /^fitted has an unknown field/],
    ['fited', {}, /^saved model has an unknown field 'fited'/],
    ['__proto__', {}, /^saved model has an unknown field '__proto__'/],
    ['fitted.__proto__', {}, /^fitted has an unknown field '__proto__'/],
    ['fitted.link', 'probit', /^fitted\.link must be one of 'logistic', 'ovr', 'softmax', got 'probit'/],
    ['fitted.link', 'softmax', /^fitted\.link is 'softmax', but there are 2 classes/],
    ['fitted.link', undefined, /^fitted\.link/],
    ['fitted.classes', 'ab', /^fitted\.classes must be an array, got 'ab'/],
    ['fitted.classes', ['a'], /^fitted\.classes must have 2 labels or more, got 1/],
    ['fitted.classes', ['a', 'b', 'c'], /^fitted\.link is 'logistic', but there are 3 classes/],
    ['fitted.classes', ['b', 'a'], /^fitted\.classes .* increasing order, got 'b' before 'a'/],
    ['fitted.classes', ['a', 'a'], /^fitted\.classes .* increasing order/],
    ['fitted.classes', [1, '2'], /^fitted\.classes must be of one type/],
    ['fitted.classes', [1, null], /^fitted\.classes\[1\] must be a finite number, .* got null/],
    ['fitted.classes', [Number.NaN, 1], /^fitted\.classes\[0\] must be a finite number, .* got NaN/],
    ['fitted.coef', { length: 4e9 }, /^fitted\.coef must be an array, got an object/],
    ['fitted.coef', new Array(1), /^fitted\.coef\[0\] must be an array, got undefined/],
    ['fitted.coef', [[]], /^fitted\.coef\[0\] is empty/],
    ['fitted.coef.0.1', null, /^fitted\.coef\[0\]\[1\] must be a finite number, got null/],
    ['fitted.coef.0.1', 'NaN', /^fitted\.coef\[0\]\[1\] must be a finite number, got 'NaN'/],
    ['fitted.coef.0.1', Number.POSITIVE_INFINITY, /^fitted\.coef\[0\]\[1\] .* got Infinity/],
    ['fitted.intercept', [0, 0], /^fitted\.intercept must be of length 1, got 2/],
    ['fitted.intercept', 0, /^fitted\.intercept must be an array, got 0/],
    ['fitted.convergence', undefined, /^fitted\.convergence must be an object, got undefined/],
    ['fitted.convergence.converged', 1, /^fitted\.convergence\.converged must be true or false, got 1/],
    ['fitted.convergence.iterations', 1.5, /^fitted\.convergence\.iterations must be an integer/],
    ['fitted.convergence.objective', -1, /^fitted\.convergence\.objective must be/],
    ['fitted.convergence.dualityGap', Number.NaN, /^fitted\.convergence\.dualityGap must be/],
    ['fitted.convergence.extra', 1, /^fitted\.convergence has an unknown field 'extra'/],
  ])('%s: %j', (path, value, message) => {
    const saved = changed(path, value)
    expect(() => LogisticRegression.fromJSON(saved)).toThrow(ValidationError)
    expect(() => LogisticRegression.fromJSON(saved)).toThrow(message)
  })

  // Structured cloning keeps the holes of an array: four billion of them are a few bytes.
  it.each<[path: string, wrap: boolean, message: RegExp]>([
    ['options.classWeight', false, /^options\.classWeight\[0\] must be an array/],
    ['fitted.classes', false, /^fitted\.classes\[0\] must be/],
    ['fitted.coef', false, /^fitted\.coef must have 1 row, got 4000000000/],
    ['fitted.coef', true, /^fitted\.coef\[0\]\[0\] must be a finite number, got undefined/],
  ])('%s: nothing but holes', (path, wrap, message) => {
    const holes = new Array(4e9)
    const saved = changed(path, wrap ? [holes] : holes)
    expect(() => LogisticRegression.fromJSON(saved)).toThrow(message)
  })

  it('with rows that differ in length', () => {
    const saved = changed('fitted.coef.2', [5], threeClasses)
    expect(() => LogisticRegression.fromJSON(saved)).toThrow(
      /^fitted\.coef\[2\] must be of length \d+, got 1/,
    )
  })

  it.each([undefined, null, 1, 'a', [], new Map(), () => 1])('%s', value => {
    expect(() => LogisticRegression.fromJSON(value)).toThrow(ValidationError)
  })

  it('give a model or a ValidationError, whatever is done to them', () => {
    const texts = [
      JSON.stringify(new LogisticRegression({ classWeight: new Map([['a', 2]]) }).fit(X, y)),
      JSON.stringify(fitted()),
      threeClasses,
    ]
    const anything = fc.oneof(
      fc.anything({ withBigInt: true, withMap: true, withTypedArray: true, withSparseArray: true }),
      fc.json().map(text => JSON.parse(text) as unknown),
      fc.constantFrom('l1', 'ovr', 'softmax', -1, 0, 1e300, 2 ** 53, Number.NaN, [], {}, new Array(1e5)),
    )
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.option(anything), (text, at, value) => {
        const paths = pathsOf(JSON.parse(text))
        const saved = changed(paths[at % paths.length], value ?? undefined, text)
        try {
          const model = LogisticRegression.fromJSON(saved)
          expect(LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model))).toJSON()).toEqual(
            JSON.parse(JSON.stringify(model)),
          )
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationError)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('are never cut short and still a model', () => {
    const text = JSON.stringify(fitted())
    for (let end = 0; end < text.length; end++) {
      expect(() => LogisticRegression.fromJSON(JSON.parse(text.slice(0, end)))).toThrow(SyntaxError)
    }
  })

  it('leave the prototype of objects alone', () => {
    const text = JSON.stringify(fitted()).replace('{', '{"__proto__":{"polluted":1},')
    expect(() => LogisticRegression.fromJSON(JSON.parse(text))).toThrow(ValidationError)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

/** Where there is something to change: every field and element, and one field that should not be there. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const prefix = path === '' ? '' : `${path}.`
  return [
    ...Object.entries(value).flatMap(([key, inner]) => [
      `${prefix}${key}`,
      ...pathsOf(inner, `${prefix}${key}`),
    ]),
    `${prefix}__proto__`,
  ]
}
