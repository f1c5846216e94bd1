/**
 * The programs of examples/table: public tables from file to test score and coefficients by name, as scikit-learn has
 * them. Two of the files are not in the repository; the folder with them is named by NDLOGIT_TABLES.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LogisticRegression, makePipeline, type NamedCoefficient, Pipeline, StandardScaler } from 'ndlogit'
import {
  ColumnTransformer,
  OneHotEncoder,
  SimpleImputer,
  type TableVectorizer,
  tableTransformers,
} from 'ndlogit/tables'
import { describe, expect, test } from 'vitest'
import { readFixture } from '../fixtures/read-fixture'

interface Reference {
  readonly score: number
  readonly names: string[]
  readonly coef: number[][]
  readonly intercept: number[]
}

interface Program {
  readonly model: Pipeline<{ tableVectorizer: TableVectorizer; logisticRegression: LogisticRegression }>
  readonly score: number
  readonly coefficients: NamedCoefficient[]
  readonly XTrain: Record<string, unknown>[]
  readonly XTest: Record<string, unknown>[]
  readonly yTrain: string[]
  readonly yTest: string[]
}

const PROGRAMS = join(import.meta.dirname, '../../examples/table/programs')
const ABSENT: Readonly<Record<string, string>> = { titanic: 'titanic.csv.gz', adult: 'adult-train.csv.gz' }
const { tables } = readFixture<{ tables: { name: string; written: Reference; vectorized: Reference }[] }>(
  'real_tables.json',
)

/** @param prefix - what stands before the words of a text here, and not in scikit-learn */
function expectSame(model: Program['model'], reference: Reference, prefix = ''): void {
  const { coef, intercept, names } = reference
  const rows = model.coefficients()
  const own = rows.slice(0, names.length).map(({ feature }) => feature)
  expect(own.map((name, j) => (name === prefix + names[j] ? names[j] : name))).toEqual(names)
  expect(Math.max(...coef.flat().map((value, p) => Math.abs(value - rows[p].coef)))).toBeLessThan(1e-6)
  const fitted = model.steps.logisticRegression.intercept
  expect(Math.max(...intercept.map((value, k) => Math.abs(value - fitted.get(k))))).toBeLessThan(1e-6)
}

describe.each(tables)('$name', ({ name, written, vectorized }) => {
  const file = ABSENT[name]
  const absent = file !== undefined && !existsSync(join(process.env.NDLOGIT_TABLES ?? '', file))
  const path = join(PROGRAMS, `${name}.ts`)
  const run = async (): Promise<Program> => await import(path)

  test('is a program of 15 lines at most', () => {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => !/^(\/\*\*.*)?$/.test(line))
    expect(lines.length).toBeLessThanOrEqual(15)
  })

  test.skipIf(absent)(
    'has the score and the coefficients of scikit-learn, saved and read back too',
    async () => {
      const { model, score, coefficients, XTest } = await run()
      expect(score).toBeCloseTo(vectorized.score, 12)
      expectSame(model, vectorized, 'name_')
      const sizes = coefficients.map(({ coef }) => Math.abs(coef))
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
      const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(model)), tableTransformers)
      expect(back.predictProba(XTest).data).toEqual(model.predictProba(XTest).data)
    },
  )

  test.skipIf(absent)('so it has by a pipeline that is written out', async () => {
    const { model, XTrain, XTest, yTrain, yTest } = await run()
    const kinds = model.steps.tableVectorizer.describe()
    const of = (kind: string) => kinds.filter(one => one.kind === kind).map(({ column }) => column)
    const columns = new ColumnTransformer({
      numbers: [[new SimpleImputer({ strategy: 'median' }), new StandardScaler()], of('numbers')],
      words: [new OneHotEncoder({ handleUnknown: 'ignore' }), of('categories')],
    })
    const own = makePipeline(columns, new LogisticRegression({ tol: 1e-12 })).fit(XTrain, yTrain)
    expect(own.score(XTest, yTest)).toBeCloseTo(written.score, 12)
    expectSame(own as never, written)
  })
})
