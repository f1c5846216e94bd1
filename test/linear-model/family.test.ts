import { describe, expect, it } from 'vitest'
import { CsrMatrix, LogisticRegression, type LogisticRegressionOptions } from '../../src'
import { given, readFixture } from '../fixtures/read-fixture'
import { multinomialOptimality } from '../support/multinomial-kkt'
import { type ReferenceData, referenceData } from '../support/reference-data'

type Sparse = { readonly index: readonly number[]; readonly value: readonly number[] }

interface Case {
  readonly data: string
  readonly penalty: 'l1' | 'l2' | 'elasticnet' | 'none'
  readonly l1Ratio?: number | null
  readonly C: number
  readonly coef: readonly number[] | readonly (readonly number[])[] | Sparse
  readonly intercept: number | readonly number[]
  readonly objective: number
}

interface Weighting {
  readonly name: string
  readonly sampleWeight: readonly number[] | null
  readonly classWeight: 'balanced' | Readonly<Record<string, number>> | null
}

interface Family {
  readonly elasticNet: readonly Case[]
  readonly none: readonly (Case & { readonly features: readonly number[] })[]
  readonly multinomial: readonly Case[]
  readonly ovr: readonly (Case & { readonly class: number })[]
  readonly weightings: readonly Weighting[]
  readonly weighted: readonly (Case & { readonly weights: string })[]
}

const family = readFixture<Family>('family.json')
const loaded = new Map<string, ReferenceData>()

function load(name: string): ReferenceData {
  const data = loaded.get(name) ?? referenceData(name)
  loaded.set(name, data)
  return data
}

function flat(coef: Case['coef'], length: number): number[] {
  if (!('index' in coef)) return (coef as (number | readonly number[])[]).flat()
  const full = new Array<number>(length).fill(0)
  coef.index.forEach((q, k) => {
    full[q] = coef.value[k]
  })
  return full
}

function optionsOf({ penalty, l1Ratio, C }: Case): LogisticRegressionOptions {
  return { penalty, C, tol: 1e-10, ...given({ l1Ratio: l1Ratio ?? null }) } as LogisticRegressionOptions
}

/** Coefficients, zeros and intercepts as expected, with the certificate. */
function expectModel(model: LogisticRegression, coef: readonly number[], intercept: readonly number[]): void {
  const { converged, objective, dualityGap } = model.convergence
  expect(converged).toBe(true)
  expect(dualityGap / objective).toBeLessThanOrEqual(1e-8)
  expect(model.coef.size).toBe(coef.length)
  expect(model.intercept.size).toBe(intercept.length)
  coef.forEach((w, q) => {
    expect(Math.abs(model.coef.data[q] - w), `coefficient ${q}`).toBeLessThan(1e-6)
  })
  intercept.forEach((b, k) => {
    expect(Math.abs(model.intercept.data[k] - b), `intercept ${k}`).toBeLessThan(1e-6)
  })
}

describe('elastic net: coefficients of glmnet', () => {
  for (const reference of family.elasticNet) {
    const { data, l1Ratio, C, objective } = reference
    it(`${data}, l1Ratio = ${l1Ratio}, C = ${C}`, () => {
      const { X, rows, y } = load(data)
      const model = new LogisticRegression(optionsOf(reference)).fit(X, y)
      const coef = flat(reference.coef, rows[0].length)
      expectModel(model, coef, [reference.intercept as number])
      expect(Array.from(model.coef.data, w => w === 0)).toEqual(coef.map(w => w === 0))
      expect(Math.abs(model.convergence.objective - objective)).toBeLessThan(1e-9 * objective)
    })
  }
})

describe('no penalty: coefficients of newton-cg', () => {
  for (const reference of family.none) {
    it(reference.data, () => {
      const { rows, y } = load(reference.data)
      const X = rows.map(row => reference.features.map(j => row[j]))
      const model = new LogisticRegression(optionsOf(reference)).fit(X, y)
      expectModel(model, flat(reference.coef, X[0].length), [reference.intercept as number])
    })
  }
})

/**
 * What 'balanced' means beside sample weights in the scikit-learn of the fixture, which counts rows: n / (K n_k). Here
 * their weights are counted, so that an integer weight is as good as repeating the row.
 */
