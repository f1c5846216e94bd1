/**
 * Why there may be no estimate whose errors could be told.
 *
 * Collinear columns: one is a combination of those before it, and its coefficient could be anything.
 * Separation: some direction v has yᵢ xᵢ·v ≥ 0 for all rows (y = ±1) and > 0 for some. Along it the likelihood grows for
 * ever, so that the maximum lies at infinity, and what a fit returns is where it stopped. There every Newton step still
 * moves the margins of the separated rows by about 1, which is how it is seen.
 * Source: Albert & Anderson, *Biometrika* 71 (1984).
 */

import { qrFactor, solveUpper } from '../kernels/qr'
import { ValidationError } from '../support/errors'
import { type Information, informationAt, newtonStep } from './information'
import type { FittedRegression } from './read-fitted'
import { linearPredictor, type RegressionData } from './regression-data'

/** How far a Newton step may move a margin from where a fit has ended. */
const SETTLED = 1e-2

/** And from an optimum: after such a step the error is of its square. */
const SHARP = 1e-9

/** Newton steps after which a fit that was only cut short has settled, and one of separated classes has not. */
const MOST_ROUNDS = 8

/** How many names a message lists. */
const LISTED = 6

/** @throws ValidationError naming the columns, if one is a linear combination of others */
export function refuseCollinear({ rows, terms, names, x, frequency }: RegressionData): void {
  const counted = x.map((value, p) => (frequency[p % rows] > 0 ? value : 0))
  const factor = qrFactor(counted.slice(), rows, terms)
  const [column] = factor.dependent
  if (column === undefined) return
  const parts = combination(factor, column)
  const lengths = parts.map(
    (part, k) => Math.abs(part) * lengthOf(counted.subarray(k * rows, (k + 1) * rows)),
  )
  const largest = Math.max(0, ...lengths)
  const others = names.filter((_, k) => k < column && lengths[k] > 1e-8 * largest)
  const reason =
    others.length === 0 ? 'is all zeros' : `is a linear combination of ${list(others)} (collinear columns)`
  throw new ValidationError(
    `X: column ${names[column]} ${reason}; its coefficient has no value of its own: leave it out`,
  )
}

/** An optimum and the likelihood there. */
export interface Optimum {
  readonly beta: Float64Array
  readonly information: Information
}

/**
 * The optimum near β, where a fit has left it: a few Newton steps give the digits that its tolerance left open. Near is
 * where no margin moves much, or where the objective is as close to the minimum as the fit was asked to come.
 *
 * @throws ValidationError when the classes are separated, naming the columns that do it, or β is not near the optimum
 */
export function optimumNear({ data, weights, ridge, tol, beta: start }: FittedRegression): Optimum {
  const beta = start.slice()
  const canSeparate = ridge.every(value => value === 0)
  // What the objective of a minimum must reach where the fit has not settled.
  let bar = -Infinity
  for (let k = 0; ; k++) {
    const information = informationAt(data, weights, ridge, beta)
    const [flat] = information.factor.dependent
    const step = flat === undefined ? newtonStep(information) : flatDirection(information, flat)
    const moves = linearPredictor(data, step)
    const largest = flat === undefined ? largestOf(moves) : Infinity
    const objective = objectiveAt(information, ridge, beta)
    if (k === 0 && !(largest <= SETTLED)) bar = (1 - tol) * objective
    const isLast = k === MOST_ROUNDS || flat !== undefined
    const isSharp = largest <= SHARP
    if (isSharp ? objective >= bar : isLast && bar < 0) return { beta, information }
    if (isLast && canSeparate) refuseSeparated(data, step, moves)
    if (isLast || isSharp) break
    for (let j = 0; j < beta.length; j++) beta[j] += step[j]
  }
  throw new ValidationError(
    'the model is not at the optimum of these data: pass X, y, sampleWeight and offset as they were fitted on, and fit with a smaller tol or a larger maxIter',
  )
}

/** −ℓ + ½ Σ λ β² */
function objectiveAt({ logLikelihood }: Information, ridge: Float64Array, beta: Float64Array): number {
  return beta.reduce((sum, value, j) => sum + (ridge[j] * value ** 2) / 2, -logLikelihood)
}

/** The column `j` less what of it the others make up: a direction along which the weighted rows do not move. */
function flatDirection({ factor }: Information, j: number): Float64Array {
  const direction = new Float64Array(factor.cols)
  combination(factor, j).forEach((part, k) => {
    direction[k] = -part
  })
  direction[j] = 1
  return direction
}

/** The coefficients of the columns before `j` that make up column `j`. */
function combination(
  { r, cols }: { readonly r: Float64Array; readonly cols: number },
  j: number,
): Float64Array {
  const parts = Float64Array.from({ length: j }, (_, k) => r[k * cols + j])
  solveUpper({ r, cols }, parts)
  return parts
}

/** @throws ValidationError if the direction separates the classes */
function refuseSeparated(data: RegressionData, direction: Float64Array, moves: Float64Array): void {
  const { rows, positive, frequency, names, x } = data
  const largest = largestOf(moves)
  const towards = moves.map((move, i) => (positive[i] === 1 ? move : -move))
  const counted = (i: number): boolean => frequency[i] > 0
  // A row with shares of both classes holds back both ways.
  if (positive.some((y, i) => y > 0 && y < 1 && counted(i) && Math.abs(moves[i]) > 1e-3 * largest)) return
  const side = towards.some((move, i) => counted(i) && move > 1e-3 * largest) ? 1 : -1
  const wrong = towards.some((move, i) => counted(i) && side * move < -1e-3 * largest)
  if (wrong || largest === 0) return
  const apart = towards.filter((move, i) => counted(i) && side * move > 1e-3 * largest).length
  const reach = direction.map((part, j) => Math.abs(part) * largestOf(x.subarray(j * rows, (j + 1) * rows)))
  const most = Math.max(...reach)
  const involved = names.filter((_, j) => reach[j] > 1e-3 * most)
  const kind =
    apart === frequency.filter(weight => weight > 0).length ? 'all rows' : `${apart} of ${rows} rows`
  throw new ValidationError(
    `the classes are separated: ${list(involved)} tell${involved.length === 1 ? 's' : ''} ${kind} apart without error, so the likelihood has no maximum and standard errors ` +
      'would mean nothing. Use firthLogisticRegression, a ridge penalty, or merge or leave out the columns',
  )
}

function lengthOf(column: Float64Array): number {
  return Math.sqrt(column.reduce((sum, value) => sum + value ** 2, 0))
}

function largestOf(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED)
  if (names.length > LISTED) return `${shown.join(', ')} and ${names.length - LISTED} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
