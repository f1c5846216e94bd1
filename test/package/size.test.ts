/** Budgets: what a front-end downloads, with the dependencies, and what a reader reads. */

import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { ROOT } from './bare-project'
import { bundle, gzipped } from './front-end'

const KB = 1024
const MAX_LINES = 300
const MAX_FUNCTION_LINES = 60

/** Kilobytes, gzipped: at most so many. */
const BUDGETS: readonly [what: string, code: string, budget: number][] = [
  ['sparsity', "export { sparsity } from 'ndlogit'", 1.5],
  ['accuracyScore', "export { accuracyScore } from 'ndlogit'", 2],
  ['loadModel', "export { loadModel } from 'ndlogit/predict'", 4.1],
  ['loadPipeline', "export { loadPipeline } from 'ndlogit/predict'", 4.6],
  ['OneHotEncoder', "export { OneHotEncoder } from 'ndlogit/tables'", 9.8],
  ['StandardScaler', "export { StandardScaler } from 'ndlogit'", 6.7],
  ['trainTestSplit', "export { trainTestSplit } from 'ndlogit'", 6.2],
  ['LogisticRegression', "export { LogisticRegression } from 'ndlogit'", 61.5],
  ['all of ndlogit', "export * from 'ndlogit'", 103.5],
  ['fitPartitioned', "export { fitPartitioned } from 'ndlogit/partitioned'", 80],
  ['rocFigure', "export { rocFigure } from 'ndlogit/figures'", 4.4],
  ['summary', "export { summary } from 'ndlogit/inference'", 31.4],
  ['loadDigits', "export { loadDigits } from 'ndlogit/datasets'", 48],
]

test('each import costs no more than its budget', async () => {
  const sizes = await Promise.all(
    BUDGETS.map(async ([what, code, budget]) => ({ what, KB: gzipped(await bundle(code)) / KB, budget })),
  )
  const line = (what: string, size: string, budget: string) =>
    `${what.padEnd(20)}${size.padStart(8)}${budget.padStart(8)}`
  const lines = sizes.map(({ what, KB, budget }) => line(what, KB.toFixed(1), budget.toFixed(1)))
  console.log([line('KB gzipped', 'size', 'budget'), ...lines].join('\n'))
  expect(sizes.filter(({ KB, budget }) => KB > budget)).toEqual([])
})

test('the guide on browsers has these budgets', () => {
  const guide = readFileSync(`${ROOT}docs/in-the-browser.md`, 'utf8')
  const rows = [...guide.matchAll(/^\| (.*`.+?`.*?) \| ([\d.]+) KB/gm)]
  const said = Object.fromEntries(rows.map(([, what, KB]) => [what, Number(KB)]))
  const held = BUDGETS.map(([what, code, budget]) => {
    if (what === 'all of ndlogit') return ['everything from `ndlogit`', budget]
    const entry = /from '(.+)'/.exec(code)?.[1]
    return [`\`${what}\`${entry === 'ndlogit' ? '' : ` from \`${entry}\``}`, budget]
  })
  expect(rows.length).toBeGreaterThan(9)
  expect(Object.fromEntries(held)).toMatchObject(said)
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
