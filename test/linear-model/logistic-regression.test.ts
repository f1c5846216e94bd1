import ndarray from 'ndarray'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  CsrMatrix,
  LogisticRegression,
  type LogisticRegressionOptions,
  NotFittedError,
  UnsupportedError,
  ValidationError,
} from '../../src'
import { randomProblem } from '../support/random-problem'

const { rows, y } = randomProblem({ n: 50, d: 6, seed: 3 })
const fitted = (options: LogisticRegressionOptions = {}) => new LogisticRegression(options).fit(rows, y)

describe('predictions', () => {
  it('labels of the type that fit was given, classes sorted', () => {
    const codes = y.map(label => (label === 'yes' ? 1 : 0))
    const strings = fitted().predict(rows)
    const numbers: number[] = new LogisticRegression().fit<number>(rows, codes).predict(rows)
    const booleans = new LogisticRegression()
      .fit(
        rows,
        codes.map(code => code === 1),
      )
      .predict(rows)
    const typed = new LogisticRegression().fit(rows, Int32Array.from(codes)).predict(rows)
    const view = new LogisticRegression().fit(rows, ndarray(Float64Array.from(codes))).predict(rows)
    expect(strings).toEqual(numbers.map(code => (code === 1 ? 'yes' : 'no')))
    expect(booleans).toEqual(numbers.map(code => code === 1))
    expect(typed).toEqual(numbers)
    expect(view).toEqual(numbers)
    expect(
      new LogisticRegression().fit(
        rows,
        codes.map(code => 7 - 10 * code),
      ).classes,
    ).toEqual([-3, 7])
    expectTypeOf(fitted().predict(rows)).toEqualTypeOf<('no' | 'yes')[]>()
  })

  it('probabilities, margins and labels agree', () => {
    const model = fitted({ C: 3 })
    const margins = model.decisionFunction(rows)
    const proba = model.predictProba(rows)
    const logProba = model.predictLogProba(rows)
    expect(margins.shape).toEqual([50])
    expect(proba.shape).toEqual([50, 2])
    model.predict(rows).forEach((label, i) => {
      const z = rows[i].reduce((sum, x, j) => sum + x * model.coef.get(0, j), model.intercept.get(0))
      expect(margins.get(i)).toBeCloseTo(z, 12)
      expect(label).toBe(z > 0 ? 'yes' : 'no')
      expect(proba.get(i, 1)).toBeCloseTo(1 / (1 + Math.exp(-z)), 14)
      expect(Math.abs(proba.get(i, 0) + proba.get(i, 1) - 1)).toBeLessThan(1e-15)
      for (const k of [0, 1]) expect(logProba.get(i, k)).toBeCloseTo(Math.log(proba.get(i, k)), 12)
    })
  })

  it('are finite and exact in the tails', () => {
    const model = LogisticRegression.fromCoefficients({ coef: [[1]], intercept: [0], classes: ['a', 'b'] })
    const proba = model.predictProba([[1000], [-1000], [40]])
    expect(Array.from(proba.data)).toEqual([0, 1, 1, 0, Math.exp(-40) / (1 + Math.exp(-40)), 1])
    const logProba = model.predictLogProba([[1000]])
    expect(Array.from(logProba.data)).toEqual([-1000, -0])
  })

  it('score is the weighted share of right predictions', () => {
    const model = fitted()
    const right = model.predict(rows).map((label, i) => label === y[i])
    expect(model.score(rows, y)).toBe(right.filter(Boolean).length / 50)
    const sampleWeight = right.map(isRight => (isRight ? 1 : 3))
    const wrong = right.filter(isRight => !isRight).length
    expect(model.score(rows, y, { sampleWeight })).toBeCloseTo((50 - wrong) / (50 + 2 * wrong), 14)
  })
})

