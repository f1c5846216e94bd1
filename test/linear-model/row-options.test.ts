/** Offset, targets that are no labels, and bounds: whatever reads data heeds each of them, or refuses it by name and says what to do. */

import { expect, test } from 'vitest'
import * as ndlogit from '../../src'
import { CalibratedClassifierCV, TunedThresholdClassifierCV } from '../../src/decisions'
import { firthLogisticRegression, summary } from '../../src/inference'
import * as partitioned from '../../src/partitioned'
import { certifiedPath } from '../../src/paths'
import { SelectFromModel } from '../../src/tables'
import { randomProblem } from '../support/random-problem'

const { rows, y: labels } = randomProblem({ n: 60, d: 3, seed: 4 })
/** The labels go with one column and against the others. */
const X = rows.map(([a, ...others]) => [-a, ...others])
const model = (own = {}) => new ndlogit.LogisticRegression(own as never)

/** What goes with the data: options of fits, options of models, and y where it is another. */
const GIVEN = {
  offset: { rows: { offset: X.map((_, i) => Math.sin(i)) } },
  target: { rows: { target: 'probability' }, y: X.map((_, i) => (1 + Math.sin(i)) / 2) },
  trials: { rows: { trials: X.map(() => 3) }, y: X.map((_, i) => i % 4) },
  lowerBounds: { own: { lowerBounds: -0.1 } },
  positive: { own: { positive: true } },
} as const satisfies Record<string, { readonly rows?: object; readonly own?: object; readonly y?: number[] }>

type Given = { readonly rows: object; readonly own: object; readonly y: never }
type Answers = Partial<Record<keyof typeof GIVEN, RegExp | undefined>>

const asWeights = /takes labels, not (probabilities|successes of trials); write each row once for each class/
const byLabels: Answers = { target: asWeights, trials: asWeights }
const inMemory: Answers = {
  ...byLabels,
  offset: /takes no offset; it is for data in memory/,
  lowerBounds: /lowerBounds, upperBounds and positive are for data in memory/,
  positive: /lowerBounds, upperBounds and positive are for data in memory/,
}
const chunk = ({ rows, y }: Given) => [() => [{ X, y, fold: X.map((_, i) => i % 2), ...rows }]]
const bounds = (message: RegExp): Answers => ({ lowerBounds: message, positive: message })

/** What is refused, by what; all else works. */
const TABLE: [string, (given: Given) => unknown, Answers][] = [
  ['fit', ({ rows, own, y }) => model(own).fit(X, y, rows), {}],
  ['fitAsync', ({ rows, own, y }) => model(own).fitAsync(X, y, rows), {}],
  [
    'Pipeline',
    ({ rows, own, y }) => ndlogit.makePipeline(new ndlogit.StandardScaler(), model(own)).fit(X, y, rows),
    {},
  ],
  [
    'logisticRegressionPath',
    ({ rows, own, y }) => ndlogit.logisticRegressionPath(X, y, { Cs: 2, ...own, ...rows }),
    {},
  ],
  ['l1MinC', ({ rows, own, y }) => ndlogit.l1MinC(X, y, { ...own, ...rows }), {}],
  [
    'certifiedPath',
    ({ rows, own, y }) =>
      certifiedPath(X, y, {
        penalty: 'l2',
        epsilon: 0.5,
        smallestC: 0.1,
        largestC: 1,
        ...own,
        ...rows,
      } as never),
    {},
  ],
  [
    'stabilitySelection',
    ({ rows, own, y }) => ndlogit.stabilitySelection(X, y, { Cs: [1], nPairs: 1, ...own, ...rows }),
    {
      target: /takes labels.* fit logisticRegressionPath/,
      trials: /takes labels.* fit logisticRegressionPath/,
    },
  ],
  [
    'LogisticRegressionCV',
    ({ rows, own, y }) => new ndlogit.LogisticRegressionCV({ Cs: 2, cv: 2, ...own } as never).fit(X, y, rows),
    byLabels,
  ],
  [
    'GridSearchCV',
    ({ rows, own, y }) => new ndlogit.GridSearchCV(model(own), { C: [1] }, { cv: 2 }).fit(X, y, rows),
    byLabels,
  ],
  [
    'RandomizedSearchCV',
    ({ rows, own, y }) =>
      new ndlogit.RandomizedSearchCV(model(own), { C: [1, 2] }, { nIter: 1, cv: 2 }).fit(X, y, rows),
    byLabels,
  ],
  [
    'crossValidate',
    ({ rows, own, y }) => ndlogit.crossValidate(model(own), X, y, { cv: 2, ...rows }),
    byLabels,
  ],
  [
    'crossValPredict',
    ({ rows, own, y }) => ndlogit.crossValPredict(model(own), X, y, { cv: 2, ...rows }),
    byLabels,
  ],
  [
    'learningCurve',
    ({ rows, own, y }) => ndlogit.learningCurve(model(own), X, y, { cv: 2, trainSizes: [20], ...rows }),
    byLabels,
  ],
  [
    'validationCurve',
    ({ rows, own, y }) =>
      ndlogit.validationCurve(model(own), X, y, { cv: 2, paramName: 'C', paramRange: [1], ...rows }),
    byLabels,
  ],
  [
    'permutationImportance',
    ({ rows, own, y }) =>
      ndlogit.permutationImportance(model(own).fit(X, labels), X, y, { nRepeats: 1, ...rows }),
    byLabels,
  ],
  [
    'CalibratedClassifierCV',
    ({ rows, own, y }) => new CalibratedClassifierCV(model(own), { cv: 2 }).fit(X, y, rows),
    { ...byLabels, offset: /takes no offset; fit LogisticRegression to the decisions of crossValPredict/ },
  ],
  [
    'TunedThresholdClassifierCV',
    ({ rows, own, y }) => new TunedThresholdClassifierCV(model(own), { cv: 2 }).fit(X, y, rows),
    { ...byLabels, offset: /takes no offset; crossValPredict takes one, and metricAtThresholds/ },
  ],
  [
    'SelectFromModel',
    ({ rows, own, y }) => new SelectFromModel(model(own)).fit(X, { y, ...rows }),
    { ...byLabels, offset: /takes no offset; fit the model, and pass on the columns/ },
  ],
  [
    'GridSearchCV.score',
    ({ rows, own, y }) =>
      new ndlogit.GridSearchCV(model(own), { C: [1] }, { cv: 2 })
        .fit(X, labels)
        .then(search => search.score(X, y, rows)),
    byLabels,
  ],
  [
    'LogisticRegressionCV.score',
    ({ rows, own, y }) =>
      new ndlogit.LogisticRegressionCV({ Cs: 2, cv: 2, ...own } as never)
        .fit(X, labels)
        .then(chosen => chosen.score(X, y, rows)),
    byLabels,
  ],
  [
    'summary',
    ({ rows, own, y }) => summary(model({ penalty: 'none', ...own }).fit(X, y, rows), X, y, rows),
    bounds(/no standard errors for coefficients with bounds/),
  ],
  [
    'firthLogisticRegression',
    ({ rows, own, y }) => firthLogisticRegression(X, y, { ...own, ...rows }),
    bounds(/takes no (lowerBounds|positive): its tests .* fit LogisticRegression/),
  ],
  ['fitPartitioned', given => partitioned.fitPartitioned(chunk(given), given.own), inMemory],
  ['fitPathPartitioned', given => partitioned.fitPathPartitioned(chunk(given), [1], given.own), inMemory],
  [
    'crossValidatePartitioned',
    given => partitioned.crossValidatePartitioned(chunk(given), [1], given.own),
    inMemory,
  ],
  [
    'fitScaler',
    given => partitioned.fitScaler(chunk(given)),
    { ...inMemory, lowerBounds: undefined, positive: undefined },
  ],
  [
    'fitPartitioned, as an option of the work',
    ({ rows, own, y }) => partitioned.fitPartitioned([() => [{ X, y }]], own, rows as never),
    inMemory,
  ],
]

