/** Class weights: copied, of whatever realm, waiting for their class; a class of weight 0 is absent. */

import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LogisticRegression, setWarningHandler, ValidationError } from '../../src'

const X = [
  [0, 1],
  [1, 0],
  [2, 2],
  [3, 1],
  [4, 4],
  [5, 2],
]
const y = ['a', 'b', 'a', 'c', 'b', 'c']

const warnings: string[] = []
beforeEach(() => {
  warnings.length = 0
  setWarningHandler(message => warnings.push(message))
})
afterEach(() => {
  setWarningHandler()
})

const fitted = (model: LogisticRegression) => JSON.stringify(model.toJSON().fitted)

describe('a class of weight 0', () => {
  test.each(['auto', 'ovr'] as const)('is a class of sample weight 0: %s', multiClass => {
    const byClass = new LogisticRegression({ multiClass, classWeight: { c: 0 } }).fit(X, y)
    const sampleWeight = y.map(label => (label === 'c' ? 0 : 1))
    const bySample = new LogisticRegression({ multiClass }).fit(X, y, { sampleWeight })
    expect(byClass.classes).toEqual(['a', 'b'])
    expect(fitted(byClass)).toBe(fitted(bySample))
    const rows = X.filter((_, i) => y[i] !== 'c')
    const alone = new LogisticRegression({ multiClass }).fit(
      rows,
      y.filter(label => label !== 'c'),
    )
    expect(byClass.coef.get(0, 0)).toBeCloseTo(alone.coef.get(0, 0), 6)
  })

  test('that leaves one class is refused either way', () => {
    const two = y.map(label => (label === 'c' ? 'b' : label))
    const sampleWeight = two.map(label => (label === 'a' ? 0 : 1))
    for (const fit of [
      () => new LogisticRegression({ classWeight: { a: 0 } }).fit(X, two),
      () => new LogisticRegression().fit(X, two, { sampleWeight }),
    ]) {
      expect(fit).toThrow(ValidationError)
      expect(fit).toThrow(/one class only, 'b', once rows of weight zero are left out/)
    }
    expect(() => new LogisticRegression({ classWeight: { a: 0, b: 0 } }).fit(X, two)).toThrow(/every row/)
  })
})

describe('a weight of a class that is not there', () => {
  test('waits, with one warning', () => {
    const two = y.map(label => (label === 'c' ? 'b' : label))
    const plain = new LogisticRegression({ classWeight: { a: 2 } }).fit(X, two)
    const waiting = new LogisticRegression({ classWeight: { a: 2, c: 5 } }).fit(X, two)
    expect(fitted(waiting)).toBe(fitted(plain))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/names 'c', which is no label of y; labels: 'a', 'b'/)
  })

  test('waits in silence for a class whose rows have weight 0', () => {
    const sampleWeight = y.map(label => (label === 'c' ? 0 : 1))
    const model = new LogisticRegression({ classWeight: { a: 2, c: 5 } }).fit(X, y, { sampleWeight })
    expect(model.classes).toEqual(['a', 'b'])
    expect(warnings).toEqual([])
  })

  test('is refused if no label could be called so', () => {
    const numbers = y.map(label => 'abc'.indexOf(label))
    expect(() => new LogisticRegression({ classWeight: { a: 2 } }).fit(X, numbers)).toThrow(/names 'a'/)
    expect(() => new LogisticRegression({ classWeight: new Map([['0', 2]]) }).fit(X, numbers)).toThrow(/'0'/)
    expect(() =>
      new LogisticRegression({ classWeight: { 1: 2 } }).fit(
        X,
        numbers.map(n => n > 0),
      ),
    ).toThrow(/'1'/)
  })
})

describe('the weights of the caller', () => {
  test('are copied', () => {
    const classWeight: Record<string, number> = { a: 2 }
    const map = new Map([['a', 2]])
    const models = [new LogisticRegression({ classWeight }), new LogisticRegression({ classWeight: map })]
    classWeight.a = -5
    map.set('a', -5)
    const [ofObject, ofMap] = models.map(model => fitted(model.fit(X, y)))
    expect(ofObject).toBe(ofMap)
    const given = models[0].getParams().classWeight as Record<string, number>
    given.a = -5
    expect(models[0].getParams().classWeight).toEqual({ a: 2 })
  })

  test('may come from another realm', () => {
    const map = runInNewContext('new Map([["a", 3]])')
    const object = runInNewContext('({ a: 3 })')
    const expected = fitted(new LogisticRegression({ classWeight: { a: 3 } }).fit(X, y))
    expect(fitted(new LogisticRegression({ classWeight: map }).fit(X, y))).toBe(expected)
    expect(fitted(new LogisticRegression({ classWeight: object }).fit(X, y))).toBe(expected)
  })

  test.each([
    new Set(['a']),
    new Date(),
    [1, 2],
    new (class Weights {
      a = 1
    })(),
    'even',
    3,
  ])('are no %o', bad => {
    expect(() => new LogisticRegression({ classWeight: bad as never })).toThrow(
      /classWeight must be 'balanced'/,
    )
  })

  test('of a saved file name each class once', () => {
    const saved = JSON.parse(JSON.stringify(new LogisticRegression({ classWeight: new Map([['a', 2]]) })))
    saved.options.classWeight.push(['a', 3])
    expect(() => LogisticRegression.fromJSON(saved)).toThrow(
      /options.classWeight\[1\]: the class 'a' is there twice/,
    )
  })
})

describe('labels that are no classes', () => {
  test('look like the target of a regression', () => {
    expect(() => new LogisticRegression().fit([[1], [2], [3]], [0.2, 0.7, 0.9])).toThrow(/regression/)
    const many = Array.from({ length: 4000 }, (_, i) => Math.sqrt(i + 2))
    expect(() =>
      new LogisticRegression().fit(
        many.map(value => [value]),
        many,
      ),
    ).toThrow(/y has the value 1.41/)
  })

  test('that are nearly all different are worth a warning', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [i])
    new LogisticRegression({ C: 1e-3 }).fit(
      rows,
      rows.map(([i]) => i),
    )
    expect(warnings[0]).toMatch(/30 classes in 30 rows/)
  })
})
