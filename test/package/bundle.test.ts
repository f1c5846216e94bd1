import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from './bare-project'
import { bundle, gzipped } from './front-end'

/** A stretch of the embedded digits. */
const DIGITS = readFileSync(`${ROOT}src/datasets/digits-data.ts`, 'utf8').split('\n')[10]!

test('a bundle holds the digits only if it loads them', async () => {
  expect(await bundle("export { loadDigits } from 'ndlogit/datasets'")).toContain(DIGITS)
  expect(await bundle("export * from 'ndlogit'")).not.toContain(DIGITS)
})

test('nothing is left of an import that is not used', async () => {
  const unused = [
    "import { LogisticRegression } from 'ndlogit'",
    "import { loadDigits } from 'ndlogit/datasets'",
  ]
  expect((await bundle([...unused, 'alert(1)'].join('\n'))).trim()).toBe('alert(1);')
})

test('a metric comes without the solvers', async () => {
  const model = await bundle("export { LogisticRegression } from 'ndlogit'")
  const metric = await bundle("export { sparsity } from 'ndlogit'")
  expect(gzipped(metric)).toBeLessThan(0.3 * gzipped(model))
})
