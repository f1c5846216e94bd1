/**
 * The tables of docs/from-scikit-learn.md: the right cell of every row is compiled, run after the block of that guide,
 * and compared with what the left one gave in scikit-learn (test/fixtures/make_from_scikit_learn.py).
 */

import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFixture } from '../fixtures/read-fixture'
import { blocksOf, ROOT } from './collect'
import { compileBlocks } from './compile'
import { outputsOf } from './run'

type Value = number | string | boolean

interface Reference {
  readonly code: string
  readonly length: number
  readonly values: readonly Value[]
}

const FILE = 'docs/from-scikit-learn.md'
const guide = readFileSync(`${ROOT}${FILE}`, 'utf8')
const { rows, options } = readFixture<{ rows: Reference[]; options: string[] }>('from_scikit_learn.json')
/** The table of later spellings, whose middle column is a left cell of the others. */
const LATER = /^\| `(.+?)` \| `(.+?)` \| `(.+?)` \|$/
const later = guide.split('\n').flatMap(line => {
  const [, , before, code] = LATER.exec(line) ?? []
  return code === undefined ? [] : [{ before, code }]
})
const cells = guide
  .split('\n')
  .filter(line => !LATER.test(line))
  .filter(line => line.startsWith('|') && !/^\| (scikit-learn|---)[ a-z]/.test(line))
  .map(line => /^\| `(.+?)` \| `(.+?)` \| .*\|$/.exec(line)?.slice(1) ?? [line, ''])

/** As the Python script does it: fits run to the end, and results are flat lists, long ones a sample of every 97th. */
const HELPERS = `
for (const method of ['fit', 'fitAsync'] as const) {
  const original = LogisticRegression.prototype[method] as (...given: unknown[]) => any
  LogisticRegression.prototype[method] = function (this: LogisticRegression, ...given: unknown[]): any {
    const { tol, maxIter } = this.getParams()
    this.setParams({ tol: 1e-12, maxIter: 10_000 })
    const restore = () => this.setParams({ tol, maxIter })
    const result = original.apply(this, given)
    if (result instanceof Promise) return result.finally(restore)
    restore()
    return result
  }
}
function flat(value: any): unknown[] {
  if (value instanceof LogisticRegression) return [value.coef, value.intercept].flatMap(flat)
  if (value instanceof nd.CsrMatrix) return flat(value.toDense())
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as any).flatMap(flat)
  if (typeof value?.pick !== 'function') return [value]
  if (value.shape.length === 1) return Array.from({ length: value.shape[0] }, (_, i) => value.get(i))
  return Array.from({ length: value.shape[0] }, (_, i) => flat(value.pick(i))).flat()
}
const show = (value: unknown) => {
  const values = flat(value)
  const sample = values.length > 200 ? values.filter((_, at) => at % 97 === 0) : values
  return { length: values.length, values: sample }
}
`

describe('the guide for users of scikit-learn', () => {
  let errors: string[]
  let results: Omit<Reference, 'code'>[]

  beforeAll(async () => {
    const setup = blocksOf(FILE, guide)[0]
    const codes = [...cells.map(([, code]) => code), ...later.map(({ code }) => code)]
    const list = codes.map(code => `show(await (${code})),`)
    const code = [HELPERS, setup.code, 'console.log(JSON.stringify([', ...list, ']))'].join('\n')
    const [compiled] = compileBlocks([{ ...setup, code }], 'from-scikit-learn')
    errors = compiled.errors
    const [output] = await outputsOf(compiled.module)
    results = JSON.parse(output.shown)
  }, 60_000)

  it('has an expression on both sides of every row, all of them known to the fixture, which compile', () => {
    expect(cells.filter(([, code]) => code === '')).toEqual([])
    expect(cells.map(([python]) => python)).toEqual(rows.map(({ code }) => code))
    expect(errors).toEqual([])
  })

  it('has the spelling of later versions', () => {
    expect(later).toHaveLength(6)
  })

  it.each(later)('$code', ({ before, code }) => {
    const reference = rows.find(row => row.code === before)
    const result = results[cells.length + later.findIndex(row => row.code === code)]
    expect(result.length).toBe(reference?.length)
    reference?.values.forEach((value, k) => {
      expect(Math.abs(Number(result.values[k]) - Number(value))).toBeLessThanOrEqual(
        1e-6 * Math.max(1, Math.abs(Number(value))),
      )
    })
  })

  it('has a row for every option of LogisticRegression', () => {
    expect(options).toContain('C')
    expect(options.filter(option => !rows.some(({ code }) => nameIn(option, code)))).toEqual([])
  })

  it.each(rows.map((row, at) => ({ ...row, at })))('$code', ({ at, length, values }) => {
    const result = results[at]
    expect(result.length).toBe(length)
    result.values.forEach((value, k) => {
      const expected = values[k]
      if (typeof expected !== 'number') expect(value).toBe(expected)
      else
        expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)))
    })
  })
})

/** Whether the code names an option: as a keyword, or as an attribute. */
function nameIn(option: string, code: string): boolean {
  return new RegExp(`\\b${option}(=|$)`).test(code)
}
