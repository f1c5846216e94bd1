/** Which of three species a penguin is: 344 birds, blanks among them (palmerpenguins, CC0). */

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { autoType, csvParse } from 'd3-dsv'
import { LogisticRegression, makePipeline, trainTestSplit } from 'ndlogit'
import { TableVectorizer } from 'ndlogit/tables'

const text = gunzipSync(readFileSync(`${import.meta.dirname}/../data/penguins.csv.gz`)).toString()
const rows = csvParse<Record<string, unknown>, string>(text, autoType)
const y = rows.map(row => String(row.species))
const X = rows.map(({ species, ...row }) => row)
export const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
export const model = makePipeline(new TableVectorizer(), new LogisticRegression({ tol: 1e-12 }))
export const score = model.fit(XTrain, yTrain).score(XTest, yTest)
export const coefficients = model.coefficients({ sort: true })
