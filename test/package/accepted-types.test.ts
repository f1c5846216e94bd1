/** What runs compiles: each of these was refused by the types once. That this file is checked by tsc is half of the test. */

import { expect, it } from 'vitest'
import {
  crossValScore,
  GridSearchCV,
  LogisticRegression,
  makePipeline,
  type Penalty,
  StandardScaler,
  trainTestSplit,
} from '../../src'

const rows = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(2 * i)])
const y = rows.map(([a]) => (a > 0.1 ? 'yes' : 'no'))
const reference = new LogisticRegression().fit(rows, y)

it('rows of typed arrays', () => {
  const doubles = rows.map(row => Float64Array.from(row))
  const singles = rows.map(row => Float32Array.from(row))
  expect(new LogisticRegression().fit(doubles, y).coef.data).toEqual(reference.coef.data)
  expect(new LogisticRegression().fit(singles, y).coef.shape).toEqual([1, 2])
})

it('a penalty that a loop goes through, and options kept in a constant', () => {
  for (const penalty of ['l1', 'l2', 'none'] satisfies Penalty[]) {
    expect(new LogisticRegression({ penalty, C: 0.5 }).fit(rows, y).classes).toEqual(['no', 'yes'])
  }
  const given = { penalty: 'l1', C: 0.5 } as const
  expect(new LogisticRegression(given).getParams().penalty).toBe('l1')
})

/** A transformer of one's own, for rows of texts and blanks. */
class Lengths {
  clone(): Lengths {
    return new Lengths()
  }

  getParams(): object {
    return {}
  }

  setParams(): this {
    return this
  }

  fit(): this {
    return this
  }

  transform(X: readonly (readonly (string | null)[])[]): number[][] {
    return X.map(row => row.map(text => text?.length ?? 0))
  }
}

it('rows of texts and blanks, split, cross-validated and fitted before an encoder of one’s own', async () => {
  const texts = rows.map(([a], i) => [i % 7 === 0 ? null : 'x'.repeat(a > 0.1 ? 5 : 2), 'b'])
  const { XTrain, yTrain } = trainTestSplit(texts, y, { randomState: 0 })
  expect(XTrain[0]).toHaveLength(2)
  const pipeline = makePipeline(new Lengths(), new StandardScaler(), new LogisticRegression())
  expect(pipeline.fit(XTrain, yTrain).score(texts, y)).toBeGreaterThan(0.8)
  expect((await crossValScore(pipeline, texts, y, { cv: 3 })).data).toHaveLength(3)
})

it('no class weights beside balanced ones in a grid', async () => {
  const grid = { classWeight: [undefined, 'balanced' as const], C: [0.1, 1] }
  const search = await new GridSearchCV(new LogisticRegression(), grid, { cv: 3 }).fit(rows, y)
  expect(search.cvResults.params).toHaveLength(4)
})

it('a view of one row is saved as that row', () => {
  const X = new StandardScaler().fitTransform(rows)
  expect(JSON.stringify(X.hi(1, 2)).length).toBeLessThan(200)
})
