/**
 * Tests of several coefficients at once, both with a χ² distribution where the hypothesis holds and n is large:
 *
 *   Wald               (Lβ̂ − c)ᵀ (L V Lᵀ)⁻¹ (Lβ̂ − c),     as many degrees of freedom as rows of L
 *   likelihood ratio   2 (ℓ − ℓ₀),                          as many as the smaller model has fewer terms
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { counted, short } from '../support/counted'
import { ValidationError } from '../support/errors'
import { drain } from '../support/steps'
import { checkKeys, describe, everyEntry } from '../support/validate'
import type { ModelSummary, TestResult } from './results'
import { chiSquareTail } from './tail-probabilities'

/** A hypothesis Lβ = c: a row of L for each equation, in the order of the terms. */
export interface Contrasts {
  /** `[m, k]`, rows linearly independent */
  readonly contrasts: readonly (readonly number[])[]
  /** c `[m]`; default zeros */
  readonly values?: readonly number[]
}

/**
 * Whether some coefficients are 0 together, or meet linear equations, by their estimates and covariance alone.
 *
 * @param found - a {@link summary}; its covariance decides what the test is robust against
 * @param hypothesis - names of terms that are all 0 under the hypothesis, or `contrasts` with their `values`
 * @throws ValidationError when a name is unknown or repeated, or the contrasts do not fit or depend on each other
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { summary, waldTest } from 'ndlogit/inference'
 *
 * const X = [[1, 0], [2, 1], [3, 1], [4, 0], [5, 0], [6, 1], [7, 1], [8, 0]]
 * const y = [0, 0, 1, 0, 1, 0, 1, 1]
 * const found = summary(new LogisticRegression({ penalty: 'none' }).fit(X, y), X, y)
 * console.log(waldTest(found, ['x0', 'x1']).df) // 2
 * console.log(waldTest(found, { contrasts: [[0, 1, -1]] }).df) // 1: whether both coefficients are equal
 * ```
 */
export function waldTest(
  found: Pick<ModelSummary, 'terms' | 'covariance'>,
  hypothesis: readonly string[] | Contrasts,
): TestResult {
  checkSummary('waldTest', 'found', found)
  const { terms, covariance } = found
  const k = terms.length
  const { rows, values } = readHypothesis(found, hypothesis)
  const m = rows.length
  const distance = Float64Array.from(
    rows,
    (row, a) => row.reduce((sum, weight, j) => sum + weight * terms[j].estimate, 0) - values[a],
  )
  const spread = new Float64Array(m * m)
  rows.forEach((left, a) => {
    rows.forEach((right, b) => {
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) spread[a * m + b] += left[i] * right[j] * covariance.get(i, j)
      }
    })
  })
  drain(choleskyFactor(spread, m))
  if (rows.some((_, a) => spread[a * m + a] === 0)) {
    throw new ValidationError(
      'waldTest: the contrasts depend on each other, or the covariance has fewer independent directions than there are contrasts, as with few clusters; leave out those that follow from others',
    )
  }
  const solved = distance.slice()
  choleskySolve(spread, m, solved)
  const statistic = distance.reduce((sum, value, a) => sum + value * solved[a], 0)
  return { statistic, df: m, pValue: chiSquareTail(statistic, m) }
}

/**
 * Whether the terms that a smaller model lacks are 0: twice the difference of the log-likelihoods of two models of the
 * same data, the columns of one being among those of the other.
 *
 * @param full - summary of the larger model
 * @param restricted - summary of the smaller one
 * @throws ValidationError when a model has a penalty, or the two are not nested or are not of the same data
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { likelihoodRatioTest, summary } from 'ndlogit/inference'
 *
 * const [X, y] = [[[1, 0], [2, 1], [3, 1], [4, 0], [5, 0], [6, 1], [7, 1], [8, 0]], [0, 0, 1, 0, 1, 0, 1, 1]]
 * const Z = X.map(([first]) => [first])
 * const of = (data: number[][]) => summary(new LogisticRegression({ penalty: 'none' }).fit(data, y), data, y)
 * const { df, pValue } = likelihoodRatioTest(of(X), of(Z))
 * console.log(df, pValue > 0.5) // 1 true
 * ```
 */
export function likelihoodRatioTest(full: ModelSummary, restricted: ModelSummary): TestResult {
  for (const [name, found] of Object.entries({ full, restricted })) {
    checkSummary('likelihoodRatioTest', name, found)
    const { penalty } = found
    if (penalty !== 'none') {
      throw new ValidationError(
        `likelihoodRatioTest: ${name} has penalty '${penalty}'; the test is for 'none'`,
      )
    }
  }
  const known = full.terms.map(({ name }) => name)
  const missing = restricted.terms.find(({ name }) => !known.includes(name))
  if (missing !== undefined || restricted.terms.length >= full.terms.length) {
    throw new ValidationError(
      missing === undefined
        ? 'likelihoodRatioTest: restricted must have fewer terms than full'
        : `likelihoodRatioTest: restricted has the term ${missing.name}, which full has not; name columns by featureNames`,
    )
  }
  if (full.observations !== restricted.observations || String(full.classes) !== String(restricted.classes)) {
    throw new ValidationError(
      `likelihoodRatioTest: both models must be of the same data, got ${short(full.observations)} and ${short(restricted.observations)} observations`,
    )
  }
  const statistic = 2 * (full.logLikelihood - restricted.logLikelihood)
  const df = full.terms.length - restricted.terms.length
  return { statistic, df, pValue: chiSquareTail(statistic, df) }
}

/** A model is what other libraries test. @throws ValidationError that says what to do with one */
function checkSummary(test: string, name: string, found: unknown): void {
  if (Array.isArray((found as ModelSummary | undefined)?.terms)) return
  throw new ValidationError(
    `${test}: ${name} must be what summary gives of a model, got ${describe(found)}: take summary(model, X, y)`,
  )
}

function readHypothesis(
  { terms }: Pick<ModelSummary, 'terms'>,
  hypothesis: readonly string[] | Contrasts,
): { rows: readonly (readonly number[])[]; values: readonly number[] } {
  if (isNames(hypothesis)) {
    const known = terms.map(({ name }) => name)
    const rows = hypothesis.map((name, a) => {
      const at = known.indexOf(name)
      if (at < 0 || hypothesis.indexOf(name) !== a) {
        throw new ValidationError(
          `waldTest: terms must be distinct names among ${known.join(', ')}, got ${describe(name)}`,
        )
      }
      return known.map((_, j) => (j === at ? 1 : 0))
    })
    if (rows.length === 0) throw new ValidationError('waldTest: name at least one term')
    return { rows, values: rows.map(() => 0) }
  }
  checkKeys('waldTest', hypothesis, ['contrasts', 'values'])
  const { contrasts, values = contrasts?.map(() => 0) } = hypothesis
  const isNumbers = (row: unknown, length: number): boolean =>
    Array.isArray(row) && row.length === length && everyEntry(row, Number.isFinite)
  if (
    !Array.isArray(contrasts) ||
    contrasts.length === 0 ||
    !everyEntry(contrasts, row => isNumbers(row, terms.length)) ||
    !isNumbers(values, contrasts.length)
  ) {
    throw new ValidationError(
      `waldTest: contrasts must be rows of ${counted(terms.length, 'number')}, one a term, and values a number for each row`,
    )
  }
  return { rows: contrasts, values }
}

function isNames(hypothesis: readonly string[] | Contrasts): hypothesis is readonly string[] {
  return Array.isArray(hypothesis)
}
