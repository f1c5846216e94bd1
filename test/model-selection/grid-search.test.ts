import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValScore } from '../../src/model-selection/cross-validate'
import { GridSearchCV } from '../../src/model-selection/grid-search'
import { gridPoints } from '../../src/model-selection/param-grid'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { setWarningHandler } from '../../src/support/warnings'
import { breastCancer, expectClose, modelSelection } from './reference'

const { X, y } = breastCancer()
const model = new LogisticRegression({ penalizeIntercept: true, tol: 1e-10 })
const pipeline = makePipeline(new StandardScaler(), model)

describe.each(modelSelection.gridSearch)('by $scoring', expected => {
  test('results equal those of scikit-learn', async () => {
    const { C, penalty } = expected.grid
    const grid = { logisticRegression__penalty: penalty, logisticRegression__C: C }
    const search = new GridSearchCV(pipeline, grid, { scoring: expected.scoring })
    await search.fit(X, y)
    const { cvResults } = search
    const named = expected.params.map(params => ({
      logisticRegression__C: params.C,
      logisticRegression__penalty: params.penalty,
    }))
    expect(cvResults.params).toEqual(named)
    expectClose(cvResults.testScores, expected.splits.flat())
    expectClose(cvResults.meanTestScores, expected.mean)
    expectClose(cvResults.stdTestScores, expected.std)
    expect([...cvResults.rankTestScores.data]).toEqual(expected.rank)
    expect(search.bestIndex).toBe(expected.bestIndex)
    expect(search.bestParams).toEqual(named[expected.bestIndex])
    expect(search.bestScore).toBeCloseTo(expected.bestScore, 6)
    expectClose(search.decisionFunction(X.slice(0, 20)), expected.margins)
    expect(cvResults.fitMs.shape).toEqual([8, 5])
    expect(cvResults.trainScores).toBeUndefined()
  })
})

describe('a search', () => {
  const small = () =>
    new GridSearchCV(new LogisticRegression(), { C: [0.001, 1] }, { cv: 2, scoring: 'neg_log_loss' })
  const Z = new StandardScaler().fitTransform(X)

  test('has the face of the estimator that it found', async () => {
    const seen: number[] = []
    const search = await small().fit(Z, y, { onProgress: ({ done }) => seen.push(done) })
    expect(seen).toEqual([1, 2, 3, 4])
    const best = new LogisticRegression({ C: 1 }).fit(Z, y)
    expect(search.bestParams).toEqual({ C: 1 })
    expectTypeOf(search.bestParams.C).toEqualTypeOf<number | undefined>()
    expectTypeOf(search.bestEstimator).toEqualTypeOf<LogisticRegression>()
    expectTypeOf(search.predict(Z)).toEqualTypeOf<number[]>()
    expect(search.predict(Z)).toEqual(best.predict(Z))
    expect(search.predictProba(Z).data).toEqual(best.predictProba(Z).data)
    expect(search.classes).toEqual([0, 1])
    expect(search.score(Z, y)).toBeLessThan(0)
  })

  test('is itself cross-validated, its choice made anew on each side', async () => {
    const scores = await crossValScore(small(), Z, y, { cv: 2 })
    expect(scores.shape).toEqual([2])
    expect(Math.min(...scores.data)).toBeGreaterThan(0.9)
    const inPipeline = makePipeline(new StandardScaler(), small())
    expect(() => inPipeline.fit(X, y)).toThrow('use fitAsync')
    expect((await inPipeline.fitAsync(X, y)).predict(X)).toHaveLength(y.length)
    expect(inPipeline.steps.step1.bestParams).toEqual({ C: 1 })
  })

  test('passes options on to the estimator', () => {
    const search = small()
    search.setParams({ estimator__tol: 1e-3 })
    expect(search.clone().getParams()).toMatchObject({ estimator__tol: 1e-3, estimator__C: 1 })
    expect(() => search.setParams({ tol: 1 })).toThrow("unknown option 'tol'")
  })

  test('without refit has scores but no estimator', async () => {
    const grid = [{ C: [1, 2] }, { penalty: ['l1'] as const }]
    const search = new GridSearchCV(new LogisticRegression(), grid, {
      cv: 2,
      refit: false,
      returnTrainScore: true,
    })
    expect(() => search.bestParams).toThrow('needs a fitted model')
    await search.fit(Z, y)
    expect(search.cvResults.params).toEqual([{ C: 1 }, { C: 2 }, { penalty: 'l1' }])
    expect(search.cvResults.trainScores!.shape).toEqual([3, 2])
    expect(() => search.predict(Z)).toThrow('refit: false')
  })

  test('ranks a failed combination last and names it', async () => {
    const scoring = (fitted: object) => ((fitted as LogisticRegression).getParams().C === 1 ? Number.NaN : 1)
    const search = new GridSearchCV(new LogisticRegression(), { C: [1, 2, 3] }, { cv: 2, scoring })
    const messages: string[] = []
    setWarningHandler(message => messages.push(message))
    await search.fit(Z, y)
    setWarningHandler()
    expect([...search.cvResults.rankTestScores.data]).toEqual([3, 1, 1])
    expect(search.bestParams).toEqual({ C: 2 })
    expect(messages).toEqual([
      'the test score (fold 0, C = 1) failed: a score must be a number, got NaN; its score is NaN, and so are 1 more of 6',
    ])
    const strict = new GridSearchCV(new LogisticRegression(), { C: [1] }, { scoring, errorScore: 'raise' })
    await expect(strict.fit(Z, y)).rejects.toThrow('(fold 0, C = 1) failed')
  })

  test('refuses a grid that cannot be', () => {
    const make = (grid: object, options = {}) => new GridSearchCV(pipeline, grid, options)
    expect(() => make({})).toThrow('paramGrid must name at least one option, got an object')
    expect(() => make([])).toThrow('paramGrid is empty')
    expect(() => make({ logisticRegression__C: [] })).toThrow(
      'logisticRegression__C must be an array of at least',
    )
    expect(() => make({ model__C: [1] })).toThrow("unknown option 'model__C'; known: standardScaler__…")
    expect(() => make({ logisticRegression__D: [1] })).toThrow("unknown option 'D'")
    expect(() => make({ logisticRegression__C: [1, -1] })).toThrow('C must be a finite number > 0, got -1')
    expect(() => make({ logisticRegression__C: [1] }, { scoring: 'f2' })).toThrow("got 'f2'")
    // @ts-expect-error the keys of a grid are the options of the estimator
    expect(() => new GridSearchCV(pipeline, { C: [1] })).toThrow("unknown option 'C'")
  })
})

test('a grid stands for every combination once, the last name varying fastest', () => {
  const grids = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,3}$/),
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }),
    { minKeys: 1, maxKeys: 4 },
  )
  fc.assert(
    fc.property(grids, grid => {
      const points = gridPoints(grid)
      const names = Object.keys(grid).sort()
      expect(points).toHaveLength(names.reduce((product, name) => product * grid[name].length, 1))
      expect(new Set(points.map(point => JSON.stringify(point))).size).toBe(points.length)
      points.forEach((point, index) => {
        let rest = index
        for (const name of [...names].reverse()) {
          const values = grid[name]
          expect(point[name]).toBe(values[rest % values.length])
          rest = Math.floor(rest / values.length)
        }
      })
    }),
  )
})
