/** One question and its sums so far, one kind a class. What is summed is computed by the code that fits in memory. */

import { LinearClassifier } from '../linear-model/linear-classifier'
import { withDamping } from '../problem/damped-curvature'
import { slopeSquares } from '../problem/dual-projection'
import { gainsAlong } from '../problem/gains'
import { addHessian, hessianDiagonal } from '../problem/hessian'
import { Coordinates, type Problem } from '../problem/problem'
import { gather } from '../support/arrays'
import { drain } from '../support/steps'
import type { CodedRows } from './read-chunk'
import type { Question, Statement, Sums } from './task'

/** Sums that grow chunk by chunk. */
export interface Tally {
  add(problem: Problem, rows: CodedRows): void
  sums(): Sums
}

export function tallyOf(question: Question, statement: Statement): Tally {
  switch (question.kind) {
    case 'expand':
      return new Expand(question)
    case 'values':
      return new Values(question)
    case 'product':
      return new Product(question)
    case 'conjugate':
      return new Conjugate(question)
    case 'score':
      return new Score(question, statement)
  }
}

type Asked<K extends Question['kind']> = Extract<Question, { kind: K }>

/** `value` L, `gradient` Xᵀ R, `weight` Σ c, `squares` Σ (x_ij Rᵢ)² of the free coefficients, and curvature as asked. */
class Expand implements Tally {
  private value = 0
  private readonly gradient: Float64Array
  private readonly squares: Float64Array
  private readonly hessian: Float64Array
  private readonly diagonal: Float64Array
  private readonly least: Float64Array
  private readonly leastShare: Float64Array
  private readonly most: Float64Array

  constructor(private readonly question: Asked<'expand'>) {
    const { w, set, part, diagonal, directions } = question
    this.gradient = new Float64Array(w.length)
    this.squares = new Float64Array(part.free.length)
    this.hessian = new Float64Array(set.length ** 2)
    this.diagonal = new Float64Array(diagonal ? w.length : 0)
    this.least = new Float64Array(directions.length).fill(Infinity)
    this.leastShare = new Float64Array(directions.length)
    this.most = new Float64Array(directions.length)
  }

  add(problem: Problem): void {
    const { w, set, damping, diagonal, directions } = this.question
    const expansion = problem.loss.expandAt(predictors(problem, w))
    this.value += expansion.value
    addGradient(problem, expansion.residual, this.gradient)
    addTo(this.squares, slopeSquares(problem, problem.free, expansion.residual))
    const curvature = damping === 0 ? expansion : withDamping(expansion, problem.loss, damping)
    const d = new Float64Array(problem.design.rows)
    const weights = (a: number, b: number): Float64Array => {
      curvature.curvatureInto(a, b, d)
      return d
    }
    if (set.length > 0) {
      const coordinates = set.length === w.length ? problem.all : new Coordinates(set, problem.design)
      drain(addHessian(problem, coordinates, this.hessian, weights))
    }
    if (diagonal)
      addTo(
        this.diagonal,
        hessianDiagonal(problem, problem.all, a => weights(a, a)),
      )
    directions.forEach((v, k) => {
      const { least, leastShare, most } = gainsAlong(problem, v)
      this.least[k] = Math.min(this.least[k], least)
      this.leastShare[k] = Math.min(this.leastShare[k], leastShare)
      this.most[k] = Math.max(this.most[k], most)
    })
  }

  sums(): Sums {
    const { value, gradient, squares, diagonal, least, leastShare, most } = this
    return { value, gradient, squares, diagonal, least, leastShare, most, hessian: this.packed() }
  }

  /** The upper triangle, row by row. */
  private packed(): Float64Array {
    const { hessian } = this
    const k = this.question.set.length
    const out = new Float64Array((k * (k + 1)) / 2)
    for (let a = 0, at = 0; a < k; a++) {
      out.set(hessian.subarray(a * k + a, (a + 1) * k), at)
      at += k - a
    }
    return out
  }
}

/** A symmetric matrix of order k, row-major, from its upper triangle. */
export function unpacked(upper: Float64Array, k: number): Float64Array {
  const matrix = new Float64Array(k * k)
  for (let a = 0, at = 0; a < k; a++) {
    for (let b = a; b < k; b++, at++) {
      matrix[a * k + b] = upper[at]
      matrix[b * k + a] = upper[at]
    }
  }
  return matrix
}

