/** Figures as data: what they hold is what the metrics give, speaks for the right class, and is drawn by Observable Plot. */

import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import {
  auc,
  averagePrecisionScore,
  brierScoreLoss,
  calibrationCurve,
  LogisticRegression,
  LogisticRegressionCV,
  logisticRegressionPath,
  precisionRecallCurve,
  rocAucScore,
  rocCurve,
} from '../../src'
import {
  calibrationFigure,
  coefficientFigure,
  crossValidationFigure,
  type Figure,
  pathFigure,
  precisionRecallFigure,
  rocFigure,
  toPlot,
} from '../../src/figures'
import { randomProblem } from '../support/random-problem'

const { rows: X, y } = randomProblem({ n: 80, d: 4, seed: 3 })
const names = ['age', 'dose', 'weight', 'height']
const rows = X.map(row => Object.fromEntries(names.map((name, j) => [name, row[j]])))
const model = new LogisticRegression({ penalty: 'l1', C: 0.5 }).fit(rows, y)
const probabilities = Array.from({ length: 80 }, (_, i) => model.predictProba(rows).get(i, 1))
const other = probabilities.map((p, i) => Math.min(1, Math.max(0, p + 0.3 * Math.sin(i))))
const sampleWeight = X.map((_, i) => i % 3)
const three = y.map((label, i) => (X[i][0] > 0.8 ? 'maybe' : label))

const column = (figure: Figure, mark: number, field: string) => figure.marks[mark].data.map(row => row[field])

/** Drawn in Node, after a way through JSON; the text of the picture. */
function drawn(figure: Figure): string {
  const { document } = parseHTML('<html><body></body></html>')
  const options = toPlot(Plot, JSON.parse(JSON.stringify(figure)) as Figure)
  return String(Plot.plot({ ...options, document: document as unknown as Document }))
}

test('ROC, precision–recall and calibration hold what the metrics give, weights and names of models included', () => {
  const options = { posLabel: 'yes', sampleWeight }
  const scores = { ours: probabilities, theirs: other }
  const roc = rocFigure(y, scores, options)
  const precision = precisionRecallFigure(y, scores, options)
  const calibration = calibrationFigure(y, scores, { ...options, nBins: 4 })
  const both = [probabilities, other]
  const all = (of: (scores: number[]) => ArrayLike<number>) => both.flatMap(own => Array.from(of(own)))
  expect(column(roc, 1, 'falsePositiveRate')).toEqual(all(own => rocCurve(y, own, options).fpr.data))
  expect(column(roc, 1, 'truePositiveRate')).toEqual(all(own => rocCurve(y, own, options).tpr.data))
  expect(column(roc, 1, 'threshold').filter(value => value === null)).toHaveLength(2)
  expect(column(precision, 1, 'precision')).toEqual(
    all(own => precisionRecallCurve(y, own, options).precision.data),
  )
  expect(column(precision, 1, 'recall')).toEqual(
    all(own => precisionRecallCurve(y, own, options).recall.data),
  )
  const binned = { ...options, nBins: 4 }
  expect(column(calibration, 2, 'predicted')).toEqual(
    all(own => calibrationCurve(y, own, binned).probPred.data),
  )
  expect(column(calibration, 2, 'observed')).toEqual(
    all(own => calibrationCurve(y, own, binned).probTrue.data),
  )
  const short = (value: number) => value.toPrecision(3)
  const area = (own: number[]) => {
    const { fpr, tpr } = rocCurve(y, own, options)
    return short(auc(fpr, tpr))
  }
  expect(roc.subtitle).toBe(`area: ours ${area(probabilities)}, theirs ${area(other)}; positive class: yes`)
  const plain = { posLabel: 'yes' }
  expect(rocFigure(y, probabilities, plain).subtitle).toContain(short(rocAucScore(y, probabilities, plain)))
  expect(precisionRecallFigure(y, probabilities, plain).subtitle).toContain(
    short(averagePrecisionScore(y, probabilities, plain)),
  )
  expect(calibrationFigure(y, probabilities, plain).subtitle).toContain(
    short(brierScoreLoss(y, probabilities, plain)),
  )
  const weighted = (wanted: boolean) =>
    sampleWeight.reduce((sum, weight, i) => sum + (wanted === (y[i] === 'yes') ? weight : 0), 0)
  expect(column(precision, 0, 'share')[0]).toBeCloseTo(
    weighted(true) / (weighted(true) + weighted(false)),
    14,
  )
  for (const figure of [roc, precision, calibration]) {
    const text = drawn(figure)
    expect(text).toContain('ours')
    expect(text).not.toContain('NaN')
  }
})