describe('weights', () => {
  const options = { penalty: 'l1', C: 2, tol: 1e-11 } as const

  it('an integer weight is as good as repeating the row, and 0 as leaving it out', () => {
    const sampleWeight = rows.map((_, i) => i % 4)
    const repeat = rows.flatMap((row, i) => new Array<number[]>(i % 4).fill(row))
    const repeatY = y.flatMap((label, i) => new Array<'no' | 'yes'>(i % 4).fill(label))
    for (const classWeight of [undefined, 'balanced', { no: 2, yes: 0.5 }] as const) {
      const extra = classWeight === undefined ? {} : { classWeight }
      const weighted = new LogisticRegression({ ...options, ...extra }).fit(rows, y, { sampleWeight })
      const repeated = new LogisticRegression({ ...options, ...extra }).fit(repeat, repeatY)
      weighted.coef.data.forEach((w, j) => {
        expect(Math.abs(w - repeated.coef.data[j])).toBeLessThan(1e-8)
      })
    }
  })

  it('class weights multiply sample weights, from an object or a Map', () => {
    const sampleWeight = y.map(label => (label === 'yes' ? 3 : 1))
    const expected = new LogisticRegression(options).fit(rows, y, { sampleWeight })
    for (const classWeight of [{ yes: 3 }, new Map([['yes', 3]])]) {
      const model = new LogisticRegression({ ...options, classWeight }).fit(rows, y)
      expect(model.coef.data).toEqual(expected.coef.data)
    }
  })

  it('rows of weight zero do not make a class', () => {
    const sampleWeight = y.map(label => (label === 'yes' ? 0 : 1))
    expect(() => new LogisticRegression().fit(rows, y, { sampleWeight })).toThrow(/one class only/)
  })
})

describe('a model before and between fits', () => {
  it('has nothing to give before the first', () => {
    const model = new LogisticRegression()
    const reads: (() => unknown)[] = [
      () => model.coef,
      () => model.intercept,
      () => model.classes,
      () => model.convergence,
      () => model.predict(rows),
      () => model.predictProba(rows),
      () => model.predictLogProba(rows),
      () => model.decisionFunction(rows),
      () => model.score(rows, y),
    ]
    for (const read of reads) expect(read).toThrow(NotFittedError)
  })

  it('stays as it was when a fit fails or is aborted', async () => {
    const model = fitted({ penalty: 'l1' })
    const before = JSON.stringify(model)
    const aborted = AbortSignal.abort(new Error('enough'))
    expect(() => model.fit([[1], [Number.NaN]], ['no', 'yes'])).toThrow(ValidationError)
    expect(() => model.fit(rows, y, { signal: aborted })).toThrow('enough')
    await expect(model.fitAsync(rows, y, { signal: aborted })).rejects.toThrow('enough')
    expect(JSON.stringify(model)).toBe(before)
  })

  it('can be stopped from the report of an iteration', () => {
    const controller = new AbortController()
    let reports = 0
    const options = {
      signal: controller.signal,
      onIteration: () => {
        reports++
        controller.abort()
      },
    }
    expect(() => new LogisticRegression({ C: 100, tol: 1e-10 }).fit(rows, y, options)).toThrow(/abort/i)
    expect(reports).toBe(1)
  })

  it('fitAsync gives the model that fit gives', async () => {
    const model = await new LogisticRegression({ penalty: 'l1', C: 3 }).fitAsync(rows, y)
    expect(JSON.stringify(model)).toBe(JSON.stringify(fitted({ penalty: 'l1', C: 3 })))
  })

  it('does not change what it is given', () => {
    const data = Float64Array.from(rows.flat())
    const X = ndarray(data, [50, 6])
    const copy = Float64Array.from(data)
    const labels = [...y]
    new LogisticRegression().fit(X, labels).predict(X)
    expect(data).toEqual(copy)
    expect(labels).toEqual(y)
  })
})

