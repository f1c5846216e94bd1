import { describe, expect, it } from 'vitest'
import {
  type Label,
  LogisticRegression,
  type LogisticRegressionOptions,
  UnsupportedError,
  ValidationError,
} from '../../src'
import { RandomState } from '../../src/support/random'
import { multinomialOptimality } from '../support/multinomial-kkt'
import { randomProblem } from '../support/random-problem'

const n = 90
const d = 6
const { rows, y } = randomProblem({ n, d, seed: 4 })
const noise = randomProblem({ n, d: 1, seed: 5 }).y
const codes = y.map((label, i) => (noise[i] === 'yes' && rows[i][1] > 0 ? 2 : label === 'yes' ? 1 : 0))

const penalties = {
  l1: { l1: 1, l2: 0 },
  l2: { l1: 0, l2: 1 },
  elasticnet: { l1: 0.3, l2: 0.7 },
  none: { l1: 0, l2: 0 },
} as const
type PenaltyName = keyof typeof penalties
const names = Object.keys(penalties) as PenaltyName[]

function optionsOf(penalty: PenaltyName, others: object = {}): LogisticRegressionOptions {
  const ratio = penalty === 'elasticnet' ? { l1Ratio: penalties.elasticnet.l1 } : {}
  return { penalty, tol: 1e-11, ...ratio, ...others } as LogisticRegressionOptions
}

function rowsOf({ data, shape }: { readonly data: Float64Array; readonly shape: number[] }): number[][] {
  const [count, width] = shape as [number, number]
  return Array.from({ length: count }, (_, k) => Array.from(data.subarray(k * width, (k + 1) * width)))
}

function expectEqual(model: LogisticRegression, expected: LogisticRegression, within = 1e-7): void {
  for (const part of ['coef', 'intercept'] as const) {
    expect(model[part].shape).toEqual(expected[part].shape)
    model[part].data.forEach((value, q) => {
      expect(Math.abs(value - expected[part].data[q]), `${part} ${q}`).toBeLessThan(within)
    })
  }
}

describe('every solver that takes a multinomial problem', () => {
  const intercepts = [{}, { fitIntercept: false }, { penalizeIntercept: true, interceptScaling: 3 }] as const
  for (const penalty of names) {
    for (const intercept of intercepts) {
      if (penalty === 'none' && 'penalizeIntercept' in intercept) continue
      it(`${penalty}, ${JSON.stringify(intercept)}: one optimum`, () => {
        const smooth = penalties[penalty].l1 === 0 ? ['newton-cholesky', 'newton-cg'] : []
        const fit = (solver: string) =>
          new LogisticRegression(optionsOf(penalty, { ...intercept, solver })).fit(rows, codes)
        const expected = fit('auto')
        for (const solver of ['newton-cd', 'newton-cd-gram', ...smooth]) {
          const model = fit(solver)
          const { converged, dualityGap, objective } = model.convergence
          expect(converged, solver).toBe(true)
          expect(dualityGap / objective).toBeLessThan(1e-10)
          expectEqual(model, expected)
        }
      })
    }
    it(`${penalty}: the conditions of optimality hold, and free coefficients sum to 0 over the classes`, () => {
      const penaltyFactor = [1, 0, 2.5, 1, 0.5, 1]
      const model = new LogisticRegression(optionsOf(penalty, { C: 0.7, penaltyFactor })).fit(rows, codes)
      const coef = rowsOf(model.coef)
      const { objective, violation } = multinomialOptimality(
        rows,
        codes,
        codes.map(() => 1),
        coef,
        Array.from(model.intercept.data),
        {
          l1: penaltyFactor.map(factor => factor * penalties[penalty].l1),
          l2: penaltyFactor.map(factor => factor * penalties[penalty].l2),
          C: 0.7,
        },
      )
      expect(violation).toBeLessThan(1e-8)
      expect(Math.abs(objective - model.convergence.objective)).toBeLessThan(1e-11 * objective)
      expect(Math.abs(model.intercept.data.reduce((sum, b) => sum + b, 0))).toBeLessThan(1e-12)
      const free = penalty === 'none' ? [...penaltyFactor.keys()] : [1]
      for (const j of free) expect(Math.abs(coef.reduce((sum, w) => sum + w[j], 0))).toBeLessThan(1e-12)
    })
  }

  it('dual-cd does not, and says who does', () => {
    const model = new LogisticRegression({ solver: 'dual-cd', fitIntercept: false })
    expect(() => model.fit(rows, codes)).toThrow(UnsupportedError)
    expect(() => model.fit(rows, codes)).toThrow(/two classes.*'newton-cd'/)
    expect(
      new LogisticRegression({ solver: 'dual-cd', fitIntercept: false, multiClass: 'ovr' }).fit(rows, codes)
        .convergence.converged,
    ).toBe(true)
  })
})

