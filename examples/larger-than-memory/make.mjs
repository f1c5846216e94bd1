/** Writes a Parquet file of so many rows: features between −1 and 1, labels from a logistic model with some zeros. */

import { DuckDBInstance } from '@duckdb/node-api'

const [file, rows, features] = process.argv.slice(2)

const columns = Array.from({ length: Number(features) }, (_, j) => `x${j}`)
const number = seed => `(hash(i, ${seed})::DOUBLE / 18446744073709551616)`
const weight = j => (j % 3 === 0 ? (1 + (j % 4)) * (j % 2 ? -0.5 : 0.5) : 0)
const margin = columns.map((name, j) => `${weight(j)} * ${name}`).join(' + ')

const connection = await (await DuckDBInstance.create(':memory:', { memory_limit: '512MB' })).connect()
await connection.run(`COPY (
  SELECT * EXCLUDE (i), (${number(-1)} < 1 / (1 + exp(-(${margin}))))::INTEGER AS clicked
  FROM (SELECT i, ${columns.map((name, j) => `2 * ${number(j)} - 1 AS ${name}`).join(', ')} FROM range(${rows}) t(i))
) TO '${file}' (FORMAT parquet)`)
