import { describe, expect, it } from 'vitest'
import { LogisticRegression } from '../../src'
import { readFixture } from '../fixtures/read-fixture'
import { optimality } from '../support/kkt'
import { type ReferenceData, referenceData } from '../support/reference-data'

interface Case {
  readonly data: string
  readonly penalty: 'l1' | 'l2'
  readonly C: number
  readonly interceptMode: 'free' | 'penalised'
  readonly coef: readonly number[] | { readonly index: readonly number[]; readonly value: readonly number[] }
  readonly intercept: number
  readonly objective: number
}

const { cases } = readFixture<{ cases: readonly Case[] }>('binary.json')
const loaded = new Map<string, ReferenceData>()

function load(name: string): ReferenceData {
  const data = loaded.get(name) ?? referenceData(name)
  loaded.set(name, data)
  return data
}

function dense(coef: Case['coef'], length: number): number[] {
  if (!('index' in coef)) return [...coef]
  const full = new Array<number>(length).fill(0)
  coef.index.forEach((j, k) => {
    full[j] = coef.value[k]
  })
  return full
}

/** `npm test -- references` with these names to see one of them. */
describe('coefficients of scikit-learn and glmnet at tol 1e-10', () => {
  for (const { data, penalty, C, interceptMode, ...reference } of cases) {
    it(`${data}, ${penalty}, C = ${C}, ${interceptMode} intercept`, () => {
      const { X, rows, y } = load(data)
      const model = new LogisticRegression({
        penalty,
        C,
        tol: 1e-10,
        penalizeIntercept: interceptMode === 'penalised',
      }).fit(X, y)
      const coef = Array.from(model.coef.data)
      const intercept = model.intercept.get(0)
      const expected = dense(reference.coef, coef.length)

      coef.forEach((w, j) => {
        expect(Math.abs(w - expected[j]), `coefficient ${j}`).toBeLessThan(1e-6)
      })
      expect(Math.abs(intercept - reference.intercept)).toBeLessThan(1e-6)
      expect(coef.map(w => w === 0)).toEqual(expected.map(w => w === 0))

      const { converged, objective, dualityGap } = model.convergence
      expect(converged).toBe(true)
      expect(dualityGap / objective).toBeLessThanOrEqual(1e-8)

      const recomputed = optimality(
        rows,
        y.map(label => 2 * label - 1),
        coef,
        intercept,
        {
          l1: penalty === 'l1' ? 1 : 0,
          l2: penalty === 'l2' ? 1 : 0,
          C,
          intercept: interceptMode === 'free' ? 'free' : { penalisedWithScale: 1 },
        },
      )
      expect(Math.abs(recomputed.objective - objective)).toBeLessThan(1e-11 * objective)
      expect(Math.abs(recomputed.objective - reference.objective)).toBeLessThan(1e-10 * objective)
      // Relative to the null model's violation, which is of the order of C times the number of rows.
      expect(recomputed.violation).toBeLessThan(1e-9 * C * rows.length)
    })
  }
})
