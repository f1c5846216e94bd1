import { expect, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValScore } from '../../src/model-selection/cross-validate'
import { explain } from '../../src/pipeline/explain'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { Pipeline } from '../../src/pipeline/pipeline'
import { tableTransformers } from '../../src/tables/table-transformers'
import { TableVectorizer } from '../../src/tables/table-vectorizer'

const rows = Array.from({ length: 90 }, (_, i) => ({
  age: i % 9 === 0 ? '' : String(20 + (i % 50)),
  fare: i * 1.5,
  sex: i % 2 ? 'male' : 'female',
  alive: i % 3 === 0,
  deck: i % 11 === 0 ? null : 'ABCDEFG'[i % 7],
  born: new Date(Date.UTC(1950 + (i % 40), i % 12, 1 + (i % 28))),
  seen: `2026-0${1 + (i % 9)}-11`,
  note: `case ${i} ${i % 2 ? 'bright red' : 'dull blue'} thing`,
  id: `id${i}`,
  empty: '',
  big: BigInt(i % 4),
}))
const y = rows.map((row, i) => (row.sex === 'male' && i % 5 !== 0 ? 'yes' : 'no'))

test('each column by what it holds, and says so', () => {
  const vectorizer = new TableVectorizer().fit(rows)
  const kinds = Object.fromEntries(vectorizer.describe().map(({ column, kind }) => [column, kind]))
  expect(kinds).toEqual({
    age: 'numbers',
    fare: 'numbers',
    sex: 'categories',
    alive: 'categories',
    deck: 'categories',
    born: 'dates',
    seen: 'dates',
    note: 'text',
    id: 'drop',
    empty: 'drop',
    big: 'numbers',
  })
  const outputs = Object.fromEntries(vectorizer.describe().map(row => [row.column, row.outputs]))
  expect(outputs).toMatchObject({ age: 2, fare: 1, sex: 1, alive: 1, deck: 8, born: 4, note: 6, id: 0 })
  expect(Object.values(outputs).reduce((sum, count) => sum + count)).toBe(
    vectorizer.getFeatureNamesOut().length,
  )
  expect(vectorizer.getFeatureNamesOut()).toEqual(
    expect.arrayContaining(['missingindicator_age', 'sex_male', 'deck_null', 'born_weekday', 'note_red']),
  )
  expect(vectorizer.describe()[8].why).toBe('90 distinct values, more than 40, and no word is in 5 of them')
})

test('choices can be made by name', () => {
  const vectorizer = new TableVectorizer({ columns: { fare: 'drop', sex: 'text', big: 'categories' } }).fit(
    rows,
  )
  expect(vectorizer.getFeatureNamesOut()).toEqual(expect.arrayContaining(['sex_female', 'sex_male', 'big_3']))
  expect(vectorizer.describe()[1]).toEqual({ column: 'fare', kind: 'drop', why: 'as given', outputs: 0 })
  expect(() => new TableVectorizer({ columns: { fair: 'drop' } }).fit(rows)).toThrow(
    "columns names 'fair', but X has",
  )
  expect(() => new TableVectorizer({ columns: { fare: 'number' as never } })).toThrow(
    'columns.fare must be one of',
  )
})

test('a pipeline of it: fitted, cross-validated, explained, saved, served', async () => {
  const model = makePipeline(new TableVectorizer(), new LogisticRegression())
  expect(Math.min(...(await crossValScore(model, rows, y, { cv: 3 })).data)).toBeGreaterThan(0.7)
  model.fit(rows, y)
  const [first] = model.coefficients({ sort: true })
  expect(first.feature).toMatch(/^(sex|note)_/)
  const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(model)), tableTransformers)
  const fresh = [{ ...rows[0], sex: 'other', deck: 'Z', note: 'unheard of', empty: 'now not', age: '41' }]
  expect(back.predictProba(fresh).data).toEqual(model.predictProba(fresh).data)
  const parts = explain(back as typeof model, rows[3])
  expect(parts.reduce((sum, part) => sum + part.contribution, 0)).toBeCloseTo(
    model.decisionFunction([rows[3]]).get(0),
    12,
  )
  expect(() => back.predict([{ ...rows[0], fare: 'much' }])).toThrow("X.fare[0] is 'much': not a number")
  const { fare: _, ...rest } = rows[0]
  expect(() => back.predict([rest])).toThrow("X has no column 'fare', which the fit had")
})
