/** Edible (e) or poisonous (p): 8,124 mushrooms, categories only (UCI 73, CC BY 4.0). */

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { autoType, csvParse } from 'd3-dsv'
import { LogisticRegression, makePipeline, trainTestSplit } from 'ndlogit'
import { TableVectorizer } from 'ndlogit/tables'

const text = gunzipSync(readFileSync(`${import.meta.dirname}/../data/mushrooms.csv.gz`)).toString()
const rows = csvParse<Record<string, unknown>, string>(text, autoType)
const y = rows.map(row => String(row.type))
const X = rows.map(({ type, ...row }) => row)
export const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
export const model = makePipeline(new TableVectorizer(), new LogisticRegression({ tol: 1e-12 }))
export const score = model.fit(XTrain, yTrain).score(XTest, yTest)
export const coefficients = model.coefficients({ sort: true })
