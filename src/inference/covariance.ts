/**
 * The covariance of the estimates. With H = XᵀWX + Λ, residuals r = y − p, frequencies s and leverages h of single
 * observations,
 *
 *   model      H⁻¹ XᵀWX H⁻¹,  which is H⁻¹ without a ridge
 *   HC0 … HC3  H⁻¹ (Σ s g r² x xᵀ) H⁻¹,   g = 1, n/(n − k), 1/(1 − h), 1/(1 − h)²
 *   clusters   H⁻¹ (Σ_c u_c u_cᵀ) H⁻¹ · G/(G − 1) · (n − 1)/(n − k),   u_c = Σ_{i ∈ c} s r x, G clusters
 *
 * for n observations and k terms. The sandwiches hold also where the model is wrong about the variance (Huber 1967;
 * White, *Econometrica* 48, 1980; MacKinnon & White, *J. Econometrics* 29, 1985), that of clusters also where rows of a
 * cluster depend on each other (Liang & Zeger, *Biometrika* 73, 1986).
 */

import { type LabelsLike, readCodes } from '../data/labels'
import { sandwich, solveUpperTransposed } from '../kernels/qr'
import { short } from '../support/counted'
import { ValidationError } from '../support/errors'
import { type Information, informationShare, leverages } from './information'
import type { RegressionData } from './regression-data'

/** The names of {@link CovarianceType}. */
export const COVARIANCE_TYPES = ['model', 'HC0', 'HC1', 'HC2', 'HC3', 'cluster'] as const

/**
 * How the covariance of the estimates is found: from the model (`'model'`), from its residuals (`'HC0'` to `'HC3'`,
 * sandwich estimators that grow more careful with small samples), or from those of whole clusters (`'cluster'`).
 */
export type CovarianceType = (typeof COVARIANCE_TYPES)[number]

/**
 * `[terms, terms]`, row-major.
 *
 * @param classWeights - what the class weights multiply the residual of each row with
 */
export function covarianceOf(
  type: CovarianceType,
  data: RegressionData,
  classWeights: Float64Array,
  information: Information,
  clusters: LabelsLike | undefined,
): Float64Array {
  const { factor } = information
  if (type === 'model') return sandwich(factor, informationShare(factor, data.rows))
  if (type !== 'HC0' && data.observations <= data.terms) throw tooFew(type, data)
  const residual = information.residual.map((value, i) => value * classWeights[i])
  const middle =
    type === 'cluster'
      ? clusterMeat(data, residual, information, readClusters(clusters, data))
      : rowMeat(type, data, residual, information)
  return sandwich(factor, middle)
}

/** R⁻ᵀ (Σ s g r² x xᵀ) R⁻¹ */
function rowMeat(
  type: Exclude<CovarianceType, 'model' | 'cluster'>,
  data: RegressionData,
  residual: Float64Array,
  information: Information,
): Float64Array {
  const { rows, frequency, observations, terms } = data
  const leverage = leverages(information.factor, rows)
  const correction = type === 'HC1' ? observations / (observations - terms) : 1
  const power = type === 'HC2' ? 1 : type === 'HC3' ? 2 : 0
  return outerSum(data, information, rows, (i, add) => {
    const own = 1 - (frequency[i] > 0 ? leverage[i] / frequency[i] : 0)
    if (power > 0 && !(own > 0)) throw tooFew(type, data)
    add(i, residual[i] * Math.sqrt((frequency[i] * correction) / own ** power))
  })
}

/** R⁻ᵀ (Σ u_c u_cᵀ) R⁻¹, corrected for few clusters */
function clusterMeat(
  data: RegressionData,
  residual: Float64Array,
  information: Information,
  members: readonly (readonly number[])[],
): Float64Array {
  const { observations, terms, frequency } = data
  const count = members.length
  const correction = (count / (count - 1)) * ((observations - 1) / (observations - terms))
  return outerSum(data, information, count, (c, add) => {
    for (const i of members[c]) add(i, residual[i] * frequency[i] * Math.sqrt(correction))
  })
}

/** Σ v vᵀ over `count` vectors v = R⁻ᵀ Σ factorᵢ xᵢ, of which `collect` names the rows and their factors. */
function outerSum(
  { rows, terms, x }: RegressionData,
  { factor }: Information,
  count: number,
  collect: (k: number, add: (i: number, scale: number) => void) => void,
): Float64Array {
  const sum = new Float64Array(terms * terms)
  for (let k = 0; k < count; k++) {
    const v = new Float64Array(terms)
    collect(k, (i, scale) => {
      for (let j = 0; j < terms; j++) v[j] += scale * x[j * rows + i]
    })
    solveUpperTransposed(factor, v)
    for (let a = 0; a < terms; a++) for (let b = 0; b < terms; b++) sum[a * terms + b] += v[a] * v[b]
  }
  return sum
}

/** The rows of each cluster that has any observation. */
function readClusters(clusters: LabelsLike | undefined, { rows, frequency }: RegressionData): number[][] {
  if (clusters === undefined) {
    throw new ValidationError("clusters is missing; covariance 'cluster' needs the cluster of every row")
  }
  const { distinct, codes } = readCodes('clusters', clusters, rows)
  const lists: number[][] = distinct.map(() => [])
  codes.forEach((code, i) => {
    if (frequency[i] > 0) lists[code].push(i)
  })
  const members = lists.filter(list => list.length > 0)
  if (members.length < 2) throw new ValidationError('clusters must be at least two, got one')
  return members
}

/** Where n − k is not positive, or the leverage of an observation is not below 1. */
function tooFew(type: CovarianceType, { observations }: RegressionData): ValidationError {
  return new ValidationError(`covariance '${type}' needs over ${short(observations)} observations`)
}
