/** Checks of classifiers: what `fit`, `predict`, `predictProba`, `decisionFunction` and `score` promise. */

import type { Estimator } from '../data/estimator'
import type { Label, LabelsLike } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { ndview } from '../data/ndview'
import { close, elementsOf, fail, refuses, same, textOf } from './assertions'
import type { Check } from './configurable-checks'
import { answers, confidence, fitted, ONES as ones } from './fitted'
import { COLUMNS, LAYOUTS, ROWS, SAMPLE } from './sample'

export const classifierPromises: readonly Check<Estimator>[] = [
  {
    name: 'fit returns the estimator',
    async run(make) {
      const one = make()
      if ((await one.fit(SAMPLE.X, SAMPLE.y)) !== one) fail('fit: expected the estimator itself')
    },
  },
  {
    name: 'predict before fit is refused',
    run: make => refuses(() => make().predict(SAMPLE.X), 'predict before fit'),
  },
  {
    name: 'predictProba before fit is refused',
    run: make => {
      const one = make()
      return one.predictProba && refuses(() => one.predictProba?.(SAMPLE.X), 'predictProba before fit')
    },
  },
  {
    name: 'decisionFunction before fit is refused',
    run: make => {
      const one = make()
      return (
        one.decisionFunction && refuses(() => one.decisionFunction?.(SAMPLE.X), 'decisionFunction before fit')
      )
    },
  },
  {
    name: 'a clone of a fitted estimator is not fitted',
    async run(make) {
      const copy = (await fitted(make)).clone()
      await refuses(() => copy.predict(SAMPLE.X), 'predict of a clone')
    },
  },
  {
    name: 'fit does not change options',
    async run(make) {
      same((await fitted(make)).getParams(), make().getParams(), 'getParams() after fit')
    },
  },
  {
    name: 'fit does not change X, y and the weights',
    async run(make) {
      const [X, y, sampleWeight] = [SAMPLE.X.map(row => [...row]), [...SAMPLE.y], [...ones]]
      await fitted(make, X, y, { sampleWeight })
      same([X, y, sampleWeight], [SAMPLE.X, SAMPLE.y, [...ones]], 'arguments after fit')
    },
  },
  {
    name: 'fit does not change the typed arrays behind X and the weights',
    async run(make) {
      const [X, sampleWeight] = [ndview(Float64Array.from(SAMPLE.X.flat()), [ROWS, COLUMNS]), ones.slice()]
      await fitted(make, X, SAMPLE.y, { sampleWeight })
      same([X, sampleWeight], [LAYOUTS['row-major Float64Array'](), ones], 'arguments after fit')
    },
  },
  {
    name: 'predicting changes neither X nor the model',
    async run(make) {
      const model = await fitted(make)
      const X = ndview(Float64Array.from(SAMPLE.X.flat()), [ROWS, COLUMNS])
      const before = textOf(answers(model, X))
      same(X, LAYOUTS['row-major Float64Array'](), 'X after predict')
      if (textOf(answers(model, X)) !== before) fail('predict: other answers the second time')
    },
  },
  {
    name: 'predicting changes no field of the model',
    async run(make) {
      const model = await fitted(make)
      const before = [Object.keys(model), textOf({ ...model })]
      answers(model, SAMPLE.X)
      same([Object.keys(model), textOf({ ...model })], before, 'fields after predict')
    },
  },
  {
    name: 'two fits to the same data are the same to the bit',
    async run(make) {
      same(answers(await fitted(make), SAMPLE.X), answers(await fitted(make), SAMPLE.X), 'a second fit')
    },
  },
  {
    name: 'a refit forgets the first fit',
    async run(make) {
      const one = await fitted(
        make,
        SAMPLE.X.map(row => row.map(x => 9 - x)),
      )
      await one.fit(SAMPLE.X, SAMPLE.y)
      close(confidence(one, SAMPLE.X), confidence(await fitted(make), SAMPLE.X), 'a refit', 1e-3)
    },
  },
  {
    name: 'predict gives a label of y for every row',
    async run(make) {
      const labels = Array.from((await fitted(make)).predict(SAMPLE.X))
      if (labels.length !== ROWS) fail(`predict: got ${labels.length} labels, expected ${ROWS}`)
      const strange = labels.find(label => !SAMPLE.y.includes(label as string))
      if (strange !== undefined) fail(`predict: got the label ${textOf(strange)}, expected one of y`)
    },
  },
  {
    name: 'it learns: most rows that tell their class are predicted right',
    async run(make) {
      const X = SAMPLE.y.map((label, i) => [label === 'yes' ? 4 : -4, i % 3, i % 5])
      const labels = Array.from((await fitted(make, X)).predict(X))
      const right = labels.filter((label, i) => label === SAMPLE.y[i]).length
      if (right < 0.9 * ROWS) fail(`predict: got ${right} of ${ROWS} rows right, expected nearly all`)
    },
  },
  {
    name: 'numbers as labels come back as numbers',
    async run(make) {
      const y = SAMPLE.y.map(label => (label === 'yes' ? 7 : -2))
      const labels = Array.from((await fitted(make, SAMPLE.X, y)).predict(SAMPLE.X))
      if (labels.some(label => label !== 7 && label !== -2))
        fail(`predict: got ${textOf(labels)}, expected 7 and -2`)
    },
  },
  {
    name: 'booleans as labels come back as booleans',
    async run(make) {
      const y = SAMPLE.y.map(label => label === 'yes')
      const labels: Label[] = Array.from((await fitted(make, SAMPLE.X, y)).predict(SAMPLE.X))
      if (labels.some(label => typeof label !== 'boolean'))
        fail(`predict: got ${textOf(labels)}, expected booleans`)
    },
  },
  {
    name: 'labels may be a typed array or an ndarray',
    async run(make) {
      const y = SAMPLE.y.map(label => (label === 'yes' ? 1 : 0))
      const expected = answers(await fitted(make, SAMPLE.X, y), SAMPLE.X)
      for (const own of [Int32Array.from(y), Float64Array.from(y), ndview(Uint8Array.from(y), [ROWS])]) {
        same(answers(await fitted(make, SAMPLE.X, own), SAMPLE.X), expected, 'labels of another array')
      }
    },
  },
  {
    name: 'names of classes make no difference but their order',
    async run(make) {
      const renamed = SAMPLE.y.map(label => (label === 'yes' ? 'z' : 'a'))
      const model = await fitted(make, SAMPLE.X, renamed)
      same(confidence(model, SAMPLE.X).length, confidence(await fitted(make), SAMPLE.X).length, 'values')
      const labels = Array.from(model.predict(SAMPLE.X), label => (label === 'z' ? 'yes' : 'no'))
      same(labels, Array.from((await fitted(make)).predict(SAMPLE.X)), 'labels under other names')
    },
  },
  {
    name: 'classes are those of y, sorted',
    async run(make) {
      const { classes } = await fitted(make)
      if (classes !== undefined) same(Array.from(classes), ['no', 'yes'], 'classes')
    },
  },
  {
    name: 'probabilities have a column a class and add up to 1',
    async run(make) {
      const proba = (await fitted(make)).predictProba?.(SAMPLE.X)
      if (proba === undefined) return
      same(proba.shape, [ROWS, 2], 'shape of predictProba')
      const values = elementsOf(proba)
      for (let i = 0; i < ROWS; i++) {
        const [a, b] = [values[2 * i], values[2 * i + 1]]
        if (!(a >= 0 && b >= 0 && Math.abs(a + b - 1) < 1e-9)) fail(`predictProba: row ${i} is ${a}, ${b}`)
      }
    },
  },
  {
    name: 'the label is the one that is most probable',
    async run(make) {
      const model = await fitted(make)
      if (model.predictProba === undefined || model.classes === undefined) return
      const values = elementsOf(model.predictProba(SAMPLE.X))
      const { classes } = model
      const likely = SAMPLE.y.map((_, i) => classes[values[2 * i + 1] > values[2 * i] ? 1 : 0])
      same(Array.from(model.predict(SAMPLE.X)), likely, 'predict against predictProba')
    },
  },
  {
    name: 'the decision function grows with the probability of the second class',
    async run(make) {
      const model = await fitted(make)
      if (model.predictProba === undefined || model.decisionFunction === undefined) return
      const second = elementsOf(model.predictProba(SAMPLE.X)).filter((_, e) => e % 2 === 1)
      const order = elementsOf(model.decisionFunction(SAMPLE.X))
        .map((value, i) => [value, second[i]] as const)
        .sort(([a], [b]) => a - b)
      order.forEach(([, p], k) => {
        if (k > 0 && p < order[k - 1][1] - 1e-12)
          fail(`predictProba falls where decisionFunction rises: ${p}`)
      })
    },
  },
  {
    name: 'three classes are told apart or refused by name',
    async run(make) {
      const y = SAMPLE.X.map(([a]) => `class ${Math.floor(a / 3)}`)
      try {
        const labels = new Set(Array.from((await fitted(make, SAMPLE.X, y)).predict(SAMPLE.X)))
        if (labels.size < 2) fail(`predict: got ${labels.size} of three classes`)
      } catch (error) {
        if ((error as Error).constructor === TypeError) throw error
      }
    },
  },
  {
    name: 'rows predicted one by one are predicted as together, to the bit',
    async run(make) {
      const model = await fitted(make)
      const alone = SAMPLE.X.flatMap(row => confidence(model, [row]))
      same(alone, confidence(model, SAMPLE.X), 'rows one by one')
    },
  },
  {
    name: 'rows predicted in another order are predicted the same, to the bit',
    async run(make) {
      const model = await fitted(make)
      const forward = SAMPLE.X.map((_, i) => textOf(answers(model, [SAMPLE.X[i]])))
      const backward = [...SAMPLE.X].reverse().map(row => textOf(answers(model, [row])))
      same(backward.reverse(), forward, 'rows in another order')
    },
  },
  {
    name: 'a score is a number, and higher for the labels that are predicted',
    async run(make) {
      const model = (await fitted(make)) as Estimator & { score?(X: MatrixLike, y: LabelsLike): number }
      const score = model.score?.(SAMPLE.X, SAMPLE.y)
      if (score === undefined) return
      if (!Number.isFinite(score)) fail(`score: got ${score}, expected a number`)
      const own = model.score?.(SAMPLE.X, Array.from(model.predict(SAMPLE.X)) as string[]) as number
      if (own < score) fail(`score: got ${own} for the labels that are predicted, and ${score} for y`)
    },
  },
  {
    name: 'weights of 1 are no weights',
    async run(make) {
      const weighted = await fitted(make, SAMPLE.X, SAMPLE.y, { sampleWeight: ones })
      close(confidence(weighted, SAMPLE.X), confidence(await fitted(make), SAMPLE.X), 'weights of 1', 1e-3)
    },
  },
  {
    name: 'weights may be a list, a typed array or an ndarray',
    async run(make) {
      const weights = SAMPLE.X.map((_, i) => 1 + (i % 3))
      const expected = answers(await fitted(make, SAMPLE.X, SAMPLE.y, { sampleWeight: weights }), SAMPLE.X)
      for (const own of [Float32Array.from(weights), ndview(Float64Array.from(weights), [ROWS])]) {
        const model = await fitted(make, SAMPLE.X, SAMPLE.y, { sampleWeight: own })
        same(answers(model, SAMPLE.X), expected, 'weights of another array')
      }
    },
  },
  {
    name: 'a heavy class is predicted more often',
    async run(make) {
      const count = async (heavy: string): Promise<number> => {
        const sampleWeight = SAMPLE.y.map(label => (label === heavy ? 50 : 1))
        const model = await fitted(make, SAMPLE.X, SAMPLE.y, { sampleWeight })
        return Array.from(model.predict(SAMPLE.X)).filter(label => label === 'yes').length
      }
      const [light, heavy] = [await count('no'), await count('yes')]
      if (!(heavy > light))
        fail(`predict: got 'yes' ${heavy} times with heavy weights, ${light} with light ones`)
    },
  },
  {
    name: 'unknown options of fit are refused',
    run: make =>
      refuses(
        () => fitted(make, SAMPLE.X, SAMPLE.y, { sample_weight: ones } as object),
        'fit with sample_weight',
      ),
  },
  {
    name: 'an aborted fit fails with the reason',
    async run(make) {
      const reason = new Error('enough')
      const signal = AbortSignal.abort(reason)
      const thrown = await fitted(make, SAMPLE.X, SAMPLE.y, { signal }).catch((error: unknown) => error)
      if (thrown !== reason)
        fail(`fit with an aborted signal: got ${textOf(thrown)}, expected the reason of the signal`)
    },
  },
]
