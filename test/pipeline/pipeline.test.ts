import { describe, expect, expectTypeOf, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { Pipeline } from '../../src/pipeline/pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'

const X = [
  [1, 100],
  [2, 90],
  [3, 120],
  [4, 80],
  [5, 70],
  [6, 130],
]
const y = ['a', 'a', 'b', 'a', 'b', 'b']

class Doubler {
  fitted: number[] | undefined
  getParams() {
    return {}
  }
  setParams() {
    return this
  }
  clone() {
    return new Doubler()
  }
  fit(_X: number[][], { sampleWeight }: { sampleWeight?: number[] }) {
    this.fitted = sampleWeight
  }
  transform(rows: number[][]) {
    return rows.map(row => row.map(value => 2 * value))
  }
}

describe('a pipeline', () => {
  test('equals its steps done by hand', () => {
    const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1', C: 2 })).fit(
      X,
      y,
    )
    const scaler = new StandardScaler().fit(X)
    const Z = scaler.transform(X)
    const model = new LogisticRegression({ penalty: 'l1', C: 2 }).fit(Z, y)
    expect(pipeline.predict(X)).toEqual(model.predict(Z))
    expect(pipeline.predictProba(X).data).toEqual(model.predictProba(Z).data)
    expect(pipeline.decisionFunction(X).data).toEqual(model.decisionFunction(Z).data)
    expect(pipeline.score(X, y)).toBe(model.score(Z, y))
    expect(pipeline.classes).toEqual(['a', 'b'])
    expectTypeOf(pipeline.predict(X)).toEqualTypeOf<string[]>()
  })

  test('gives the same when fitted in slices', async () => {
    const make = () => makePipeline(new StandardScaler(), new LogisticRegression())
    const sliced = await make().fitAsync(X, y)
    expect(sliced.predictProba(X).data).toEqual(make().fit(X, y).predictProba(X).data)
  })

  test('an integer weight equals repeating the row', () => {
    const twice = [0, 1, 1, 2, 3, 4, 4, 5]
    const weight = [1, 2, 1, 1, 2, 1]
    const options = { tol: 1e-12 }
    const weighted = makePipeline(new StandardScaler(), new LogisticRegression(options))
    const repeated = weighted.clone()
    weighted.fit(X, y, { sampleWeight: weight })
    repeated.fit(
      twice.map(i => X[i]),
      twice.map(i => y[i]),
    )
    expect(weighted.steps.standardScaler.mean.get(1)).toBeCloseTo(
      repeated.steps.standardScaler.mean.get(1),
      12,
    )
    expect(weighted.decisionFunction(X).get(0)).toBeCloseTo(repeated.decisionFunction(X).get(0), 8)
  })

  test('runs transformers of the user and passes on the weights', () => {
    const doubler = new Doubler()
    const weight = [1, 2, 1, 2, 1, 2]
    const pipeline = new Pipeline({ twice: doubler, model: new LogisticRegression() })
    pipeline.fit(X, y, { sampleWeight: weight })
    expect(doubler.fitted).toEqual(weight)
    const plain = new LogisticRegression().fit(new Doubler().transform(X), y, { sampleWeight: weight })
    expect(pipeline.predictProba(X).data).toEqual(plain.predictProba(new Doubler().transform(X)).data)
  })

  test('names, reads, changes and clones options by path', () => {
    const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1' }))
    expectTypeOf(pipeline.steps.logisticRegression).toEqualTypeOf<LogisticRegression>()
    expectTypeOf(pipeline.getParams().logisticRegression__C).toEqualTypeOf<number | undefined>()
    expectTypeOf(pipeline.getParams().standardScaler__withMean).toEqualTypeOf<boolean | undefined>()
    pipeline.setParams({ logisticRegression__penalty: 'elasticnet', logisticRegression__l1Ratio: 0.5 })
    expect(pipeline.steps.logisticRegression.getParams()).toMatchObject({
      penalty: 'elasticnet',
      l1Ratio: 0.5,
    })
    const copy = pipeline.clone()
    expect(copy.getParams()).toEqual(pipeline.getParams())
    copy.setParams({ logisticRegression__C: 5 })
    expect(pipeline.getParams().logisticRegression__C).toBe(1)
    // @ts-expect-error no step has this option
    expect(() => pipeline.setParams({ logisticRegression__D: 5 })).toThrow("unknown option 'D'")
    // @ts-expect-error no such step
    expect(() => pipeline.setParams({ model__C: 5 })).toThrow(
      "unknown option 'model__C'; known: standardScaler__…, logisticRegression__…",
    )
    // @ts-expect-error not a path
    expect(() => pipeline.setParams({ C: 5 })).toThrow("unknown option 'C'")
  })

  test('can be a step of another', () => {
    const inner = makePipeline(new StandardScaler(), new LogisticRegression())
    const outer = makePipeline(new StandardScaler(), inner)
    outer.setParams({ pipeline__logisticRegression__C: 3 })
    expect(inner.steps.logisticRegression.getParams().C).toBe(3)
    expect(Pipeline.fromJSON(outer.fit(X, y).toJSON()).predict(X)).toEqual(outer.predict(X))
  })

  test('is saved and read back bit for bit', () => {
    const pipeline = new Pipeline({ scale: new StandardScaler(), model: new LogisticRegression() }).fit(X, y)
    const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(pipeline)))
    expect(back.predictProba(X).data).toEqual(pipeline.predictProba(X).data)
    expect(Object.keys(back.steps)).toEqual(['scale', 'model'])
    expect(() => Pipeline.fromJSON({ type: 'x' })).toThrow("type must be 'ndlogit/Pipeline'")
    const foreign = { ...pipeline.toJSON(), steps: { scale: { type: 'my/Doubler' } } }
    expect(() => Pipeline.fromJSON(foreign)).toThrow(
      /scale: type must be one of .*got 'my\/Doubler'; .*classes/,
    )
    const known = { 'my/Doubler': { fromJSON: () => new Doubler() } }
    const read = Pipeline.fromJSON(
      { ...foreign, steps: { ...pipeline.toJSON().steps, ...foreign.steps } },
      known,
    )
    expect(read.steps.scale).toBeInstanceOf(Doubler)
  })

  test('refuses what cannot be a pipeline', () => {
    expect(() => new Pipeline({})).toThrow('steps is empty')
    expect(() => new Pipeline({ 0: new LogisticRegression() })).toThrow("cannot be called '0'")
    expect(() => new Pipeline({ a__b: new LogisticRegression() })).toThrow("cannot be called 'a__b'")
    expect(() => new Pipeline({ a: new LogisticRegression(), b: new LogisticRegression() })).toThrow(
      "step 'a' must have the methods getParams, setParams, clone, fit, transform",
    )
    expect(() => makePipeline(new StandardScaler(), new StandardScaler(), new LogisticRegression())).toThrow(
      "two steps are called 'standardScaler'",
    )
    const doubling = new Pipeline({ twice: new Doubler(), model: new LogisticRegression() })
    expect(() => doubling.toJSON()).toThrow("step 'twice' has no toJSON")
    expect(() => doubling.predict(X)).toThrow('predict needs a fitted model')
  })
})

describe('what a file or a step may not be called', () => {
  test('is refused by name, not lost', () => {
    const step = Object.defineProperty(new StandardScaler(), 'stepName', { value: '__proto__' })
    expect(() => makePipeline(step as StandardScaler, new LogisticRegression())).toThrow(
      "a step cannot be called '__proto__'",
    )
    const saved = JSON.parse(JSON.stringify(makePipeline(new StandardScaler(), new LogisticRegression())))
    expect(() => Pipeline.fromJSON({ ...saved, note: 1 })).toThrow(
      "saved pipeline has an unknown field 'note'",
    )
    saved.steps.standardScaler.note = 1
    expect(() => Pipeline.fromJSON(saved)).toThrow("saved scaler has an unknown field 'note'")
  })
})
