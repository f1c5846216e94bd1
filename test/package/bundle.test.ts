/** What is in a front-end that imports a part of the package: that part, whichever bundler it uses. */

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ROOT } from './bare-project'
import { bundlers } from './bundlers'

/** A stretch of the embedded digits. */
const DIGITS = readFileSync(`${ROOT}src/datasets/digits-data.ts`, 'utf8').split('\n')[10]

/** The functions and classes that the files of a folder of `src` export. */
function declared(folder: string): string[] {
  const files = readdirSync(`${ROOT}src/${folder}`, { recursive: true, encoding: 'utf8' })
  return files
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => [...readFileSync(`${ROOT}src/${folder}/${file}`, 'utf8').matchAll(DECLARATION)])
    .map(match => match[1])
}
const DECLARATION = /^export (?:async )?(?:function\*?|class) (\w+)/gm

/** Those of the names that a bundle declares, as bundlers write it. */
function foundIn(bundle: string, names: readonly string[]): string[] {
  return names.filter(name =>
    new RegExp(`function\\s*\\*?\\s*${name}\\b|class\\s+${name}\\b|\\b${name}\\s*=\\s*class\\b`).test(bundle),
  )
}

const solvers = declared('solvers')
const problem = declared('problem')
const selection = declared('model-selection')
const scalers = declared('preprocessing')

describe.each(Object.entries(bundlers))('%s', (_, bundle) => {
  test('LogisticRegression comes with the solvers, and without what tries models out', async () => {
    const code = await bundle("export { LogisticRegression } from 'ndlogit'")
    expect(foundIn(code, solvers).length).toBeGreaterThan(solvers.length / 2)
    expect(foundIn(code, [...selection, ...scalers])).toEqual([])
    expect(foundIn(code, ['accuracyScore', 'confusionMatrix', 'logLoss'])).toEqual(['accuracyScore'])
    expect(code).not.toContain('new Worker')
    expect(code).not.toContain(DIGITS)
  })

  test('a metric comes without solvers, problems, models and all else that is no metric', async () => {
    const code = await bundle("export { accuracyScore } from 'ndlogit'")
    expect(foundIn(code, ['accuracyScore'])).toEqual(['accuracyScore'])
    expect(foundIn(code, [...solvers, ...problem, ...selection, ...scalers])).toEqual([])
    expect(foundIn(code, ['LogisticRegression', 'CsrMatrix'])).toEqual([])
    expect(code).not.toContain('new Worker')
  })

  test('all of ndlogit has no digits; the data sets have', async () => {
    const all = await bundle("export * from 'ndlogit'")
    expect(foundIn(all, selection)).toContain('GridSearchCV')
    expect(all).not.toContain(DIGITS)
    expect(await bundle("export { loadDigits } from 'ndlogit/datasets'")).toContain(DIGITS)
    expect(await bundle("export { loadSvmlight } from 'ndlogit/datasets'")).not.toContain(DIGITS)
  })

  test('nothing is left of an import that is not used', async () => {
    const unused = [
      "import { LogisticRegression } from 'ndlogit'",
      "import { loadDigits } from 'ndlogit/datasets'",
      "import { toOnnx } from 'ndlogit/onnx'",
    ]
    const code = await bundle([...unused, 'alert(1)'].join('\n'))
    expect(code.replace(/^\/\/.*$/gm, '').trim()).toBe('alert(1);')
  })
})
