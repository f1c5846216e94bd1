/** Budgets: what a front-end downloads, with the dependencies, and what a reader reads. */

import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from './bare-project'
import { bundle, gzipped } from './front-end'

const KB = 1024
const MAX_LINES = 300

test.each([
  { what: 'LogisticRegression alone', code: "export { LogisticRegression } from 'ndlogit'", budget: 36 },
  { what: 'everything but the data sets', code: "export * from 'ndlogit'", budget: 68 },
  { what: 'summary', code: "export { summary } from 'ndlogit/inference'", budget: 40 },
  { what: 'loadDigits', code: "export { loadDigits } from 'ndlogit/datasets'", budget: 60 },
])('$what is at most $budget KB gzipped', async ({ code, budget }) => {
  expect(gzipped(await bundle(code)) / KB).toBeLessThanOrEqual(budget)
})

test(`no file of src is longer than ${MAX_LINES} lines`, () => {
  const long = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('-data.ts'))
    .map(file => ({ file, lines: readFileSync(`${ROOT}src/${file}`, 'utf8').trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
  expect(long).toEqual([])
})