test('the positive class is the one that is named', () => {
  const [up, down] = ['yes', 'no'].map(posLabel => rocFigure(y, probabilities, { posLabel }))
  const areaOf = (figure: Figure) => Number(figure.subtitle.match(/area ([\d.]+)/)?.[1])
  expect(areaOf(up)).toBeGreaterThan(0.7)
  expect(areaOf(up) + areaOf(down)).toBeCloseTo(1, 2)
})

test('coefficients are sorted, named, and speak for the class that they raise', () => {
  const figure = coefficientFigure(model)
  const named = model.coefficients({ sort: true, nonZero: true })
  expect(figure.marks[0].data).toEqual(
    named.map(({ feature, coef }) => ({ feature, coef, speaksFor: coef > 0 ? 'yes' : 'no' })),
  )
  for (const { feature, speaksFor } of figure.marks[0].data) {
    const row = { age: 0, dose: 0, weight: 0, height: 0, [String(feature)]: 1e6 }
    expect(model.predict([row])).toEqual([speaksFor])
  }
  expect(coefficientFigure(model, { top: 1 }).marks[0].data).toHaveLength(1)
  expect(drawn(figure)).toContain(String(named[0].feature))
  const several = new LogisticRegression().fit(X, three)
  const maybe = coefficientFigure(several, { label: 'maybe', featureNames: names })
  const own = maybe.marks[0].data.find(({ feature }) => feature === 'age')
  expect(own).toEqual({ feature: 'age', coef: several.coef.get(0, 0), speaksFor: 'maybe' })
  expect(() => coefficientFigure(several)).toThrow(
    "coefficientFigure: label is missing; it must say whose coefficients to show: 'maybe', 'no', 'yes'",
  )
  expect(() => coefficientFigure(several, { label: 'none' })).toThrow('label must be one of')
  expect(() => coefficientFigure(model, { label: 'no' })).toThrow("are those of 'yes'; leave label out")
  expect(() => coefficientFigure(model, { featureNames: ['a'] })).toThrow('featureNames must be 4 strings')
  expect(() => coefficientFigure(new LogisticRegression())).toThrow('coef needs a fitt')
})

test('a model where a path or a search is meant is refused by what it is', () => {
  const model = new LogisticRegression().fit([[0], [1]], [0, 1]) as never
  expect(() => pathFigure(model)).toThrow(
    'path must be that of logisticRegressionPath, got a LogisticRegression',
  )
  expect(() => crossValidationFigure(model)).toThrow(
    'search must be a LogisticRegressionCV, got a LogisticRegression',
  )
})

test('a path is a line a feature, those that reach farthest first', () => {
  const path = logisticRegressionPath(X, y, { penalty: 'l1', Cs: [1, 0.1, 0.01] })
  const figure = pathFigure(path, { featureNames: names, named: 2 })
  const data = figure.marks[1].data
  for (const [k, { C, feature, coef }] of data.entries()) {
    expect(C).toBe(path.Cs[k % 3])
    expect(coef).toBe(path.coefs.get(k % 3, 0, names.indexOf(String(feature))))
  }
  expect(new Set(data.map(({ feature }) => feature)).size).toBe(data.length / 3)
  expect(figure.subtitle).toMatch(/^above 0: speaks for yes; below: for no; (\d) of \1 features/)
  expect(column(figure, 2, 'C')).toEqual([1, 1])
  expect(drawn(figure)).toContain(String(column(figure, 2, 'feature')[0]))
  const several = logisticRegressionPath(X, three, { Cs: [1, 10] })
  const no = pathFigure(several, { label: 'no', top: 1 })
  expect(no.marks[1].data).toHaveLength(2)
  const j = Number(String(no.marks[1].data[0].feature).slice(1))
  expect(column(no, 1, 'coef')).toEqual([several.coefs.get(0, 1, j), several.coefs.get(1, 1, j)])
})

