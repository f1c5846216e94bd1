/** scikit-learn's text of a classification report, character for character. */

import type { ReportLine, ReportLines } from './report-lines'

const LONGEST_HEADING = 'weighted avg'
const COLUMN_WIDTH = 9

/** @param weighted - whether the supports are sums of weights, which Python shows with a point */
export function toTable(report: ReportLines, digits: number, weighted: boolean): string {
  const width = Math.max(LONGEST_HEADING.length, digits, ...report.classes.map(({ name }) => name.length))
  const line = (heading: string, cells: readonly string[]): string =>
    `${heading.padStart(width)} ${cells.map(cell => ` ${cell.padStart(COLUMN_WIDTH)}`).join('')}\n`
  const scores = (heading: string, { precision, recall, f1Score, support }: ReportLine): string =>
    line(heading, [
      ...[precision, recall, f1Score].map(score => toFixed(score, digits)),
      toCount(support, weighted),
    ])
  const { accuracy, microAvg, macroAvg, weightedAvg } = report
  return [
    line('', ['precision', 'recall', 'f1-score', 'support']),
    '\n',
    ...report.classes.map(entry => scores(entry.name, entry)),
    '\n',
    accuracy === undefined
      ? scores('micro avg', microAvg)
      : line('accuracy', ['', '', toFixed(accuracy, digits), toCount(microAvg.support, weighted)]),
    scores('macro avg', macroAvg),
    scores('weighted avg', weightedAvg),
  ].join('')
}

/**
 * A score ≥ 0 in fixed-point notation, exact ties rounded to the even digit as in Python; `Number.toFixed` rounds
 * them up. A tie is an odd multiple of 2^−(digits + 1): no other binary fraction ends in a decimal 5 there.
 */
export function toFixed(score: number, digits: number): string {
  const text = score.toFixed(digits)
  const tied = (score * 2 ** (digits + 1)) % 2 === 1
  const odd = Number(text.at(-1)) % 2 === 1
  return tied && odd ? (score * (1 - Number.EPSILON)).toFixed(digits) : text
}

function toCount(support: number, weighted: boolean): string {
  return weighted && Number.isInteger(support) ? `${support}.0` : String(support)
}
