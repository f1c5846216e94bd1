/** Files as partitions: svmlight by ranges of bytes, Parquet and CSV through DuckDB. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, expect, test } from 'vitest'
import { LogisticRegression, ValidationError } from '../../src'
import { dumpSvmlight, loadSvmlight } from '../../src/datasets'
import {
  type Chunk,
  csvPartitions,
  fitPartitioned,
  fitScaler,
  inThreads,
  parquetPartitions,
  svmlightPartitions,
} from '../../src/partitioned'
import { openDuckDB } from '../../src/partitioned/duckdb'
import { openSvmlight } from '../../src/partitioned/svmlight'
import { randomProblem } from '../support/random-problem'

const folder = mkdtempSync(join(tmpdir(), 'ndlogit-sources-'))
const { rows: X, y } = randomProblem({ n: 150, d: 5, seed: 4, density: 0.6 })
const labels = y.map(label => (label === 'yes' ? 1 : 0))
const options = { penalty: 'l1', C: 0.7, tol: 1e-10 } as const
const reference = new LogisticRegression({ ...options, tol: 1e-13 }).fit(X, labels)

afterAll(() => rmSync(folder, { recursive: true }))

function distance(model: LogisticRegression): number {
  return Math.max(...model.coef.data.map((value, k) => Math.abs(value - reference.coef.data[k])))
}

test('every line of a svmlight file is read once, wherever it is cut', async () => {
  const text = dumpSvmlight(X, labels)
  for (const [name, content] of [
    ['rows.svm', text],
    ['no-end.svm', text.trimEnd()],
    ['windows.svm', text.replaceAll('\n', '\r\n')],
  ]) {
    const file = join(folder, name)
    writeFileSync(file, content)
    for (const count of [1, 2, 7, 60]) {
      const read: Chunk[] = []
      for (const partition of await svmlightPartitions(file, { nFeatures: 5, count })) {
        for await (const chunk of openSvmlight(partition)) read.push(chunk)
      }
      const all = read.flatMap(chunk => Array.from(chunk.y as ArrayLike<number>))
      expect(all).toEqual(Array.from(loadSvmlight(content).y))
    }
  }
  const model = await fitPartitioned(
    await svmlightPartitions(join(folder, 'rows.svm'), { nFeatures: 5, count: 4 }),
    options,
  )
  expect(distance(model)).toBeLessThan(1e-10)
  const missing = svmlightPartitions(join(folder, 'none.svm'), { nFeatures: 5 })
  await expect(missing).rejects.toThrow('ENOENT')
})

test('what fails while it is read ahead is told when it is asked for, and ends no process', async () => {
  // So many columns that every 2,048 rows, which DuckDB hands over at a time, are a chunk.
  const features = Array.from({ length: 32 }, (_, j) => (j === 0 ? 'b' : 'a'))
  const b = "CAST(CASE WHEN i = 20000 THEN 'much' ELSE '1' END AS DOUBLE)"
  const from = `(SELECT i::DOUBLE AS a, ${b} AS b, i % 2 AS y FROM range(40000) t(i))`
  const chunks = openDuckDB({ kind: 'duckdb', features, label: 'y', from })
  await expect(async () => {
    // Longer at every chunk than a read ahead takes: nobody waits for it when it fails.
    for await (const _ of chunks) await new Promise(resolve => setTimeout(resolve, 20))
  }).rejects.toThrow(/DuckDB cannot read the table: Conversion Error/)
})

test('Parquet and CSV files are read as columns say, in this process and in threads', async () => {
  const csv = join(folder, 'rows.csv')
  const parquet = join(folder, "it's.parquet")
  const lines = X.map((row, i) => [...row, i % 3, y[i] === 'yes' ? 'right' : 'left', i].join(','))
  writeFileSync(csv, `a,b,c,d,e,fold,label,id\n${lines.join('\n')}\n`)
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(
    `COPY (FROM read_csv('${csv}')) TO '${parquet.replaceAll("'", "''")}' (FORMAT parquet)`,
  )
  const columns = { label: 'label', features: ['a', 'b', 'c', 'd', 'e'], fold: 'fold' }
  const fromParquet = await parquetPartitions(parquet, { ...columns, rows: 40 })
  expect(fromParquet).toHaveLength(4)
  const models = [
    await fitPartitioned(fromParquet, options),
    await fitPartitioned(fromParquet, options, { executor: inThreads({ threads: 2 }) }),
    await fitPartitioned(await csvPartitions([csv], columns), options),
  ]
  for (const model of models) {
    expect(model.classes).toEqual(['left', 'right'])
    expect(distance(model)).toBeLessThan(1e-10)
  }
  expect(models[1].coef.data).toEqual(models[0].coef.data)
  const all = await csvPartitions([csv, csv], { label: 'label', weight: 'fold' })
  expect(all.map(({ features }) => features)).toEqual(Array(2).fill(['a', 'b', 'c', 'd', 'e', 'id']))
  await expect(parquetPartitions(parquet, { label: 'y' })).rejects.toThrow(
    "parquetPartitions: there is no column 'y'; columns: a, b, c, d, e, fold, label, id",
  )
  writeFileSync(csv, 'a,label\n1,no\n,yes\n2,no\n')
  await expect(fitPartitioned(await csvPartitions([csv], { label: 'label' }))).rejects.toThrow(
    'partition 0: chunk 0: X[1, 0] is NaN',
  )
  writeFileSync(csv, 'a,label\n1,no\nmuch,yes\n')
  const words = await csvPartitions([csv], { label: 'label' })
  await expect(fitPartitioned(words)).rejects.toThrow(
    /^partition 0: DuckDB cannot read the table: Conversion Error: .*'much'.*column a$/,
  )
  await expect(fitScaler(words)).rejects.toThrow(ValidationError)
  await expect(parquetPartitions(csv, { label: 'a' })).rejects.toThrow(/DuckDB cannot read the table/)
  await expect(csvPartitions([csv], { label: 'label', features: 'a' as never })).rejects.toThrow(
    "csvPartitions: features must be the names of one column or more, in an array; got 'a'",
  )
  await expect(csvPartitions([csv], { label: 1 as never })).rejects.toThrow(/label must be the name/)
})

test('partitions that are not what they say are refused by the field', async () => {
  const svmlight = { kind: 'svmlight', file: 'x', start: 0, end: 1, features: 1, zeroBased: false }
  const duckdb = { kind: 'duckdb', label: 'y', features: ['x'], from: 't' }
  for (const [partition, field] of [
    [{ ...svmlight, file: 1 }, 'file'],
    [{ ...svmlight, end: -1 }, 'end'],
    [{ ...svmlight, features: 0.5 }, 'features'],
    [{ ...duckdb, features: undefined }, 'features'],
    [{ ...duckdb, label: undefined }, 'label'],
    [{ ...duckdb, where: 1 }, 'where'],
  ] as const) {
    await expect(fitPartitioned([partition])).rejects.toThrow(`partition 0: partition: ${field} must`)
  }
})

test('a svmlight partition whose path is no file is refused by the path, at once', async () => {
  const ranges = { kind: 'svmlight', start: 0, end: 1, features: 1, zeroBased: false }
  const file = join(folder, 'one.svm')
  writeFileSync(file, '1 1:1\n')
  for (const no of [join(folder, 'absent'), folder, 'a\0b', 'x'.repeat(5000), join(file, 'x')]) {
    const named = no.slice(0, 20)
    await expect(fitPartitioned([{ ...ranges, file: no }])).rejects.toThrow(ValidationError)
    await expect(fitPartitioned([{ ...ranges, file: no }])).rejects.toThrow(named)
    await expect(svmlightPartitions(no, { nFeatures: 1 })).rejects.toThrow(named)
  }
})
