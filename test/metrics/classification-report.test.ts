import { describe, expect, it } from 'vitest'
import {
  type ClassificationReportOptions,
  classificationReport,
} from '../../src/metrics/classification-report'
import { toFixed } from '../../src/metrics/report-table'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface Line {
  precision: number
  recall: number
  'f1-score': number
  support: number
}
interface ReportCase {
  yTrue: number[]
  yPred: number[]
  options: {
    labels: number[] | null
    targetNames: string[] | null
    sampleWeight: number[] | null
    digits: number
    zeroDivision: 0 | 1
  }
  text: string
  table: Record<string, Line> & { accuracy?: number }
}

const { reports } = readFixture<{ reports: ReportCase[] }>('metrics_more.json')

describe('classificationReport', () => {
  it.each(reports)("equals scikit-learn's: $yTrue, $options", ({ yTrue, yPred, options, text, table }) => {
    const report = classificationReport(yTrue, yPred, given(options))
    expect(String(report)).toBe(text)
    const lines = [
      ...report.classes.map(line => [line, table[String(line.label)]] as const),
      [report.macroAvg, table['macro avg']] as const,
      [report.weightedAvg, table['weighted avg']] as const,
    ]
    for (const [line, expected] of lines) {
      expect(line.precision).toBeCloseTo(expected.precision, 12)
      expect(line.recall).toBeCloseTo(expected.recall, 12)
      expect(line.f1Score).toBeCloseTo(expected['f1-score'], 12)
      expect(line.support).toBeCloseTo(expected.support, 12)
    }
    if (table.accuracy === undefined) {
      expect(report.accuracy).toBeUndefined()
      expect(report.microAvg.f1Score).toBeCloseTo(table['micro avg']['f1-score'], 12)
    } else expect(report.accuracy).toBeCloseTo(table.accuracy, 12)
  })

  it('is plain data', () => {
    const report = classificationReport(['x', 'y'], ['x', 'y'])
    const perfect = { precision: 1, recall: 1, f1Score: 1 }
    expect(JSON.parse(JSON.stringify(report))).toEqual({
      classes: [
        { label: 'x', name: 'x', ...perfect, support: 1 },
        { label: 'y', name: 'y', ...perfect, support: 1 },
      ],
      accuracy: 1,
      microAvg: { ...perfect, support: 2 },
      macroAvg: { ...perfect, support: 2 },
      weightedAvg: { ...perfect, support: 2 },
    })
  })

  // Python: f'{0.125:.2f}', f'{0.375:.2f}', f'{0.5:.0f}', f'{0.005:.2f}', f'{1:.3f}', f'{0.625:.2f}'
  it('rounds ties to even, as Python does', () => {
    const shown = [
      toFixed(0.125, 2),
      toFixed(0.375, 2),
      toFixed(0.5, 0),
      toFixed(0.005, 2),
      toFixed(1, 3),
      toFixed(0.625, 2),
    ]
    expect(shown).toEqual(['0.12', '0.38', '0', '0.01', '1.000', '0.62'])
  })

  it.each<[string, ClassificationReportOptions, string]>([
    [
      'names that do not fit',
      { targetNames: ['a'] },
      'targetNames must have a name for each of the 2 classes, got 1',
    ],
    ['half a digit', { digits: 1.5 }, 'digits must be an integer >= 0 and <= 20, got 1.5'],
    ['another zeroDivision', { zeroDivision: 2 as 1 }, 'zeroDivision must be 0 or 1, got 2'],
    ['an unknown option', { outputDict: true } as object, "unknown option 'outputDict'"],
  ])('refuses %s', (_, options, message) => {
    expect(() => classificationReport([0, 1], [0, 1], options)).toThrow(ValidationError)
    expect(() => classificationReport([0, 1], [0, 1], options)).toThrow(message)
  })
})
