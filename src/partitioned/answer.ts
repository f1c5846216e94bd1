/** The answers of a partition to the questions of a round: sums over its chunks, one after the other. */

import { ConstantColumn } from '../design/constant-column'
import { LogisticLoss } from '../problem/logistic-loss'
import { MultinomialLoss } from '../problem/multinomial-loss'
import { SeparablePenalty } from '../problem/penalty'
import { Problem } from '../problem/problem'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { type CodedRows, ReadingSum, type Rows } from './read-chunk'
import { type Tally, tallyOf } from './tally'
import type { Part, PartitionResult, Question, Statement } from './task'

/** Adds up the chunks of a partition. */
export class Answers {
  private readonly reading = new ReadingSum()
  private readonly tallies: readonly Tally[]
  private readonly position: ReadonlyMap<unknown, number>

  constructor(
    private readonly statement: Statement,
    private readonly questions: readonly Question[],
  ) {
    this.tallies = questions.map(question => tallyOf(question, statement))
    this.position = new Map(statement.labels.map((label, k) => [label, k]))
  }

  add(rows: Rows): void {
    const { statement, questions, tallies } = this
    if (rows.design.cols !== statement.features) {
      throw new ValidationError(
        `X has ${counted(rows.design.cols, 'column')}, where it had ${statement.features} when it was first read`,
      )
    }
    this.reading.add(rows)
    const coded = this.code(rows)
    const problems = new Map<Part, Problem>()
    questions.forEach(({ part }, k) => {
      let problem = problems.get(part)
      if (problem === undefined) {
        problem = problemOf(part, statement, coded)
        problems.set(part, problem)
      }
      tallies[k].add(problem, coded)
    })
  }

  result(): PartitionResult {
    return { kind: 'round', reading: this.reading.reading(), sums: this.tallies.map(tally => tally.sums()) }
  }

  private code(rows: Rows): CodedRows {
    const { constant, units } = this.statement
    const features = units === undefined ? rows.design : rows.design.inUnits(units.shift, units.scale)
    const design = constant === undefined ? features : new ConstantColumn(features, constant)
    const { distinct, codes } = rows.labels
    const positions = distinct.map((label, k) => {
      const position = this.position.get(label)
      if (position !== undefined) return position
      throw new ValidationError(
        `y[${codes.indexOf(k)}] is ${describe(label)}, which was no label when the rows were first read`,
      )
    })
    const labelOf = codes.map(code => positions[code])
    return { rows, features, design, labelOf }
  }
}

function problemOf(part: Part, statement: Statement, { rows, design, labelOf }: CodedRows): Problem {
  const weights = weightsOf(part, rows, labelOf)
  const { codes, classCount } = statement
  const outputs = part.code === undefined ? classCount : 1
  const l1 = new Float64Array(outputs * design.cols).fill(1)
  for (const q of part.free) l1[q] = 0
  // Only which coefficients are free matters here: what the others are penalized with is the business of who asks.
  const penalty = new SeparablePenalty(l1, new Float64Array(l1.length))
  if (part.code === undefined) {
    const loss = new MultinomialLoss(
      outputs,
      labelOf.map(label => codes[label]),
      weights,
    )
    return new Problem(design, loss, penalty)
  }
  const signs = new Float64Array(labelOf.length)
  for (let i = 0; i < signs.length; i++) signs[i] = codes[labelOf[i]] === part.code ? 1 : -1
  return new Problem(design, new LogisticLoss(signs, weights), penalty)
}

function weightsOf(
  { factors, withoutFold }: Part,
  { weights, folds }: Rows,
  labelOf: Int32Array,
): Float64Array {
  const out = new Float64Array(weights.length)
  for (let i = 0; i < out.length; i++) out[i] = weights[i] * factors[labelOf[i]]
  if (withoutFold !== undefined) {
    if (folds === undefined)
      throw new ValidationError('a chunk has no fold, where others have one for each row')
    for (let i = 0; i < out.length; i++) if (folds[i] === withoutFold) out[i] = 0
  }
  return out
}