/** `values` L(X (w + t δ)), one a step. */
class Values implements Tally {
  private readonly values: Float64Array

  constructor(private readonly question: Asked<'values'>) {
    this.values = new Float64Array(question.steps.length)
  }

  add(problem: Problem): void {
    const { w, delta, steps } = this.question
    const here = predictors(problem, w)
    const along = predictors(problem, delta)
    const z = new Float64Array(here.length)
    steps.forEach((step, k) => {
      for (let p = 0; p < z.length; p++) z[p] = here[p] + step * along[p]
      this.values[k] += problem.loss.value(z)
    })
  }

  sums(): Sums {
    return { values: this.values }
  }
}

/** `product` Xᵀ D (X v) */
class Product implements Tally {
  private readonly product: Float64Array

  constructor(private readonly question: Asked<'product'>) {
    this.product = new Float64Array(question.v.length)
  }

  add(problem: Problem): void {
    const { w, v, damping } = this.question
    const { loss } = problem
    const weighted = new Float64Array(problem.predictorCount)
    const expansion = loss.expandAt(predictors(problem, w))
    const curvature = damping === 0 ? expansion : withDamping(expansion, loss, damping)
    curvature.curvatureTimesInto(predictors(problem, v), weighted)
    addGradient(problem, weighted, this.product)
  }

  sums(): Sums {
    return { product: this.product }
  }
}

/** `value` L*(s R) */
class Conjugate implements Tally {
  private value = 0

  constructor(private readonly question: Asked<'conjugate'>) {}

  add(problem: Problem): void {
    const { w, scale } = this.question
    const { residual } = problem.loss.expandAt(predictors(problem, w))
    this.value += problem.loss.conjugate(residual.map(r => scale * r))
  }

  sums(): Sums {
    return { value: this.value }
  }
}

/** `weight`, that of the rows predicted `right`, and their log `loss`, of one fold, by sample weights alone. */
class Score implements Tally {
  private weight = 0
  private right = 0
  private loss = 0
  private readonly model: LinearClassifier<number>

  constructor(
    private readonly question: Asked<'score'>,
    private readonly statement: Statement,
  ) {
    const { coef, intercept, link } = question
    const classes = Array.from({ length: statement.classCount }, (_, k) => k)
    this.model = new LinearClassifier(classes, coef, intercept, link)
  }

  add(problem: Problem, { rows: { X, weights, folds }, labelOf }: CodedRows): void {
    const { fold, part } = this.question
    const { codes, classCount } = this.statement
    if (problem.design.rows === 0 || !folds?.includes(fold)) return
    const predicted = this.model.predict(X)
    const logProbabilities = this.model.logProbabilities(X).data
    for (let i = 0; i < labelOf.length; i++) {
      // A class of weight zero is none.
      if (folds[i] !== fold || part.factors[labelOf[i]] === 0) continue
      const code = codes[labelOf[i]]
      this.weight += weights[i]
      if (predicted[i] === code) this.right += weights[i]
      if (weights[i] > 0) this.loss -= weights[i] * logProbabilities[i * classCount + code]
    }
  }

  sums(): Sums {
    const { weight, right, loss } = this
    return { weight, right, loss }
  }
}

/** X w of all outputs; reads the columns of non-zeros alone where these are few. */
function predictors(problem: Problem, w: Float64Array): Float64Array {
  const z = new Float64Array(problem.predictorCount)
  const nonZero = problem.all.indices.filter(q => w[q] !== 0)
  if (2 * nonZero.length > w.length) problem.predictorsInto(problem.all, w, z)
  else if (nonZero.length > 0) {
    const values = gather(w, nonZero)
    problem.predictorsInto(new Coordinates(nonZero, problem.design), values, z)
  }
  return z
}

/** Adds Xᵀ R of all outputs. */
function addGradient(problem: Problem, residual: Float64Array, total: Float64Array): void {
  const gradient = new Float64Array(total.length)
  problem.gradientInto(problem.all, residual, gradient)
  addTo(total, gradient)
}

function addTo(total: Float64Array, part: Float64Array): void {
  for (let k = 0; k < part.length; k++) total[k] += part[k]
}