test.each(TABLE)('%s', async (name, call, refused) => {
  for (const [option, given] of Object.entries(GIVEN) as [keyof typeof GIVEN, Partial<Given>][]) {
    const work = async () => call({ rows: {}, own: {}, y: labels as never, ...given })
    const message = refused[option]
    if (message === undefined) await expect(work(), `${name} with ${option}`).resolves.toBeDefined()
    else await expect(work(), `${name} with ${option}`).rejects.toThrow(message)
  }
})

test("trials of Firth's regression are as many rows, an offset is a term with the coefficient 1", () => {
  const trials = X.map((_, i) => i % 4)
  const y = trials.map((count, i) => (i * 7) % (count + 1))
  const each = [...X.keys()].flatMap(i =>
    Array.from({ length: trials[i] }, (_, k) => ({ i, label: +(k < y[i]) })),
  )
  const offset = X.map(([a]) => 0.7 * a + 0.2)
  const found = firthLogisticRegression(X, y, { trials, offset })
  const alone = firthLogisticRegression(
    each.map(({ i }) => X[i]),
    each.map(({ label }) => label),
  )
  const added = [0.2, 0.7, 0, 0]
  expect(found.observations).toBe(each.length)
  expect(found.penalizedLogLikelihood).toBeCloseTo(alone.penalizedLogLikelihood, 10)
  found.terms.forEach((term, j) => {
    expect(term.estimate + added[j]).toBeCloseTo(alone.terms[j].estimate, 8)
    expect(term.standardError).toBeCloseTo(alone.terms[j].standardError, 8)
    expect(term.interval[0] + added[j]).toBeCloseTo(alone.terms[j].interval[0], 6)
  })
})

test('stability selection does not select what the offset says already', async () => {
  const signal = X.map(([a]) => 3 * a)
  const y = signal.map((margin, i) => (margin > 2 * Math.sin(1.7 * i) ? 1 : 0))
  const options = { Cs: [0.3], nPairs: 10, randomState: 0 }
  const { selected } = await ndlogit.stabilitySelection(X, y, options)
  const { probabilities } = await ndlogit.stabilitySelection(X, y, { ...options, offset: signal })
  expect(selected).toContain(0)
  expect(probabilities.get(0)).toBeLessThan(0.5)
})

test('permutation importance heeds an offset as a scorer by hand does', async () => {
  const offset = X.map((_, i) => 2 * Math.sin(i))
  const fitted = model().fit(X, labels, { offset })
  const scoring = (_: unknown, rows: never, y: readonly ndlogit.Label[]) =>
    -ndlogit.logLoss(y as never, fitted.predictProba(rows, { offset }))
  const options = { nRepeats: 2, randomState: 1 }
  const byName = await ndlogit.permutationImportance(fitted, X, labels, {
    ...options,
    offset,
    scoring: 'neg_log_loss',
  })
  const byHand = await ndlogit.permutationImportance(fitted, X, labels, {
    ...options,
    scoring: scoring as never,
  })
  expect(byName.baseline).toBe(byHand.baseline)
  expect(byName.importances.toArray()).toEqual(byHand.importances.toArray())
})
