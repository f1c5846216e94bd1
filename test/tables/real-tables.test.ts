/**
 * Public tables from file to test score and coefficients by name, as scikit-learn has them. The small ones lie in
 * test/fixtures/tables; the folder with the others is named by NDLOGIT_TABLES.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { trainTestSplit } from '../../src/model-selection/train-test-split'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { Pipeline } from '../../src/pipeline/pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { ColumnTransformer } from '../../src/tables/column-transformer'
import { OneHotEncoder } from '../../src/tables/one-hot-encoder'
import { SimpleImputer } from '../../src/tables/simple-imputer'
import { tableTransformers } from '../../src/tables/table-transformers'
import { TableVectorizer } from '../../src/tables/table-vectorizer'
import { readFixture } from '../fixtures/read-fixture'

interface Reference {
  readonly name: string
  readonly score: number
  readonly names: string[]
  readonly coef: number[][]
  readonly intercept: number[]
}

const { tables } = readFixture<{ tables: Reference[] }>('real_tables.json')

const FILES: Record<
  string,
  { file: string; label: string; separator?: string; header?: false; drop?: string[] }
> = {
  penguins: { file: 'penguins.csv.gz', label: 'species' },
  german: { file: 'german.csv.gz', label: 'c20', header: false },
  bank: { file: 'bank-additional.csv.gz', label: 'y', separator: ';' },
  mushrooms: { file: 'mushrooms.csv.gz', label: 'type' },
  titanic: { file: 'titanic.csv.gz', label: 'survived', drop: ['name', 'ticket', 'cabin'] },
  adult: { file: 'adult-train.csv.gz', label: 'c14', header: false },
}

function pathOf(file: string): string | undefined {
  const folders = [join(import.meta.dirname, '../fixtures/tables'), process.env.NDLOGIT_TABLES ?? '']
  return folders.map(folder => join(folder, file)).find(existsSync)
}

/** What a reader of CSV files gives: numbers as numbers, blanks as `null`. */
function readRows(
  path: string,
  separator: string,
  header: boolean,
): Record<string, string | number | null>[] {
  const cell = new RegExp(`(?:^|\\${separator})\\s*(?:"((?:[^"]|"")*)"|([^\\${separator}]*))`, 'g')
  const lines = gunzipSync(readFileSync(path)).toString().trim().split(/\r?\n/)
  const cells = lines.map(line => Array.from(line.matchAll(cell), match => match[1] ?? match[2]))
  const names = header ? cells[0] : cells[0].map((_, j) => `c${j}`)
  return cells.slice(header ? 1 : 0).map(values =>
    Object.fromEntries(
      names.map((name, j) => {
        const value = values[j].trim()
        return [name, value === '' ? null : Number.isNaN(Number(value)) ? value : Number(value)]
      }),
    ),
  )
}

function load(name: string) {
  const { file, label, separator = ',', header = true, drop = [] } = FILES[name]
  const rows = readRows(pathOf(file) as string, separator, header)
  const y = rows.map(row => String(row[label]))
  const columns = Object.keys(rows[0]).filter(column => column !== label && !drop.includes(column))
  const numbers = columns.filter(column => rows.every(row => typeof row[column] !== 'string'))
  const words = columns.filter(column => !numbers.includes(column))
  return { rows, y, numbers, words }
}

describe.each(tables)('$name', ({ name, score, names, coef, intercept }) => {
  const absent = pathOf(FILES[name].file) === undefined

  test.skipIf(absent)('the score and the coefficients of scikit-learn', () => {
    const { rows, y, numbers, words } = load(name)
    const columns = new ColumnTransformer({
      numbers: [[new SimpleImputer({ strategy: 'median' }), new StandardScaler()], numbers],
      words: [new OneHotEncoder({ handleUnknown: 'ignore' }), words],
    })
    const model = makePipeline(columns, new LogisticRegression({ tol: 1e-12, maxIter: 1000 }))
    const { XTrain, XTest, yTrain, yTest } = trainTestSplit(rows, y, { randomState: 0, stratify: y })
    model.fit(XTrain, yTrain)
    expect(model.score(XTest, yTest)).toBeCloseTo(score, 12)
    const own = model.coefficients()
    expect(own.slice(0, names.length).map(({ feature }) => feature)).toEqual(names)
    const worst = Math.max(...coef.flat().map((value, p) => Math.abs(value - own[p].coef)))
    expect(worst).toBeLessThan(1e-6)
    const fitted = model.steps.logisticRegression.intercept
    expect(Math.max(...intercept.map((value, k) => Math.abs(value - fitted.get(k))))).toBeLessThan(1e-6)
    const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(model)), tableTransformers)
    expect(back.predictProba(XTest).data).toEqual(model.predictProba(XTest).data)
  })

  test.skipIf(absent)('a table vectorizer does it in one line, about as well', () => {
    const { rows, y } = load(name)
    const X = rows.map(({ [FILES[name].label]: _, ...row }) => row)
    const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
    const model = makePipeline(new TableVectorizer(), new LogisticRegression()).fit(XTrain, yTrain)
    expect(model.score(XTest, yTest)).toBeGreaterThan(score - 0.015)
  })
})