describe('one-vs-rest', () => {
  it('is a model of two classes for each, and its convergence that of all together', () => {
    for (const penalty of names) {
      const model = new LogisticRegression(optionsOf(penalty, { multiClass: 'ovr' })).fit(rows, codes)
      const parts = [0, 1, 2].map(k =>
        new LogisticRegression(optionsOf(penalty)).fit(
          rows,
          codes.map(code => code === k),
        ),
      )
      expect(Array.from(model.coef.data)).toEqual(parts.flatMap(part => Array.from(part.coef.data)))
      expect(Array.from(model.intercept.data)).toEqual(parts.map(part => part.intercept.get(0)))
      const { converged, iterations, objective, dualityGap } = model.convergence
      const of = parts.map(part => part.convergence)
      expect(converged).toBe(true)
      expect(iterations).toBe(Math.max(...of.map(part => part.iterations)))
      expect(objective).toBeCloseTo(
        of.reduce((sum, part) => sum + part.objective, 0),
        12,
      )
      expect(dualityGap).toBeCloseTo(
        of.reduce((sum, part) => sum + part.dualityGap, 0),
        12,
      )
    }
  })
})

describe('two classes', () => {
  it('are the logistic model by default and one-vs-rest', () => {
    const auto = new LogisticRegression(optionsOf('l2')).fit(rows, y)
    const ovr = new LogisticRegression(optionsOf('l2', { multiClass: 'ovr' })).fit(rows, y)
    expect(ovr.toJSON().fitted).toEqual(auto.toJSON().fitted)
  })

  it('as multinomial minimise the penalty on both rows of a softmax', () => {
    for (const penalty of names) {
      const model = new LogisticRegression(optionsOf(penalty, { multiClass: 'multinomial' })).fit(rows, y)
      const half = Array.from(model.coef.data, w => w / 2)
      const b = model.intercept.get(0) / 2
      const { l1, l2 } = penalties[penalty]
      const { objective, violation } = multinomialOptimality(
        rows,
        y.map(label => (label === 'yes' ? 1 : 0)),
        y.map(() => 1),
        [half.map(w => -w), half],
        [-b, b],
        { l1: rows[0].map(() => l1), l2: rows[0].map(() => l2), C: 1 },
      )
      expect(violation).toBeLessThan(1e-8)
      expect(Math.abs(objective - model.convergence.objective)).toBeLessThan(1e-11 * objective)
    }
  })
})