function balancedByRows(y: readonly number[]): Record<string, number> {
  const labels = [...new Set(y)]
  return Object.fromEntries(
    labels.map(label => [label, y.length / (labels.length * y.filter(other => other === label).length)]),
  )
}

describe('weights: coefficients of glmnet and newton-cg', () => {
  for (const reference of family.weighted) {
    const { data, weights, penalty, C, objective } = reference
    it(`${data}, ${weights}, ${penalty}, C = ${C}`, () => {
      const { X, rows, y } = load(data)
      const { sampleWeight, classWeight: named } = family.weightings.find(({ name }) => name === weights)!
      const classWeight = sampleWeight !== null && named === 'balanced' ? balancedByRows(y) : named
      const options = { ...optionsOf(reference), ...given({ classWeight }) } as LogisticRegressionOptions
      const model = new LogisticRegression(options).fit(X, y, given({ sampleWeight }))
      expectModel(model, flat(reference.coef, rows[0].length), [reference.intercept as number])
      expect(Math.abs(model.convergence.objective - objective)).toBeLessThan(1e-9 * objective)
    })
  }
})

describe('multinomial: coefficients of newton-cg, saga and glmnet', () => {
  for (const reference of family.multinomial) {
    const { data, penalty, l1Ratio, C, objective } = reference
    it(`${data}, ${penalty}, C = ${C}`, () => {
      const { X, rows, y } = load(data === 'digits' ? 'ten-digits' : data)
      const model = new LogisticRegression(optionsOf(reference)).fit(X, y)
      const [classes, features] = model.coef.shape as [number, number]
      const coef = flat(reference.coef, classes * features)
      expectModel(model, coef, reference.intercept as readonly number[])
      if (penalty !== 'l2') {
        expect(Array.from(model.coef.data, w => w === 0)).toEqual(coef.map(w => w === 0))
      }
      expect(model.intercept.data.reduce((sum, b) => sum + b, 0)).toBeCloseTo(0, 12)

      const l1 = l1Ratio ?? (penalty === 'l1' ? 1 : 0)
      const recomputed = multinomialOptimality(
        rows,
        y,
        y.map(() => 1),
        Array.from({ length: classes }, (_, k) =>
          Array.from(model.coef.data.subarray(k * features, (k + 1) * features)),
        ),
        Array.from(model.intercept.data),
        { l1: rows[0].map(() => l1), l2: rows[0].map(() => 1 - l1), C },
      )
      expect(Math.abs(recomputed.objective - model.convergence.objective)).toBeLessThan(1e-11 * objective)
      expect(Math.abs(recomputed.objective - objective)).toBeLessThan(1e-9 * objective)
      expect(recomputed.violation).toBeLessThan(1e-9 * C * rows.length)
    })
  }

  it('is the same for sparse rows', () => {
    const { X, rows, y } = load('ten-digits')
    const options = { penalty: 'l1', C: 0.1, tol: 1e-10 } as const
    const dense = new LogisticRegression(options).fit(X, y)
    const sparse = new LogisticRegression(options).fit(CsrMatrix.fromDense(rows as number[][]), y)
    dense.coef.data.forEach((w, q) => {
      expect(Math.abs(sparse.coef.data[q] - w)).toBeLessThan(1e-8)
    })
  })
})

describe('one-vs-rest: coefficients of LIBLINEAR for every class', () => {
  const grid = new Map<string, (Case & { class: number })[]>()
  for (const reference of family.ovr) {
    const key = `${reference.data}, ${reference.penalty}, C = ${reference.C}`
    grid.set(key, [...(grid.get(key) ?? []), reference])
  }
  for (const [name, references] of grid) {
    it(name, () => {
      const { data } = references[0]
      const { X, rows, y } = load(data === 'digits' ? 'ten-digits' : data)
      const model = new LogisticRegression({
        ...optionsOf(references[0]),
        multiClass: 'ovr',
        penalizeIntercept: true,
      }).fit(X, y)
      const features = rows[0].length
      expectModel(
        model,
        references.flatMap(reference => flat(reference.coef, features)),
        references.map(reference => reference.intercept as number),
      )
      const objective = references.reduce((sum, reference) => sum + reference.objective, 0)
      expect(Math.abs(model.convergence.objective - objective)).toBeLessThan(1e-9 * objective)
    })
  }
})
