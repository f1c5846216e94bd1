import { describe, expect, expectTypeOf, test } from 'vitest'
import type { NdArray, NdVector } from '../../src/data/ndview'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValPredict } from '../../src/model-selection/cross-val-predict'
import { crossValidate, crossValScore } from '../../src/model-selection/cross-validate'
import { learningCurve, validationCurve } from '../../src/model-selection/curves'
import type { ScorerName } from '../../src/model-selection/scorers'
import { GroupKFold } from '../../src/model-selection/splitters/group-k-fold'
import { KFold } from '../../src/model-selection/splitters/k-fold'
import { RepeatedStratifiedKFold } from '../../src/model-selection/splitters/stratified-k-fold'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { setWarningHandler } from '../../src/support/warnings'
import { breastCancer, expectClose, modelSelection } from './reference'

const { X, y } = breastCancer()
const { crossValidation: expected, curves } = modelSelection
const make = (C: number) => makePipeline(new StandardScaler(), new LogisticRegression({ C, tol: 1e-10 }))
const pipeline = make(expected.C)
const lossOfFold = async (options: object) =>
  crossValScore(pipeline, X, y, { scoring: 'neg_log_loss', ...options })

/** Runs `work` with warnings collected. */
async function collectWarnings(work: () => Promise<unknown>): Promise<string[]> {
  const messages: string[] = []
  setWarningHandler(message => messages.push(message))
  try {
    await work()
  } finally {
    setWarningHandler()
  }
  return messages
}

describe('scores equal those of scikit-learn', () => {
  test('every scorer, on both sides', async () => {
    const names = Object.keys(expected.test) as ScorerName[]
    const { testScores, trainScores } = await crossValidate(pipeline, X, y, {
      scoring: names,
      returnTrainScore: true,
    })
    for (const name of names) {
      expectClose(testScores[name], expected.test[name])
      expectClose(trainScores![name], expected.train[name])
    }
    expect(names.length).toBe(15)
  })

  test('with other splitters', async () => {
    const cv = new RepeatedStratifiedKFold({ nSplits: 3, nRepeats: 2, randomState: 5 })
    expectClose(await lossOfFold({ cv }), expected.repeated)
    const grouped = { cv: new GroupKFold({ nSplits: 4 }), groups: expected.groups }
    expectClose(await lossOfFold(grouped), expected.grouped)
  })

  test('scaling outside the folds leaks: it gives other scores than the pipeline', async () => {
    const Z = new StandardScaler().fitTransform(X)
    const model = new LogisticRegression({ C: expected.C, tol: 1e-10 })
    const leaky = await crossValScore(model, Z, y, { scoring: 'neg_log_loss' })
    expectClose(leaky, expected.leaky)
    const honest = await lossOfFold({})
    expectClose(honest, expected.test.neg_log_loss)
    const differences = Array.from(honest.data, (score, k) => Math.abs(score - leaky.get(k)))
    expect(Math.min(...differences)).toBeGreaterThan(1e-5)
  })

  test('predictions of the folds', async () => {
    expect(await crossValPredict(pipeline, X, y)).toEqual(expected.labels)
    expectClose(await crossValPredict(pipeline, X, y, { method: 'decisionFunction' }), expected.margins)
    const proba = await crossValPredict(pipeline, X, y, { method: 'predictProba' })
    expect(proba.shape).toEqual([y.length, 2])
    expect(proba.get(7, 1)).toBeCloseTo(1 / (1 + Math.exp(-expected.margins[7])), 6)
  })

  test('validation and learning curves', async () => {
    const { values, train, test: held } = curves.validation
    const found = await validationCurve(make(1), X, y, {
      paramName: 'logisticRegression__C',
      paramRange: values,
      scoring: 'neg_log_loss',
    })
    expectClose(found.trainScores, train.flat())
    expectClose(found.testScores, held.flat())
    expect(found.testScores.shape).toEqual([3, 5])
    const learning = await learningCurve(make(1), X, y, { scoring: 'neg_log_loss' })
    expect(learning.trainSizes).toEqual(curves.learning.sizes)
    expectClose(learning.trainScores, curves.learning.train.flat())
    expectClose(learning.testScores, curves.learning.test.flat())
    const shuffled = await learningCurve(make(1), X, y, {
      scoring: 'neg_log_loss',
      shuffle: true,
      randomState: 3,
      trainSizes: [60, 200, 100],
      cv: 3,
    })
    expect(shuffled.trainSizes).toEqual(curves.shuffled.sizes)
    expectClose(shuffled.testScores, curves.shuffled.test.flat())
  })
})

