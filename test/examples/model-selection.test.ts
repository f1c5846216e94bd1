/** What the example prints and draws, against scikit-learn and against the library itself. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDigits } from '../../src/datasets/digits'
import { trainTestSplit } from '../../src/model-selection/train-test-split'
import { stabilitySelection } from '../../src/paths/stability-selection'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { EXAMPLES, printedValue, runExample } from './run-example'

let out: string
let printed: string

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'ndlogit-selection-'))
  printed = runExample(join(EXAMPLES, 'model-selection'), out)
}, 60_000)

afterAll(() => {
  rmSync(out, { recursive: true, force: true })
})

/** The numbers of a line of the table: mean score, standard error, pixels. */
function row(penalty: string, C: number): number[] {
  const lines = printed.split('\n').map(line => line.trim().split(/\s+/))
  const found = lines.find(line => line[0] === penalty && line[1] === String(C))
  return found!.slice(2, 5).map(Number)
}

// Reference: GridSearchCV of scikit-learn 1.2.1 over the same pipeline and folds, with saga at tol 1e-5.
test.each([
  ['L1', 0.03, -0.3584, 0.01036],
  ['L1', 0.1, -0.2966, 0.01618],
  ['L1', 0.3, -0.2809, 0.02004],
  ['L1', 1, -0.28817, 0.02257],
  ['L2', 0.03, -0.30256, 0.01166],
  ['L2', 0.1, -0.28205, 0.01591],
  ['L2', 0.3, -0.28217, 0.01951],
  ['L2', 1, -0.29065, 0.02247],
] as const)('the scores of %s, C = %d are those of scikit-learn', (penalty, C, mean, error) => {
  const [printedMean, printedError] = row(penalty, C)
  expect(Math.abs(printedMean - mean)).toBeLessThan(1.5e-4)
  expect(Math.abs(printedError - error)).toBeLessThan(1.5e-4)
})

describe('the choice', () => {
  test('is the best mean score, and the smallest C within one standard error of it', () => {
    expect(printedValue(printed, 'best')).toMatch(/^L1, C = 0\.3, /)
    expect(printedValue(printed, 'one standard error')).toBe('L1, C = 0.1, 31 pixels')
    const [best, error] = row('L1', 0.3)
    expect(row('L1', 0.1)[0]).toBeGreaterThanOrEqual(best - error)
    expect(row('L1', 0.03)[0]).toBeLessThan(best - error)
  })

  // Reference: scikit-learn's saga at tol 1e-8 on the training part.
  test('meets the test part once', () => {
    expect(printedValue(printed, 'test accuracy')).toBe('0.8889')
    expect(Math.abs(Number(printedValue(printed, 'test log loss')) - 0.29266)).toBeLessThan(2e-4)
    expect(printed.match(/^test accuracy/gm)).toHaveLength(1)
  })
})

test('the stable pixels are those of the training part', async () => {
  const digits = loadDigits()
  const labels = Array.from(digits.target.data, digit => (digit > 4 ? 'large' : 'small'))
  const options = { testSize: 0.25, randomState: 0, stratify: labels }
  const { XTrain, yTrain } = trainTestSplit(digits.data, labels, options)
  const Z = new StandardScaler().fitTransform(XTrain)
  const { selected, errorBounds } = await stabilitySelection(Z, yTrain, { threshold: 0.75, randomState: 0 })
  expect(printedValue(printed, 'stable pixels')).toBe(selected.join(' '))
  expect(printedValue(printed, 'expected wrong among them')).toBe(
    `at most ${errorBounds.worstCase.toFixed(2)}`,
  )
})

test('the figures are written where asked, free-standing, both held by the page', () => {
  const figures = ['choice.svg', 'stability.svg']
  expect(readdirSync(out).sort()).toEqual(['choice.svg', 'model-selection.html', 'stability.svg'])
  const html = readFileSync(join(out, 'model-selection.html'), 'utf8')
  for (const name of figures) {
    const svg = readFileSync(join(out, name), 'utf8')
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(html).toContain(svg)
  }
  expect(html).not.toMatch(/<script|<link|\ssrc=/)
})

test('the map frames the stable pixels and no other', () => {
  const svg = readFileSync(join(out, 'stability.svg'), 'utf8')
  const stable = printedValue(printed, 'stable pixels').split(' ')
  const framed = svg.match(/<g [^>]*stroke-width="4"[^>]*>(.*?)<\/g>/s)![1]
  expect(framed.match(/<rect /g)).toHaveLength(stable.length)
})