for (const multiClass of ['multinomial', 'ovr'] as const) {
  describe(`three classes, ${multiClass}`, () => {
    it('predictions have a column a class, sum to 1, and agree', () => {
      const model = new LogisticRegression({ multiClass, C: 5 }).fit(rows, codes)
      const margins = model.decisionFunction(rows)
      const proba = model.predictProba(rows)
      const logProba = model.predictLogProba(rows)
      expect(model.coef.shape).toEqual([3, d])
      expect(model.intercept.shape).toEqual([3])
      for (const table of [margins, proba, logProba]) expect(table.shape).toEqual([n, 3])
      const predicted = model.predict(rows)
      const sigma = (z: number) => 1 / (1 + Math.exp(-z))
      rows.forEach((row, i) => {
        const z = [0, 1, 2].map(k =>
          row.reduce((sum, x, j) => sum + x * model.coef.get(k, j), model.intercept.get(k)),
        )
        const share = z.map(multiClass === 'ovr' ? sigma : Math.exp)
        const total = share.reduce((sum, value) => sum + value, 0)
        let sum = 0
        for (let k = 0; k < 3; k++) {
          expect(margins.get(i, k)).toBeCloseTo(z[k], 12)
          expect(proba.get(i, k)).toBeCloseTo(share[k] / total, 12)
          expect(logProba.get(i, k)).toBeCloseTo(Math.log(proba.get(i, k)), 12)
          sum += proba.get(i, k)
        }
        expect(Math.abs(sum - 1)).toBeLessThan(1e-12)
        expect(predicted[i]).toBe(z.indexOf(Math.max(...z)))
      })
      expect(model.score(rows, codes)).toBe(predicted.filter((code, i) => code === codes[i]).length / n)
    })

    it('classes are sorted, and labels keep their type', () => {
      const byCode = new LogisticRegression({ multiClass }).fit(rows, codes)
      const fitted = byCode.toJSON().fitted!
      const labelings: Label[][] = [
        ['ash', 'beech', 'oak'],
        [-3, 10, 200],
      ]
      for (const labels of labelings) {
        const model = new LogisticRegression({ multiClass }).fit(
          rows,
          codes.map(code => labels[code]),
        )
        expect(model.classes).toEqual(labels)
        expect(model.toJSON().fitted).toEqual({ ...fitted, classes: labels })
        expect(model.predict(rows)).toEqual(byCode.predict(rows).map(code => labels[code]))
      }
    })

    it('the order of the labels only orders the rows of the model', () => {
      const [a, b, c] = [2, 0, 1] as const
      const options = optionsOf('l1', { multiClass })
      const model = new LogisticRegression(options).fit(rows, codes)
      const turned = new LogisticRegression(options).fit(
        rows,
        codes.map(code => [a, b, c][code]),
      )
      const [expected, got] = [rowsOf(model.coef), rowsOf(turned.coef)]
      for (const [from, to] of [a, b, c].entries()) {
        expect(Math.abs(turned.intercept.get(to) - model.intercept.get(from))).toBeLessThan(1e-7)
        expected[from].forEach((w, j) => {
          expect(Math.abs(got[to][j] - w)).toBeLessThan(1e-7)
        })
      }
    })

    it('an integer weight is as good as repeating the row, and 0 as leaving it out', () => {
      const sampleWeight = rows.map((_, i) => i % 4)
      const repeated = rows.flatMap((_, i) => new Array<number>(i % 4).fill(i))
      for (const penalty of ['l1', 'l2', 'elasticnet'] as const) {
        for (const classWeight of [undefined, 'balanced', new Map([[2, 3]])]) {
          const options = optionsOf(penalty, { multiClass, ...(classWeight && { classWeight }) })
          const weighted = new LogisticRegression(options).fit(rows, codes, { sampleWeight })
          const expected = new LogisticRegression(options).fit(
            repeated.map(i => rows[i]),
            repeated.map(i => codes[i]),
          )
          expectEqual(weighted, expected)
        }
      }
    })

    it('a warm start from the optimum is done at once', () => {
      const model = new LogisticRegression(optionsOf('l1', { multiClass, warmStart: true, tol: 1e-8 }))
      const before = Array.from(model.fit(rows, codes).coef.data)
      expect(model.fit(rows, codes).convergence.iterations).toBeLessThanOrEqual(1)
      model.coef.data.forEach((w, q) => {
        expect(w).toBeCloseTo(before[q], 7)
      })
    })

    it('is saved and read back whole', () => {
      const model = new LogisticRegression(optionsOf('l1', { multiClass, penaltyFactor: [1, 0, 2, 1, 1, 1] }))
      model.fit(rows, codes)
      const back = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)))
      expect(back.toJSON()).toEqual(model.toJSON())
      expect(back.getParams()).toEqual(model.getParams())
      expect(back.predictProba(rows).data).toEqual(model.predictProba(rows).data)
    })
  })
}

