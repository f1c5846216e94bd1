/** What libraries of tables give is taken as X, by the recipes of docs/tables.md, and gives the model of the same rows. */

import { DuckDBInstance } from '@duckdb/node-api'
import { columnFromArray, tableFromColumns } from '@uwdata/flechette'
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow'
import { fromCSV } from 'arquero'
import { parse } from 'csv-parse/sync'
import { autoType, csvParse } from 'd3-dsv'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { trainTestSplit } from '../../src/model-selection/train-test-split'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { TableVectorizer } from '../../src/tables/table-vectorizer'

const COUNT = 60
const ages = Array.from({ length: COUNT }, (_, i) => (i % 9 === 4 ? null : 18 + ((i * 13) % 50)))
const fares = Array.from({ length: COUNT }, (_, i) => 7.25 + ((i * 7) % 23))
const ports = Array.from({ length: COUNT }, (_, i) => 'SCQ'[(i * i) % 3])
const y = ages.map((age, i) => ((age ?? 40) + fares[i] > 50 !== (i % 6 === 0) ? 'yes' : 'no'))
const rows = ages.map((age, i) => ({ age, fare: fares[i], port: ports[i] }))
const text = `age,fare,port\n${rows.map(({ age, fare, port }) => `${age ?? ''},${fare},${port}`).join('\n')}\n`

const fitted = (X: Parameters<typeof trainTestSplit>[0]) => {
  const { XTrain, XTest, yTrain } = trainTestSplit(X, y, { randomState: 0, stratify: y })
  const model = makePipeline(new TableVectorizer(), new LogisticRegression({ tol: 1e-10 })).fit(
    XTrain,
    yTrain,
  )
  return { coefficients: model.coefficients(), probabilities: model.predictProba(XTest).data }
}

const expected = fitted(rows)

/** The recipes, to the letter. */
const recipes: Record<string, () => unknown> = {
  papaparse: () => Papa.parse(text, { header: true, dynamicTyping: true, skipEmptyLines: true }).data,
  'csv-parse': () => parse(text, { columns: true, cast: true }),
  'd3-dsv': () => csvParse(text, autoType),
  async DuckDB() {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run('CREATE TABLE passengers (age INTEGER, fare DOUBLE, port VARCHAR)')
    const values = rows.map(({ age, fare, port }) => `(${age ?? 'NULL'}, ${fare}, '${port}')`)
    await connection.run(`INSERT INTO passengers VALUES ${values.join(', ')}`)
    const sql = 'SELECT * FROM passengers'
    return (await connection.runAndReadAll(sql)).getColumnsObject()
  },
  Arrow() {
    const table = tableFromIPC(tableToIPC(tableFromArrays({ age: ages, fare: fares, port: ports })))
    return Object.fromEntries(table.schema.fields.map(({ name }) => [name, [...table.getChild(name)!]]))
  },
  Arquero() {
    const table = fromCSV(text)
    return Object.fromEntries(table.columnNames().map(name => [name, table.array(name)]))
  },
  flechette: () =>
    tableFromColumns({
      age: columnFromArray(ages),
      fare: columnFromArray(fares),
      port: columnFromArray(ports),
    }).toColumns(),
}

test.each(Object.entries(recipes))('%s', async (_, read) => {
  expect(fitted((await read()) as typeof rows)).toEqual(expected)
})
