import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  crossValidate,
  crossValPredict,
  crossValScore,
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  learningCurve,
  logisticRegressionPath,
  makePipeline,
  RandomizedSearchCV,
  StandardScaler,
  setWarningHandler,
  stabilitySelection,
  validationCurve,
} from '../../src'
import { CalibratedClassifierCV } from '../../src/decisions'
import { Random } from '../bench/random'

let warnings: string[] = []
beforeEach(() => {
  warnings = []
  setWarningHandler(message => warnings.push(message))
})
afterEach(() => {
  setWarningHandler()
})

const random = new Random(1)
const X = Array.from({ length: 60 }, () => Array.from({ length: 5 }, () => random.normal()))
const y = X.map(row => (row[0] + row[1] + random.normal() > 0 ? 'yes' : 'no'))

describe('a fit that has not converged says why, with its C', () => {
  test('the bound on the iterations', () => {
    new LogisticRegression({ C: 3, maxIter: 1, tol: 1e-10 }).fit(X, y)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/\(C = 3\) did not converge .* maxIter \(1\) was reached.* Raise maxIter/)
  })

  test('classes that can be separated', () => {
    new LogisticRegression({ penalty: 'none' }).fit([[1], [2], [3], [4]], [0, 0, 1, 1])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/separate classes, so they would grow without bound.*Use a penalty/)
    expect(warnings[0]).not.toMatch(/Raise maxIter/)
  })
})

describe('many fits say it once', () => {
  const options = { maxIter: 1, tol: 1e-10 }

  test('a cross-validation names folds and Cs, and whether the chosen one is concerned', async () => {
    await new LogisticRegressionCV({ Cs: [0.1, 10], cv: 3, refit: false, ...options }).fit(X, y)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/LogisticRegressionCV: \d of 6 fits did not converge .*fold \d, C = 10/)
    expect(warnings[0]).toMatch(/Fits at the chosen C, [\d.]+, are (not )?among them/)
  })

  const logistic = () => new LogisticRegression(options)
  const chain = () => makePipeline(new StandardScaler(), logistic())

  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'crossValidate',
      () => crossValidate(chain(), X, y, { cv: 3 }),
      /: 3 of 3 fits .*fold 0; fold 1; fold 2/,
    ],
    [
      'crossValScore',
      () => crossValScore(logistic(), X, y, { cv: 3 }),
      /: 3 of 3 fits .*fold 0; fold 1; fold 2/,
    ],
    [
      'crossValPredict',
      () => crossValPredict(chain(), X, y, { cv: 3 }),
      /: 3 of 3 fits .*fold 0; fold 1; fold 2/,
    ],
    [
      'learningCurve',
      () => learningCurve(logistic(), X, y, { cv: 2, trainSizes: [20] }),
      /2 of 2 .*fold 0, 20 rows/,
    ],
    [
      'validationCurve',
      () => validationCurve(logistic(), X, y, { cv: 2, paramName: 'C', paramRange: [1, 5] }),
      /4 of 4 .*fold 0, C = 5/,
    ],
    [
      'GridSearchCV',
      () => new GridSearchCV(logistic(), { C: [1, 5], maxIter: [1, 100] }, { cv: 2, refit: false }).fit(X, y),
      /4 of 8 fits .*fold 0, C = 5, maxIter = 1.* Fits of the chosen candidate are (not )?among them/,
    ],
    [
      'RandomizedSearchCV',
      () =>
        new RandomizedSearchCV(chain(), { logisticRegression__C: [1, 5] }, { cv: 2, refit: false }).fit(X, y),
      /4 of 4 fits .*logisticRegression__C = 5.*the chosen candidate are among them/,
    ],
    [
      'CalibratedClassifierCV',
      () => new CalibratedClassifierCV(logistic(), { cv: 3 }).fit(X, y),
      /3 of 3 .*split 0/,
    ],
  ])('%s', async (owner, call, message) => {
    await call()
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(new RegExp(`^${owner}: `))
    expect(warnings[0]).toMatch(message)
  })

  test('a path names its Cs', () => {
    logisticRegressionPath(X, y, { penalty: 'l1', Cs: [10, 100], ...options })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/logisticRegressionPath: 2 of 2 fits did not converge .*C = 10; C = 100/)
  })

  test('stability selection names its halves', async () => {
    await stabilitySelection(X, y, { Cs: [10], nPairs: 4, randomState: 0, ...options })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/stabilitySelection: 8 of 8 fits .*pair 0, half 0, C = 10; .*and 3 more/)
  })
})
