/** Who earned more than 50,000 dollars in 1994: 32,561 people (UCI 2, CC BY 4.0); the file is not in the repository. */

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { autoType, csvParse } from 'd3-dsv'
import { LogisticRegression, makePipeline, trainTestSplit } from 'ndlogit'
import { TableVectorizer } from 'ndlogit/tables'

const names = 'age,work,weight,degree,years,marriage,job,role,race,sex,gain,loss,hours,country,income\n'
const text = gunzipSync(readFileSync(`${process.env.NDLOGIT_TABLES}/adult-train.csv.gz`)).toString()
const rows = csvParse<Record<string, unknown>, string>(names + text.trim().replaceAll(', ', ','), autoType)
const y = rows.map(row => String(row.income))
const X = rows.map(({ income, ...row }) => row)
export const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
const vectorizer = new TableVectorizer({ cardinalityThreshold: 50 })
export const model = makePipeline(vectorizer, new LogisticRegression({ tol: 1e-12 }))
export const score = model.fit(XTrain, yTrain).score(XTest, yTest)
export const coefficients = model.coefficients({ sort: true })
