/**
 * From SQL to a model, and its predictions back into SQL: the sex of the penguins that nobody noted.
 *
 * DuckDB reads the file and picks the rows; the model learns from the birds whose sex is known, and what it makes of the
 * others is written into a table beside them.
 */

import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { crossValScore, LogisticRegression, makePipeline, StandardScaler } from 'ndlogit'
import { makeColumnTransformer, OneHotEncoder, SimpleImputer } from 'ndlogit/tables'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

const connection = await (await DuckDBInstance.create(':memory:')).connect()
const columns = async (sql: string) => (await connection.runAndReadAll(sql)).getColumnsObject()

// 1. SQL: a table of the file, with a number for each bird. An empty field is NULL.

const file = fileURLToPath(new URL('penguins.csv', import.meta.url))
await connection.run(
  `CREATE TABLE penguins AS SELECT row_number() OVER () AS id, * FROM read_csv('${file.replaceAll("'", "''")}')`,
)

// 2. The model. Its columns come by name from the query, as DuckDB gives them: no row is touched.

const FEATURES = 'species, island, bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g'
const known = await columns(`SELECT ${FEATURES} FROM penguins WHERE sex IS NOT NULL`)
const { sex } = await columns('SELECT sex FROM penguins WHERE sex IS NOT NULL')
const y = sex.map(String)

const numbers = [new SimpleImputer({ strategy: 'median' }), new StandardScaler()]
const encoder = makeColumnTransformer(
  [numbers, ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g']],
  [new OneHotEncoder(), ['species', 'island']],
)
const pipeline = makePipeline(encoder, new LogisticRegression({ C: 10 }))
const scores = await crossValScore(pipeline, known, y)
const model = pipeline.fit(known, y)

console.log(`birds of known sex: ${y.length}`)
console.log(`cross-validated accuracy: ${mean(Array.from(scores.data)).toFixed(3)}`)
console.log('what speaks for MALE, by one standard deviation or by being it:')
for (const { feature, coef } of model.coefficients({ sort: true }).slice(0, 4)) {
  console.log(`  ${feature.padEnd(20)} ${coef.toFixed(2).padStart(6)}`)
}

// 3. Back: the probabilities go into a table of their own, keyed as the birds are.

const unknown = await columns(`SELECT ${FEATURES} FROM penguins WHERE sex IS NULL ORDER BY id`)
const { id } = await columns('SELECT id FROM penguins WHERE sex IS NULL ORDER BY id')
const male = model.classes.indexOf('MALE')
const probabilities = model.predictProba(unknown)

await connection.run('CREATE TABLE predictions (id BIGINT PRIMARY KEY, male DOUBLE)')
const appender = await connection.createAppender('predictions')
id.forEach((key, i) => {
  appender.appendBigInt(BigInt(String(key)))
  appender.appendDouble(probabilities.get(i, male))
  appender.endRow()
})
appender.closeSync()

// 4. SQL again: the birds with what the model says, and how sure it is.

const filled = await connection.runAndReadAll(`
  SELECT id, species, body_mass_g AS grams, if(male > 0.5, 'MALE', 'FEMALE') AS sex,
    greatest(male, 1 - male) AS sure
  FROM penguins JOIN predictions USING (id) ORDER BY sure DESC`)
console.log(`written back: ${filled.currentRowCount} predictions`)
for (const row of filled.getRowObjects()) {
  const grams = row.grams === null ? 'not weighed' : `${row.grams} g`
  console.log(
    `  bird ${String(row.id).padStart(3)}  ${String(row.species).padEnd(9)}  ${grams.padStart(11)}  ${String(row.sex).padEnd(6)}  ${Number(row.sure).toFixed(3)}`,
  )
}
connection.closeSync()

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