describe('penaltyFactor', () => {
  const factors = [1, 4, 0.25, 9, 1, 2]

  it('is a change of the unit of the feature', () => {
    for (const labels of [y, codes] as Label[][]) {
      for (const [penalty, root] of [
        ['l1', (factor: number) => factor],
        ['l2', Math.sqrt],
      ] as const) {
        const model = new LogisticRegression(optionsOf(penalty, { penaltyFactor: factors })).fit(rows, labels)
        const units = factors.map(root)
        const scaled = new LogisticRegression(optionsOf(penalty)).fit(
          rows.map(row => row.map((x, j) => x / units[j])),
          labels,
        )
        model.coef.data.forEach((w, q) => {
          expect(Math.abs(w - scaled.coef.data[q] / units[q % d])).toBeLessThan(1e-7)
        })
      }
    }
  })

  it('0 leaves a feature out of the penalty: it stays when all others are 0', () => {
    const model = new LogisticRegression({
      penalty: 'l1',
      C: 1e-4,
      penaltyFactor: Float32Array.of(1, 1, 0, 1, 1, 1),
    })
    expect(Array.from(model.fit(rows, y).coef.data, w => w !== 0)).toEqual(rows[0].map((_, j) => j === 2))
  })

  it('all 0 is no penalty', () => {
    const penaltyFactor = factors.map(() => 0)
    for (const penalty of ['l1', 'l2'] as const) {
      const model = new LogisticRegression(optionsOf(penalty, { penaltyFactor })).fit(rows, codes)
      expectEqual(model, new LogisticRegression(optionsOf('none')).fit(rows, codes))
    }
  })

  it('is copied, and read back as a plain array', () => {
    const penaltyFactor = Float64Array.from(factors)
    const model = new LogisticRegression({ penaltyFactor })
    penaltyFactor[0] = 7
    expect(model.getParams().penaltyFactor).toEqual(factors)
    expect(model.clone().getParams()).toEqual(model.getParams())
    expect(new LogisticRegression().getParams()).not.toHaveProperty('penaltyFactor')
  })

  it('is checked', () => {
    const make = (penaltyFactor: unknown) => () => new LogisticRegression({ penaltyFactor } as object)
    for (const [bad, message] of [
      [[1, -1], /^penaltyFactor\[1\] must be .*got -1/],
      [[Number.NaN], /^penaltyFactor\[0\] must be .*got NaN/],
      [['1'], /^penaltyFactor\[0\] must be .*got '1'/],
      [2, /^penaltyFactor must be an array of numbers, got 2/],
      [{ length: 1e9 }, /^penaltyFactor must be an array of numbers/],
    ] as const) {
      expect(make(bad)).toThrow(ValidationError)
      expect(make(bad)).toThrow(message)
    }
    expect(() => new LogisticRegression({ penaltyFactor: [1] }).fit(rows, y)).toThrow(
      /^penaltyFactor has 1 value, but X has 6 features/,
    )
  })
})

describe('a warm start from far away, where every row is surely of some class', () => {
  it.each([1, 34, 36, 44, 50, 53, 54, 57, 59])('reaches the optimum, seed %i', seed => {
    const random = new RandomState(seed)
    const X = Array.from({ length: 7 }, () => Array.from({ length: 3 }, () => random.integer(1000) / 250 - 2))
    const labels = [0, 1, 2, 0, 1, 2, 0]
    const far = (k: number, j: number) => (j === k ? -40 : 0) + (seed % 2 ? -40 : random.integer(80) - 40)
    for (const penalty of ['l1', 'elasticnet', 'l2'] as const) {
      for (const C of [0.3, 3, 100]) {
        const options = optionsOf(penalty, { C, tol: 1e-8, maxIter: 1000 })
        const expected = new LogisticRegression(options).fit(X, labels).convergence.objective
        for (const solver of ['auto', 'newton-cd-gram', 'newton-cd'] as const) {
          const coef = [0, 1, 2].map(k => [0, 1, 2].map(j => far(k, j)))
          const model = LogisticRegression.fromCoefficients({
            coef,
            intercept: [0, 0, 0],
            classes: labels.slice(0, 3),
          })
          model.setParams({ ...options, solver, warmStart: true } as LogisticRegressionOptions)
          const { converged, objective } = model.fit(X, labels).convergence
          expect(converged, `${penalty}, C = ${C}, ${solver}`).toBe(true)
          expect(objective / expected).toBeCloseTo(1, 7)
        }
      }
    }
  })
})
