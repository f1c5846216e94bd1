/** The penalty by `l1Ratio` alone and by an infinite `C`, as scikit-learn spells them since version 1.8. */

import { describe, expect, test } from 'vitest'
import { LogisticRegression, ValidationError } from '../../src'

describe('l1Ratio alone', () => {
  test.each([
    [0, { penalty: 'l2' }],
    [1, { penalty: 'l1' }],
    [0.3, { penalty: 'elasticnet', l1Ratio: 0.3 }],
  ])('%s', (l1Ratio, named) => {
    const params = new LogisticRegression({ l1Ratio }).getParams()
    expect(params).toEqual(new LogisticRegression(named as { penalty: 'l1' }).getParams())
    expect(new LogisticRegression(params).getParams()).toEqual(params)
  })

  test.each([-0.1, 1.1, Number.NaN, '1' as never])('%s is refused', l1Ratio => {
    expect(() => new LogisticRegression({ l1Ratio })).toThrow(/l1Ratio must be/)
  })

  test('beside a penalty that has none it is refused still', () => {
    // @ts-expect-error: the types say so
    expect(() => new LogisticRegression({ penalty: 'l1', l1Ratio: 1 })).toThrow(ValidationError)
  })
})

test('an infinite C is no penalty', () => {
  const none = new LogisticRegression({ penalty: 'none' }).getParams()
  expect(new LogisticRegression({ C: Infinity }).getParams()).toEqual(none)
  expect(new LogisticRegression({ C: Infinity, l1Ratio: 0.5 }).getParams()).toEqual(none)
  const saved = JSON.parse(JSON.stringify(new LogisticRegression({ C: Infinity })))
  expect(LogisticRegression.fromJSON(saved).getParams()).toEqual(none)
  expect(() => new LogisticRegression({ C: -Infinity })).toThrow(/C must be/)
})
