/**
 * Model files of LIBLINEAR, the text that `liblinear-train` writes and `liblinear-predict` reads:
 *
 *     solver_type L2R_LR
 *     nr_class 3
 *     label 3 1 2
 *     nr_feature 2
 *     bias 1
 *     w
 *     -0.6 0.7 -0.5        one line a feature, one column an output; with bias >= 0 one more line,
 *     1.0 0.1 -0.8         the weight of a constant feature of that value
 *     0.1 0.2 0.3
 *
 * Two classes have one output, in favour of the label named first; three or more have one each, one against the rest.
 * Source: `save_model` and `load_model` in linear.cpp; Fan et al., *LIBLINEAR: a library for large linear
 * classification*, JMLR 9, 2008.
 */

import { LogisticRegression } from '../linear-model/logistic-regression'
import type { SavedFit } from '../linear-model/serialisation'
import { counted } from '../support/counted'
import { UnsupportedError, ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { type Exportable, foldScalings, linearChainOf } from './linear-chain'

const L1_SOLVERS = ['L1R_LR']
const L2_SOLVERS = ['L2R_LR', 'L2R_LR_DUAL']
const OTHER_SOLVERS = [
  'L2R_L2LOSS_SVC_DUAL',
  'L2R_L2LOSS_SVC',
  'L2R_L1LOSS_SVC_DUAL',
  'MCSVM_CS',
  'L1R_L2LOSS_SVC',
  'L2R_L2LOSS_SVR',
  'L2R_L2LOSS_SVR_DUAL',
  'L2R_L1LOSS_SVR_DUAL',
  'ONECLASS_SVM',
]

const HEADER = ['solver_type', 'nr_class', 'label', 'nr_feature', 'bias'] as const
type HeaderField = (typeof HEADER)[number]

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i
const INT_32 = 0x80000000

/**
 * The model as a LIBLINEAR model file, which `liblinear-predict` reads; coefficients keep every bit.
 *
 * `solver_type` is `L1R_LR` for the l1 penalty and `L2R_LR` for all others; it makes no difference to predictions. The
 * intercepts are the weights of a constant feature 1, left out (`bias -1`) if all of them are 0. Labels are integers
 * in LIBLINEAR: `false` and `true` become 0 and 1.
 *
 * @param model - a fitted model of two classes, or of more by `multiClass: 'ovr'`; or a pipeline of scalers and such a
 *   model, whose scaling becomes part of the coefficients; or a search for one of these
 * @throws UnsupportedError for a multinomial model, labels that are not integers of 32 bits, or steps of another kind
 * @throws NotFittedError for a model that was not fitted
 *
 * @example
 * ```ts
 * import { LogisticRegression, toLiblinear } from 'ndlogit'
 *
 * const model = new LogisticRegression({ penalty: 'l1' }).fit([[0, 1], [1, 0], [2, 1], [3, 0]], [-1, -1, 1, 1])
 * console.log(toLiblinear(model).split('\n')[0]) // solver_type L1R_LR
 * ```
 */
export function toLiblinear(model: Exportable): string {
  const chain = linearChainOf('toLiblinear', model)
  const { options } = chain
  const { classes, link, coef, intercept } = foldScalings(chain)
  if (link === 'softmax') {
    throw new UnsupportedError(
      "LIBLINEAR has no multinomial models; a model file holds two classes, or more fitted with multiClass: 'ovr'",
    )
  }
  const labels = classes.map(toInteger)
  const hasBias = intercept.some(value => value !== 0)
  const rows = coef[0].map((_, j) => coef.map(weights => weights[j]))
  if (hasBias) rows.push([...intercept])
  return [
    `solver_type ${options.penalty === 'l1' ? 'L1R_LR' : 'L2R_LR'}`,
    `nr_class ${classes.length}`,
    `label ${(link === 'logistic' ? labels.reverse() : labels).join(' ')}`,
    `nr_feature ${coef[0].length}`,
    `bias ${hasBias ? 1 : -1}`,
    'w',
    ...rows.map(row => row.join(' ')),
    '',
  ].join('\n')
}

function toInteger(label: SavedFit['classes'][number]): number {
  const integer = typeof label === 'boolean' ? Number(label) : label
  if (isInt32(integer)) return integer
  throw new UnsupportedError(
    `LIBLINEAR's labels are integers of 32 bits, got ${describe(label)}; fit on the positions of the labels instead`,
  )
}

function isInt32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -INT_32 && (value as number) < INT_32
}

/**
 * The logistic regression in a LIBLINEAR model file (`liblinear-train -s 0`, `6` or `7`). Its options are those that
 * the file tells of: penalty, the penalised intercept of LIBLINEAR's bias, and `multiClass: 'ovr'` for three classes
 * and more. C is not in the file.
 *
 * Predictions equal those of `liblinear-predict`, save for a row whose decision value is exactly 0 under a model of
 * two classes whose smaller label comes first: LIBLINEAR gives it the larger label, ndlogit the smaller.
 *
 * @throws ValidationError naming the line or field that is not as it should be
 * @throws UnsupportedError for a model that is no logistic regression
 *
 * @example
 * ```ts
 * import { fromLiblinear } from 'ndlogit'
 *
 * const text = ['solver_type L2R_LR', 'nr_class 2', 'label 1 -1', 'nr_feature 2', 'bias -1', 'w', '0.5', '-0.25', '']
 * console.log(fromLiblinear(text.join('\n')).predict([[1, 0], [0, 1]])) // [ 1, -1 ]
 * ```
 */
