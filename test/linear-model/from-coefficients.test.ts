import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { type Coefficients, type Label, LogisticRegression, NotFittedError, ValidationError } from '../../src'
import { readFixture } from '../fixtures/read-fixture'

const { fromCoefficients } = LogisticRegression

interface Case {
  name: string
  /** as exported */
  text: string
  X: number[][]
  predicted: Label[]
  probabilities: number[][]
}

function expectPredictions({ text, X, predicted, probabilities }: Case): void {
  const exported = JSON.parse(text) as Coefficients & { coef: number[][]; classes: Label[] }
  const model = fromCoefficients(exported)
  expect(model.classes).toEqual(exported.classes)
  expect([...model.coef.data]).toEqual(exported.coef.flat().map(weight => weight + 0))
  expect(model.predict(X)).toEqual(predicted)
  const proba = model.predictProba(X)
  for (const [i, row] of probabilities.entries()) {
    for (const [k, expected] of row.entries()) expect(proba.get(i, k)).toBeCloseTo(expected, 12)
  }
}

describe('fromCoefficients', () => {
  it.each(readFixture<Case[]>('coefficients.json'))(
    "predicts as scikit-learn's model: $name",
    expectPredictions,
  )

  it('takes coefficients in every form', () => {
    const reference = fromCoefficients({ coef: [[1, -2]], intercept: [0.5], classes: [3, 7] }).toJSON()
    const intercept = Float64Array.of(0.5)
    const classes = ndarray(Int32Array.of(3, 7))
    const strided = ndarray(Float64Array.of(-2, 0, 1, 0), [1, 2], [4, -2], 2)
    const forms: Coefficients['coef'][] = [
      [1, -2],
      Float32Array.of(1, -2),
      [Float64Array.of(1, -2)],
      ndarray([1, -2]),
      ndarray(Float64Array.of(1, -2), [1, 2]),
      strided,
    ]
    for (const coef of forms)
      expect(fromCoefficients({ coef, intercept, classes }).toJSON()).toEqual(reference)
    expect(
      fromCoefficients({ coef: [1, -2], intercept: ndarray(intercept), classes: [3, 7] }).toJSON(),
    ).toEqual(reference)
  })

  it('keeps its own copy, without negative zeros', () => {
    const coef = Float64Array.of(1, -0)
    const model = fromCoefficients({ coef, intercept: [-0], classes: ['a', 'b'] })
    coef[0] = 9
    expect([...model.coef.data]).toEqual([1, 0])
    expect([...model.intercept.data]).toEqual([0])
  })

  it('has no convergence, and can be fitted like any other', () => {
    const model = fromCoefficients({ coef: [1], intercept: [0], classes: ['a', 'b'] })
    expect(() => model.convergence).toThrow(NotFittedError)
    expect(() => model.convergence).toThrow(/convergence is unknown of a model made from coefficients/)
    expect(model.fit([[0], [1], [2], [3]], ['a', 'b', 'a', 'b']).convergence.converged).toBe(true)
  })

  const three = { coef: [[1], [2], [3]], intercept: [0, 0, 0], classes: [0, 1, 2] }

  it('gives three classes the link that multiClass says', () => {
    const linkOf = (parts: Coefficients) => fromCoefficients(parts).toJSON().fitted?.link
    expect(linkOf(three)).toBe('softmax')
    expect(linkOf({ ...three, multiClass: 'auto' })).toBe('softmax')
    expect(linkOf({ ...three, multiClass: 'multinomial' })).toBe('softmax')
    expect(linkOf({ ...three, multiClass: 'ovr' })).toBe('ovr')
    expect(linkOf({ coef: [1], intercept: [0], classes: [0, 1], multiClass: 'multinomial' })).toBe('logistic')
  })

  it('keeps the link in a refit', () => {
    const X = [[0], [1], [2], [3], [4], [5]]
    const y = [0, 0, 1, 1, 2, 2]
    for (const [multiClass, link] of [
      ['multinomial', 'softmax'],
      ['ovr', 'ovr'],
    ] as const) {
      const model = fromCoefficients({ ...three, multiClass })
      expect(model.fit(X, y).toJSON().fitted?.link).toBe(link)
    }
  })

  it('leaves the penalty of two classes as it is by default', () => {
    const two = { coef: [1], intercept: [0], classes: [0, 1] }
    for (const multiClass of ['multinomial', 'ovr', 'auto'] as const) {
      expect(fromCoefficients({ ...two, multiClass }).getParams().multiClass).toBe('auto')
    }
  })

  it.each<[parts: unknown, message: RegExp]>([
    [undefined, /options must be an object, got undefined/],
    [{ ...three, coefs: [] }, /unknown option 'coefs'/],
    [{ ...three, multiClass: 'softmax' }, /^multiClass must be one of/],
    [{ ...three, classes: [0, 1] }, /^coef must have 1 row, got 3/],
    [{ ...three, classes: [0] }, /^classes must have 2 labels or more/],
    [
      { ...three, classes: [0, 2, 1] },
      /^classes must be of one type and in increasing order, got 2 before 1/,
    ],
    [{ ...three, classes: undefined }, /^classes must be an array, got undefined/],
    [{ ...three, coef: [[1], [2], [3, 4]] }, /^coef\[2\] must be of length 1, got 2/],
    [{ ...three, coef: [[1], [2], [Number.NaN]] }, /^coef\[2\]\[0\] must be a finite number, got NaN/],
    [{ ...three, coef: [1, 2, 3] }, /^coef must have 3 rows, got 1/],
    [{ ...three, coef: 'abc' }, /^coef must be an array, got 'abc'/],
    [{ ...three, coef: ndarray(new Float64Array(3), [3, 1, 1]) }, /^coef must be an array/],
    [
      { ...three, coef: { data: [1], shape: [4e9, 4e9], stride: [0, 0], offset: 0 } },
      /^coef must be an array, got an object/,
    ],
    [{ ...three, coef: { length: 4e9 } }, /^coef must be an array, got an object/],
    [{ ...three, intercept: [0, 0] }, /^intercept must be of length 3, got 2/],
    [{ ...three, intercept: 0 }, /^intercept must be an array, got 0/],
  ])('refuses %j', (parts, message) => {
    expect(() => fromCoefficients(parts as Coefficients)).toThrow(ValidationError)
    expect(() => fromCoefficients(parts as Coefficients)).toThrow(message)
  })
})

// From scikit-learn 1.8 on, liblinear fits no more than two classes.
const PROBE = "import sklearn; assert int(sklearn.__version__.split('.')[1]) < 8"
const PYTHON = ['/usr/bin/python3', 'python3'].find(python => spawnSync(python, ['-c', PROBE]).status === 0)

describe.runIf(PYTHON)('with scikit-learn', () => {
  it('predicts as it does, with models exported just now', () => {
    const script = fileURLToPath(new URL('../fixtures/make_coefficients.py', import.meta.url))
    const cases = JSON.parse(execFileSync(PYTHON!, [script, '-'], { encoding: 'utf8' })) as Case[]
    expect(cases.length).toBeGreaterThan(0)
    cases.forEach(expectPredictions)
  })
})