describe('crossValidate', () => {
  test('has one vector for one score, and one for each of several', async () => {
    const one = await crossValidate(pipeline, X, y, { cv: 2 })
    expectTypeOf(one.testScores).toEqualTypeOf<NdVector>()
    expect(one.testScores.shape).toEqual([2])
    expect(one.trainScores).toBeUndefined()
    const named = await crossValidate(pipeline, X, y, {
      cv: 2,
      scoring: { right: 'accuracy', zero: () => 0 },
      returnEstimator: true,
    })
    expectTypeOf(named.testScores.right).toEqualTypeOf<NdVector>()
    expect(named.testScores.right.data).toEqual(one.testScores.data)
    expect([...named.testScores.zero.data]).toEqual([0, 0])
    expectTypeOf(named.estimators!).toEqualTypeOf<(typeof pipeline)[]>()
    expect(named.estimators![1].steps.standardScaler.nFeatures).toBe(30)
  })

  test('does not touch the estimator', async () => {
    await crossValScore(pipeline, X, y, { cv: 2 })
    expect(() => pipeline.predict(X)).toThrow('needs a fitted model')
  })

  test('weights count in fits and scores: an integer weight equals repeating the row', async () => {
    const rows = [...Array(60).keys()].map(i => 5 * i)
    const weight = rows.map((_, i) => 1 + (i % 3))
    const repeated = rows.flatMap((row, i) => Array<number>(weight[i]).fill(row))
    const fold = (list: readonly number[], k: number) =>
      Int32Array.from([...list.keys()].filter(i => (list[i] % 2 === 0) === (k === 0)))
    const splits = (list: readonly number[]) => [
      { train: fold(list, 0), test: fold(list, 1) },
      { train: fold(list, 1), test: fold(list, 0) },
    ]
    const at = (list: readonly number[]) => [list.map(i => X[i]), list.map(i => y[i])] as const
    const scoring = ['neg_log_loss', 'roc_auc', 'f1', 'accuracy'] as const
    const weighted = await crossValidate(pipeline, ...at(rows), {
      scoring,
      cv: splits(rows),
      sampleWeight: weight,
    })
    const plain = await crossValidate(pipeline, ...at(repeated), { scoring, cv: splits(repeated) })
    for (const name of scoring) expectClose(weighted.testScores[name], [...plain.testScores[name].data])
  })

  test('reports progress and can be stopped', async () => {
    const seen: string[] = []
    const controller = new AbortController()
    const run = crossValidate(pipeline, X, y, {
      signal: controller.signal,
      onProgress: ({ done, total, elapsedMs }) => {
        seen.push(`${done}/${total}`)
        expect(elapsedMs).toBeGreaterThan(0)
        if (done === 2) controller.abort(new Error('enough'))
      },
    })
    await expect(run).rejects.toThrow('enough')
    expect(seen).toEqual(['1/5', '2/5'])
    const before = crossValScore(pipeline, X, y, { signal: AbortSignal.abort(new Error('too late')) })
    await expect(before).rejects.toThrow('too late')
  })
})