describe('bad input is named', () => {
  const cases: [string, () => unknown, RegExp][] = [
    ['no rows', () => new LogisticRegression().fit([], []), /X is empty: its shape is 0 ×/],
    ['no columns', () => new LogisticRegression().fit([[], []], [0, 1]), /X is empty: its shape is 2 × 0/],
    ['ragged', () => new LogisticRegression().fit([[1, 2], [3]], [0, 1]), /row 1 is of length 1, row 0 of 2/],
    ['NaN', () => new LogisticRegression().fit([[1], [Number.NaN]], [0, 1]), /X\[1, 0\] is NaN/],
    [
      'infinite, in an ndarray',
      () => new LogisticRegression().fit(ndarray(Float64Array.of(1, 2, 3, -1 / 0), [2, 2]), [0, 1]),
      /X\[1, 1\] is -Infinity/,
    ],
    ['lengths', () => new LogisticRegression().fit(rows, y.slice(1)), /y must be of length 50, got 49/],
    [
      'one class',
      () =>
        new LogisticRegression().fit(
          rows,
          y.map(() => 'no'),
        ),
      /y has one class only, 'no'/,
    ],
    ['labels of two types', () => new LogisticRegression().fit([[1], [2]], [0, 'a']), /y\[1\] is 'a'/],
    ['a label that is NaN', () => new LogisticRegression().fit([[1], [2]], [0, Number.NaN]), /y\[1\] is NaN/],
    ['not a matrix', () => new LogisticRegression().fit('X' as never, y), /X must be a 2-d ndarray.*got 'X'/],
    [
      'one dimension',
      () => new LogisticRegression().fit(ndarray([1, 2, 3]), [0, 1, 0]),
      /X must have 2 dimensions/,
    ],
    [
      'negative weight',
      () => new LogisticRegression().fit([[1], [2]], [0, 1], { sampleWeight: [1, -1] }),
      /sampleWeight\[1\] is -1/,
    ],
    [
      'no weight',
      () => new LogisticRegression().fit([[1], [2]], [0, 1], { sampleWeight: [0, 0] }),
      /zero for every row/,
    ],
    [
      'a class weight whose label cannot be one',
      () => new LogisticRegression({ classWeight: new Map([[1, 2]]) }).fit(rows, y),
      /names 1,.*'no', 'yes'/,
    ],
    [
      'features at predict',
      () => fitted().predict([[1, 2]]),
      /X has 2 features, but the model was fitted on 6/,
    ],
    ['NaN at predict', () => fitted().predict([[1, 2, 3, Number.NaN, 5, 6]]), /X\[0, 3\] is NaN/],
  ]
  for (const [name, run, message] of cases) {
    it(name, () => {
      expect(run).toThrow(ValidationError)
      expect(run).toThrow(message)
    })
  }

  const options: [object, RegExp][] = [
    [{ c: 1 }, /unknown option 'c'; known: penalty/],
    [{ C: 0 }, /C must be a finite number > 0, got 0/],
    [{ C: '1' }, /C must be a finite number > 0, got '1'/],
    [{ C: Number.NEGATIVE_INFINITY }, /C must be a finite number/],
    [{ tol: -1 }, /tol must be .*>= 0, got -1/],
    [{ maxIter: 0 }, /maxIter must be an integer >= 1 and <= 1000000, got 0/],
    [{ maxIter: 1.5 }, /maxIter must be an integer/],
    [{ penalty: 'L1' }, /penalty must be one of 'l2', 'l1', 'elasticnet', 'none', got 'L1'/],
    [{ solver: 'liblinear' }, /liblinear is of another library.*newton-cd|newton-cd.*liblinear/],
    [{ penalty: 'elasticnet' }, /needs l1Ratio/],
    [{ penalty: 'elasticnet', l1Ratio: 2 }, /l1Ratio must be .*<= 1, got 2/],
    [{ penalty: 'l1', l1Ratio: 0.5 }, /l1Ratio goes with penalty 'elasticnet' only/],
    [{ fitIntercept: 1 }, /fitIntercept must be true or false, got 1/],
    [{ fitIntercept: false, penalizeIntercept: true }, /needs fitIntercept: true/],
    [{ interceptScaling: 0 }, /interceptScaling must be .*> 0.*, got 0/],
    [{ randomState: -1 }, /randomState must be an integer/],
    [{ classWeight: 'even' }, /classWeight must be 'balanced', a Map or an object, got 'even'/],
    [{ classWeight: { a: -1 } }, /classWeight of 'a' must be/],
  ]
  for (const [bad, message] of options) {
    it(`options ${JSON.stringify(bad)}`, () => {
      expect(() => new LogisticRegression(bad as LogisticRegressionOptions)).toThrow(ValidationError)
      expect(() => new LogisticRegression(bad as LogisticRegressionOptions)).toThrow(message)
    })
  }

  it('wrong pairings do not compile', () => {
    // @ts-expect-error l1 has no Cholesky solver
    expect(() => new LogisticRegression({ penalty: 'l1', solver: 'newton-cholesky' }).fit(rows, y)).toThrow(
      UnsupportedError,
    )
    // @ts-expect-error elasticnet needs l1Ratio
    expect(() => new LogisticRegression({ penalty: 'elasticnet' })).toThrow(ValidationError)
    // @ts-expect-error l2 has no l1Ratio
    expect(() => new LogisticRegression({ penalty: 'l2', l1Ratio: 0.5 })).toThrow(ValidationError)
  })
})

it('predicts from sparse data as from dense', () => {
  const model = fitted()
  const dense = model.predictProba(rows)
  model.predictProba(CsrMatrix.fromDense(rows)).data.forEach((p, i) => {
    expect(Math.abs(p - dense.data[i])).toBeLessThan(1e-15)
  })
})
