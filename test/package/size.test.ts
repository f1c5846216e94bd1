/** Budgets: what a front-end downloads, with the dependencies, and what a reader reads. */

import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { ROOT } from './bare-project'
import { bundle, gzipped } from './front-end'

const KB = 1024
const MAX_LINES = 300
const MAX_FUNCTION_LINES = 60

test.each([
  { what: 'LogisticRegression alone', code: "export { LogisticRegression } from 'ndlogit'", budget: 36 },
  { what: 'everything but the data sets', code: "export * from 'ndlogit'", budget: 68 },
  { what: 'summary', code: "export { summary } from 'ndlogit/inference'", budget: 40 },
  { what: 'loadDigits', code: "export { loadDigits } from 'ndlogit/datasets'", budget: 60 },
])('$what is at most $budget KB gzipped', async ({ code, budget }) => {
  expect(gzipped(await bundle(code)) / KB).toBeLessThanOrEqual(budget)
})

/** The sources of src but for what is written by a program. */
const sources = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => file.endsWith('.ts') && !file.endsWith('-data.ts'))
  .map(file => ({ file, text: readFileSync(`${ROOT}src/${file}`, 'utf8') }))

test(`no file of src is longer than ${MAX_LINES} lines`, () => {
  const long = sources
    .map(({ file, text }) => ({ file, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
  expect(long).toEqual([])
})

test(`no function of src is longer than ${MAX_FUNCTION_LINES} lines`, () => {
  const long: string[] = []
  let functions = 0
  for (const { file, text } of sources) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
        functions++
        const [first, last] = [lineOf(node.getStart(source)), lineOf(node.end)]
        if (last - first >= MAX_FUNCTION_LINES) long.push(`${file}:${first} has ${last - first + 1} lines`)
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  expect(functions).toBeGreaterThan(800)
  expect(long).toEqual([])
})

test('every file of the numerics opens with what it is', () => {
  const numerics = sources.filter(({ file }) => /^(kernels|design|problem|solvers)\//.test(file))
  expect(numerics.length).toBeGreaterThan(50)
  expect(numerics.filter(({ text }) => !text.startsWith('/**')).map(({ file }) => file)).toEqual([])
})