describe('fits and scores that fail', () => {
  const failing = (model: { predict(X: number[][]): ArrayLike<unknown> }, rows: unknown) => {
    if ((rows as number[][]).some(row => row[0] === X[0][0] && row[1] === X[0][1]))
      throw new Error('cannot score this')
    return model.predict(X).length / X.length
  }

  test('a scorer that throws or gives NaN: the fold is named, errorScore stands in', async () => {
    const options = { scoring: failing as never, cv: new KFold({ nSplits: 3 }) }
    let scores: NdArray | undefined
    const messages = await collectWarnings(async () => {
      scores = await crossValScore(pipeline, X, y, options)
    })
    expect(Array.from(scores!.data)).toEqual([Number.NaN, 1, 1])
    expect(messages).toEqual(['the test score (fold 0) failed: cannot score this; its score is NaN'])
    const everywhere = { ...options, scoring: { right: 'accuracy', wrong: () => Number.NaN } } as const
    const said = await collectWarnings(async () => {
      await crossValidate(pipeline, X, y, { ...everywhere, returnTrainScore: true })
    })
    expect(said).toEqual(
      ['test', 'training'].map(
        side =>
          `the ${side} score wrong (fold 0) failed: a score must be a number, got NaN; its score is NaN, and so are 2 more of 3`,
      ),
    )
    await collectWarnings(async () => {
      scores = await crossValScore(pipeline, X, y, { ...options, errorScore: -1 })
    })
    expect(Array.from(scores!.data)).toEqual([-1, 1, 1])
    await expect(crossValScore(pipeline, X, y, { ...options, errorScore: 'raise' })).rejects.toThrow(
      'the test score (fold 0) failed: cannot score this',
    )
    await expect(
      crossValScore(pipeline, X, y, { scoring: () => Number.NaN, errorScore: 'raise' }),
    ).rejects.toThrow('the test score (fold 0) failed: a score must be a number, got NaN')
  })

  test('what every fold has to say of the labels is said once', async () => {
    const model = new LogisticRegression({ classWeight: { 0: 1, 1: 2, 7: 3 } })
    const said = await collectWarnings(async () => {
      await crossValScore(model, X, y, { cv: 3 })
    })
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/classWeight names '7', which is no label of y.*waits/)
    const again = await collectWarnings(async () => {
      await crossValScore(model, X, y, { cv: 3 })
    })
    expect(again).toEqual(said)
  })

  test('a fit that fails costs its fold; when all fail it is an error', async () => {
    const oneSided = Int32Array.from([...y.keys()].filter(i => y[i] === 1))
    const test0 = Int32Array.of(0, 20)
    const whole = Int32Array.from(y.keys())
    let scores: NdArray | undefined
    const messages = await collectWarnings(async () => {
      const cv = [
        { train: oneSided, test: test0 },
        { train: whole, test: test0 },
      ]
      scores = await crossValScore(pipeline, X, y, { cv, errorScore: 0.25 })
    })
    expect(Array.from(scores!.data)).toEqual([0.25, 1])
    expect(messages[0]).toMatch(/the fit failed \(fold 0\): y has one class only.*its score is 0.25/)
    const cv = [{ train: oneSided, test: test0 }]
    await collectWarnings(() =>
      expect(crossValScore(pipeline, X, y, { cv })).rejects.toThrow(
        'all 1 fits failed; the first: the fit failed',
      ),
    )
    await expect(crossValScore(pipeline, X, y, { cv, errorScore: 'raise' })).rejects.toThrow(
      'the fit failed (fold 0)',
    )
  })
})

test('bad input is refused by name', async () => {
  const score = (options: object) => crossValScore(pipeline, X, y, options)
  const few = y.map((_, i) => i % 150)
  await expect(crossValScore(pipeline, X, few)).rejects.toThrow(
    'nSplits is 5, but class 119 has only 3 rows, and no class has as many',
  )
  await expect(score({ scoring: 'acuracy' })).rejects.toThrow(/one of accuracy, .*got 'acuracy'/)
  await expect(score({ cv: {} })).rejects.toThrow(
    'cv must be a number of folds, a splitter or a list of splits',
  )
  await expect(score({ cv: [] })).rejects.toThrow('cv gives no splits')
  await expect(score({ cv: [{ train: [0, 1], test: [9999] }] })).rejects.toThrow(
    'cv: test rows of split 0 must be integers from 0 to 568, got 9999',
  )
  await expect(score({ cv: [{ train: [], test: [1] }] })).rejects.toThrow(
    'cv: train rows of split 0 are missing',
  )
  await expect(score({ errorScore: 'nan' })).rejects.toThrow(
    "errorScore must be 'raise' or a number, got 'nan'",
  )
  await expect(score({ folds: 3 })).rejects.toThrow("unknown option 'folds'")
  await expect(score({ nJobs: 0 })).rejects.toThrow(
    'nJobs must be an integer >= 1, or -1 for all cores, got 0',
  )
  await expect(crossValScore(pipeline, X, y.slice(1))).rejects.toThrow('y must be of length 569, got 568')
  await expect(crossValidate(pipeline, X, y, { scoring: [] })).rejects.toThrow(
    'scoring must name at least one score',
  )
  const twice = [{ train: Int32Array.of(0, 20), test: Int32Array.of(1) }]
  await expect(crossValPredict(pipeline, X, y, { cv: twice })).rejects.toThrow(
    'cv must hold out every row once, got row 0 0 times',
  )
  const curve = (options: object) => validationCurve(new LogisticRegression(), X, y, options as never)
  await expect(curve({ paramName: 'C', paramRange: [] })).rejects.toThrow(
    'paramRange must be an array of at least',
  )
  await expect(curve({ paramName: 'D', paramRange: [1] })).rejects.toThrow("unknown option 'D'")
  await expect(curve({ paramName: 'C', paramRange: [-1] })).rejects.toThrow('C must be a finite number > 0')
  await expect(learningCurve(pipeline, X, y, { trainSizes: [10, 9999] })).rejects.toThrow(
    'trainSizes[1] must be',
  )
  await expect(learningCurve(pipeline, X, y, { trainSizes: [] })).rejects.toThrow(
    'trainSizes must be an array',
  )
})