export function fromLiblinear(text: string): LogisticRegression<number> {
  if (typeof text !== 'string') {
    throw new ValidationError(`model file must be a string, got ${describe(text)}`)
  }
  const lines = text.trimEnd().split(/\r?\n/)
  const start = lines.findIndex(line => line.trim() === 'w')
  if (start < 0) throw new ValidationError("model file: there is no line 'w', so no weights")
  // LIBLINEAR ends every weight with a blank: without one, a number may have lost digits.
  if (!/\s$/.test(text)) throw new ValidationError('model file is cut off: its last line does not end')
  const header = readHeader(lines.slice(0, start))
  const classCount = readInteger('nr_class', header.nr_class, 2)
  const features = readInteger('nr_feature', header.nr_feature, 1)
  const bias = readNumber('bias', header.bias)
  const labels = readLabelLine(header.label, classCount)
  const outputs = classCount === 2 ? 1 : classCount
  const columns = readWeightLines(lines, start + 1, features + (bias >= 0 ? 1 : 0), outputs)
  const fitted = sorted(
    labels,
    columns.map(column => column.slice(0, features)),
    columns.map(column => (bias >= 0 ? bias * column[features] : 0)),
  )
  return LogisticRegression.fromJSON({
    type: 'ndlogit/LogisticRegression',
    version: 1,
    options: {
      penalty: L1_SOLVERS.includes(header.solver_type) ? 'l1' : 'l2',
      ...(bias > 0 ? { penalizeIntercept: true, interceptScaling: bias } : { fitIntercept: false }),
      ...(classCount > 2 && { multiClass: 'ovr' }),
    },
    fitted: { ...fitted, convergence: null },
  }) as LogisticRegression<number>
}

/** Classes in increasing order, and the outputs in the order of the classes. */
function sorted(
  labels: readonly number[],
  coef: readonly number[][],
  intercept: readonly number[],
): Omit<SavedFit, 'convergence'> {
  const order = labels.map((_, k) => k).sort((a, b) => labels[a] - labels[b])
  const classes = order.map(k => labels[k])
  if (labels.length === 2) {
    const sign = labels[0] === classes[1] ? 1 : -1
    return {
      classes,
      link: 'logistic',
      coef: [coef[0].map(weight => sign * weight)],
      intercept: [sign * intercept[0]],
    }
  }
  return { classes, link: 'ovr', coef: order.map(k => coef[k]), intercept: order.map(k => intercept[k]) }
}

function readHeader(lines: readonly string[]): Record<HeaderField, string> {
  const fields = new Map<string, string>()
  lines.forEach((line, i) => {
    const [name = '', ...values] = line.trim().split(/\s+/)
    if (!(HEADER as readonly string[]).includes(name)) {
      throw new ValidationError(`line ${i + 1}: ${describe(name)} is not one of ${HEADER.join(', ')}, w`)
    }
    if (fields.has(name)) throw new ValidationError(`line ${i + 1}: ${name} is there twice`)
    fields.set(name, values.join(' '))
  })
  checkSolver(fields.get('solver_type'))
  for (const name of HEADER) {
    if (!fields.has(name)) throw new ValidationError(`model file: ${name} is missing`)
  }
  return Object.fromEntries(fields) as Record<HeaderField, string>
}

function checkSolver(solver: string | undefined): void {
  if (solver === undefined || L1_SOLVERS.includes(solver) || L2_SOLVERS.includes(solver)) return
  if (!OTHER_SOLVERS.includes(solver)) {
    throw new ValidationError(`solver_type ${describe(solver)} is not one of LIBLINEAR's`)
  }
  throw new UnsupportedError(
    `solver_type ${solver} is no logistic regression; ${[...L2_SOLVERS, ...L1_SOLVERS].join(', ')} are`,
  )
}

function readLabelLine(text: string, classCount: number): number[] {
  const tokens = text.split(' ')
  if (tokens.length !== classCount) {
    throw new ValidationError(`label must name ${classCount} labels (nr_class), got ${tokens.length}`)
  }
  const labels = tokens.map(token => readInteger('label', token, -INT_32))
  if (new Set(labels).size < labels.length) throw new ValidationError('label names a label twice')
  return labels
}

/** The columns of w, an output each. As many lines must be there as there should be, before memory is taken. */
function readWeightLines(lines: readonly string[], start: number, rows: number, outputs: number): number[][] {
  if (lines.length - start !== rows) {
    throw new ValidationError(
      `w must have ${counted(rows, 'line')} (nr_feature and bias), got ${lines.length - start}`,
    )
  }
  const columns: number[][] = []
  for (let i = start; i < lines.length; i++) {
    const name = `line ${i + 1}: w[${i - start}]`
    const tokens = lines[i].trim().split(/\s+/)
    if (tokens.length !== outputs) {
      throw new ValidationError(`${name} must have ${counted(outputs, 'weight')}, got ${tokens.length}`)
    }
    tokens.forEach((token, k) => {
      columns[k] ??= []
      columns[k].push(readNumber(name, token))
    })
  }
  return columns
}

function readInteger(name: string, token: string, min: number): number {
  const value = readNumber(name, token)
  if (isInt32(value) && value >= min) return value
  throw new ValidationError(`${name} must be an integer of 32 bits >= ${min}, got ${describe(token)}`)
}

function readNumber(name: string, token: string): number {
  const value = NUMBER.test(token) ? Number(token) : Number.NaN
  if (Number.isFinite(value)) return value
  throw new ValidationError(`${name} must be a finite number, got ${describe(token)}`)
}