test('a search is its means, a standard error on both sides, and what both rules take', async () => {
  const Cs = [0.01, 0.1, 1, 10]
  const search = await new LogisticRegressionCV({ penalty: 'l1', Cs, scoring: 'neg_log_loss' }).fit(X, y)
  const figure = crossValidationFigure(search)
  const { meanTestScores: mean, standardErrors: error, choices } = search
  expect(figure.marks[1].data).toEqual(
    Cs.map((C, c) => ({
      C,
      series: '',
      mean: mean.get(c),
      low: mean.get(c) - error.get(c),
      high: mean.get(c) + error.get(c),
    })),
  )
  expect(figure.marks[3].data.map(({ rule, C }) => [rule, C])).toEqual([
    ['best', choices.best.C],
    ['1se', choices['1se']?.C],
  ])
  expect(figure.y.label).toBe('neg_log_loss, mean ± standard error')
  expect(drawn(figure)).toContain('1se')
  const net = new LogisticRegressionCV({ penalty: 'elasticnet', Cs, l1Ratios: [0.2, 0.8], gammas: [0, 1] })
  const wide = crossValidationFigure(await net.fit(X, y), { scoreName: 'right' })
  const own = wide.marks[1].data.filter(({ series }) => series === 'l1Ratio 0.8, γ 0')
  expect(own.map(({ mean }) => mean)).toEqual(Cs.map((_, c) => net.meanTestScores.get(c, 1, 0)))
  expect(drawn(wide)).toContain('l1Ratio 0.8')
})

test('names and choices have room, however long they are, and where there is nothing to show', async () => {
  const long = names.map(name => `${name} of the patient at the first visit after the operation`)
  const path = logisticRegressionPath(X, y, { Cs: [0.1, 1] })
  const empty = coefficientFigure(new LogisticRegression({ penalty: 'l1', C: 1e-4 }).fit(X, y))
  expect(pathFigure(path, { featureNames: long }).marginRight).toBe(300)
  expect(coefficientFigure(model, { featureNames: long }).marginLeft).toBe(300)
  expect(empty.x.domain).toEqual([-1, 1])
  const search = await new LogisticRegressionCV({ penalty: 'l1', Cs: [1 / 3] }).fit(X, y)
  const figure = crossValidationFigure(search)
  expect(figure.subtitle).toBe('dashed: best C = 0.333, 1se C = 0.333')
  expect(figure.marginRight).toBeGreaterThan(30)
})

test('weights need not be whole', () => {
  const options = { posLabel: 'yes', sampleWeight: sampleWeight.map(weight => weight / 4) }
  const quarters = [rocFigure, precisionRecallFigure, calibrationFigure].map(
    figure => figure(y, probabilities, options).subtitle,
  )
  const whole = [rocFigure, precisionRecallFigure, calibrationFigure].map(
    figure => figure(y, probabilities, { ...options, sampleWeight }).subtitle,
  )
  expect(quarters).toEqual(whole)
})

test('what is wrong is named', () => {
  expect(() => rocFigure(y, probabilities)).toThrow('posLabel is missing')
  expect(() => rocFigure(y, {}, { posLabel: 'yes' })).toThrow('an empty object')
  expect(() => rocFigure([0, 0], [0.1, 0.2], { posLabel: 1 })).toThrow(
    'yTrue must have rows of the class 1 and rows of another',
  )
  expect(() => rocFigure([0, 1], [0.1, 0.2], { sampleWeight: [1, 0] })).toThrow('rows of the class 1')
  expect(() => rocFigure([0, 1], [0.1, 0.2], { label: 1 } as never)).toThrow("unknown option 'label'")
  const figure = rocFigure([0, 1], [0.1, 0.2])
  expect(() => toPlot({} as never, figure)).toThrow("Plot must be the module '@observablehq/plot'")
  const strange = { ...figure, marks: [{ mark: 'pie', data: [], options: {} }] }
  expect(() => toPlot(Plot, strange as never)).toThrow('figure.marks[0].mark must be one of barX, dot')
})
