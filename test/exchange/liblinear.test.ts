import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fromLiblinear,
  GridSearchCV,
  type Label,
  LogisticRegression,
  MaxAbsScaler,
  makePipeline,
  NotFittedError,
  StandardScaler,
  toLiblinear,
  UnsupportedError,
  ValidationError,
} from '../../src'
import {
  hasLiblinear,
  type LiblinearPrediction,
  predictLiblinear,
  trainLiblinear,
} from '../fixtures/liblinear'
import { datasetRows, EVERY, WRITTEN } from '../fixtures/liblinear-cases'
import { readFixture } from '../fixtures/read-fixture'

type Case = LiblinearPrediction & { dataset: 'breast-cancer' | 'wine'; options: string[]; model: string }

const fixture = readFixture<{ trained: Case[]; written: Case[] }>('liblinear.json')

function sampleOf(dataset: Case['dataset']): number[][] {
  return datasetRows(dataset).X.filter((_, i) => i % EVERY === 0)
}

/** Labels equal, probabilities to the six digits that LIBLINEAR prints (and to the rounding of its 1 − p). */
function expectPredictions(
  model: LogisticRegression<number | boolean | string>,
  X: number[][],
  { labels, predicted, probabilities }: LiblinearPrediction,
): void {
  expect(model.predict(X).map(Number)).toEqual(predicted)
  const columns = labels.map(label => model.classes.map(Number).indexOf(label))
  const proba = model.predictProba(X)
  for (const [i, row] of probabilities.entries()) {
    for (const [k, expected] of row.entries()) {
      expect(Math.abs(proba.get(i, columns[k]) - expected)).toBeLessThan(6e-6 * expected + 1e-15)
    }
  }
}

describe('fromLiblinear', () => {
  it.each(fixture.trained)('predicts as liblinear-predict: $dataset $options', ({
    dataset,
    model,
    ...rest
  }) => {
    expectPredictions(fromLiblinear(model), sampleOf(dataset), rest)
  })

  it('keeps what the file tells: penalty, bias, classes in order', () => {
    const text = 'solver_type L1R_LR\nnr_class 2\nlabel 3 -2\nnr_feature 2\nbias 2.5\nw\n0.5 \n-1e-3 \n2 \n'
    const model = fromLiblinear(text)
    expect(model.getParams()).toMatchObject({ penalty: 'l1', penalizeIntercept: true, interceptScaling: 2.5 })
    expect(model.classes).toEqual([-2, 3])
    expect([...model.coef.data]).toEqual([0.5, -1e-3])
    expect([...model.intercept.data]).toEqual([5])
    expect(() => model.convergence).toThrow(NotFittedError)
    expect([...fromLiblinear(text.replace('3 -2', '-2 3')).coef.data]).toEqual([-0.5, 1e-3])
    const bare = fromLiblinear(
      text.replace('bias 2.5', 'bias -1').replace('2 \n', '').replaceAll('\n', '\r\n'),
    )
    expect(bare.getParams()).toMatchObject({ fitIntercept: false, penalizeIntercept: false })
    expect([...bare.intercept.data]).toEqual([0])
  })

  const valid = 'solver_type L2R_LR\nnr_class 3\nlabel 4 1 2\nnr_feature 2\nbias 1\nw\n1 2 3\n4 5 6\n7 8 9\n'

  it('keeps one against the rest in a refit', () => {
    const model = fromLiblinear(valid)
    expect(model.toJSON().fitted?.link).toBe('ovr')
    const X = [
      [0, 1],
      [1, 0],
      [2, 1],
      [3, 3],
      [4, 0],
      [5, 1],
    ]
    expect(model.fit(X, [1, 1, 2, 2, 4, 4]).toJSON().fitted?.link).toBe('ovr')
    expect(() => toLiblinear(model)).not.toThrow()
  })

  it.each([
    [valid.replace('w\n', ''), /no line 'w'/],
    [valid.replace('nr_class 3\n', ''), /nr_class is missing/],
    [valid.replace('nr_class 3', 'nr_class 1'), /nr_class must be an integer of 32 bits >= 2, got '1'/],
    [valid.replace('nr_class 3', 'nr_class 2147483647'), /label must name 2147483647 labels .* got 3/],
    [valid.replace('4 1 2', '4 1 4'), /label names a label twice/],
    [valid.replace('4 1 2', '4 1 0.5'), /label must be an integer/],
    [valid.replace('nr_feature 2', 'nr_feature 2000000000'), /w must have 2000000001 lines .* got 3/],
    [valid.replace('nr_feature 2', 'nr_feature 1e99'), /nr_feature must be an integer/],
    [valid.replace('nr_feature 2', 'nr_feature'), /nr_feature must be a finite number, got ''/],
    [valid.replace('bias 1', 'bias nan'), /bias must be a finite number, got 'nan'/],
    [valid.replace('bias 1', 'bias 1\nbias 1'), /line 6: bias is there twice/],
    [valid.replace('bias 1', 'rho 1'), /line 5: 'rho' is not one of/],
    [valid.replace('L2R_LR', '__proto__'), /solver_type '__proto__' is not one of LIBLINEAR's/],
    [valid.replace('4 5 6', '4 5'), /line 8: w\[1\] must have 3 weights, got 2/],
    [valid.replace('5', '1e999'), /line 8: w\[1\] must be a finite number, got '1e999'/],
    [valid.replace('5', '0x5'), /line 8: w\[1\] must be a finite number/],
    [valid.slice(0, valid.indexOf('7')), /w must have 3 lines .* got 2/],
    ['', /no line 'w'/],
    [undefined as unknown as string, /model file must be a string, got undefined/],
  ])('refuses a malformed file: %j', (text, message) => {
    expect(() => fromLiblinear(text)).toThrow(ValidationError)
    expect(() => fromLiblinear(text)).toThrow(message)
  })

  it('refuses a file that is cut off anywhere, within a number too', () => {
    const model = new LogisticRegression({ C: 3 }).fit(
      [
        [0, 1],
        [1, 0],
        [2, 1],
        [3, 0],
      ],
      [0, 0, 1, 1],
    )
    const whole = toLiblinear(model)
    expect(fromLiblinear(whole).predict([[3, 0]])).toEqual([1])
    // The very last characters are blanks.
    for (let end = 0; end < whole.trimEnd().length; end++) {
      expect(() => fromLiblinear(whole.slice(0, end))).toThrow(ValidationError)
    }
    expect(() => fromLiblinear(whole.trimEnd().slice(0, -3))).toThrow('model file is cut off')
  })

  it('refuses models that are no logistic regression', () => {
    expect(() => fromLiblinear(valid.replace('L2R_LR', 'MCSVM_CS'))).toThrow(UnsupportedError)
  })

  it('gives a model or one of its errors, however a file is mangled', () => {
    const at = fc.nat(valid.length)
    fc.assert(
      fc.property(at, at, fc.string({ maxLength: 4 }), (from, to, text) => {
        try {
          const model = fromLiblinear(valid.slice(0, from) + text + valid.slice(to))
          expect(LogisticRegression.fromJSON(model.toJSON()).toJSON()).toEqual(model.toJSON())
        } catch (error) {
          if (!(error instanceof UnsupportedError)) expect(error).toBeInstanceOf(ValidationError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is not slowed down by long tokens', () => {
    const text = valid.replace('5', `${'1'.repeat(1_000_000)}x`)
    expect(() => fromLiblinear(text)).toThrow(/line 8/)
  })
})

describe('toLiblinear', () => {
  it.each(
    WRITTEN.map((written, k) => ({ ...written, ...fixture.written[k] })),
  )('writes what liblinear-predict reads: $dataset $labels', ({
    dataset,
    coefficients,
    model: text,
    ...rest
  }) => {
    const model = LogisticRegression.fromCoefficients(coefficients)
    expect(toLiblinear(model)).toBe(text)
    expectPredictions(model, sampleOf(dataset), rest)
  })

  it('keeps every bit of the coefficients', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), number, (coef, intercept) => {
        const back = fromLiblinear(
          toLiblinear(LogisticRegression.fromCoefficients({ coef, intercept: [intercept], classes: [0, 1] })),
        )
        expect([...back.coef.data]).toEqual(coef)
        expect([...back.intercept.data]).toEqual([intercept])
      }),
    )
  })

  it('says which models it cannot write', () => {
    const coef = [[1], [2], [3]]
    const intercept = [0, 0, 0]
    const softmax = LogisticRegression.fromCoefficients({ coef, intercept, classes: [0, 1, 2] })
    expect(() => toLiblinear(softmax)).toThrow(UnsupportedError)
    expect(() => toLiblinear(softmax)).toThrow(/no multinomial models/)
    const refused: Label[][] = [
      ['a', 'b'],
      [0, 0.5],
      [0, 2 ** 31],
    ]
    for (const classes of refused) {
      const model = LogisticRegression.fromCoefficients({ coef: [1], intercept: [0], classes })
      expect(() => toLiblinear(model)).toThrow(UnsupportedError)
    }
    expect(() => toLiblinear(new LogisticRegression())).toThrow(NotFittedError)
  })
})

describe.runIf(hasLiblinear)('with the programs of LIBLINEAR', () => {
  const { X, y } = datasetRows('breast-cancer')

  it('predicts as they do with a model of theirs', () => {
    const model = trainLiblinear(X, y, ['-s', '6', '-B', '1', '-c', '3'])
    expectPredictions(fromLiblinear(model), X, predictLiblinear(model, X))
  })

  it('makes them predict as it does with a model fitted here', () => {
    const model = new LogisticRegression({ penalty: 'l1', C: 3 }).fit(X, y)
    const text = toLiblinear(model)
    expect(text).toMatch(/^solver_type L1R_LR\n/)
    expectPredictions(model, X, predictLiblinear(text, X))
  })
})

describe('toLiblinear of what wraps a model', () => {
  const X = [
    [1, 200],
    [2, 100],
    [3, 300],
    [4, 250],
    [5, 400],
    [6, 150],
  ]
  const y = [1, -1, 1, -1, 1, 1]

  it('takes the scaling of a pipeline into the coefficients', () => {
    const pipeline = makePipeline(new StandardScaler(), new MaxAbsScaler(), new LogisticRegression()).fit(
      X,
      y,
    )
    const read = fromLiblinear(toLiblinear(pipeline))
    const [expected, got] = [pipeline.decisionFunction(X), read.decisionFunction(X)]
    for (let i = 0; i < X.length; i++) expect(got.get(i)).toBeCloseTo(expected.get(i), 10)
    expect(read.predict(X)).toEqual(pipeline.predict(X))
  })

  it('writes what a search has found', async () => {
    const search = new GridSearchCV(new LogisticRegression(), { C: [0.1, 1] }, { cv: 2 })
    await search.fit(X, y)
    expect(toLiblinear(search)).toBe(toLiblinear(search.bestEstimator))
  })
})
