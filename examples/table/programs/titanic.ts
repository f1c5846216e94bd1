/** Who survived (1) the Titanic: 891 passengers. Words of their names count, too; the file is not in the repository. */

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { autoType, csvParse } from 'd3-dsv'
import { LogisticRegression, makePipeline, trainTestSplit } from 'ndlogit'
import { TableVectorizer } from 'ndlogit/tables'

const text = gunzipSync(readFileSync(`${process.env.NDLOGIT_TABLES}/titanic.csv.gz`)).toString()
const rows = csvParse<Record<string, unknown>, string>(text, autoType)
const y = rows.map(row => String(row.survived))
const X = rows.map(({ survived, ticket, cabin, ...row }) => row)
export const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
export const model = makePipeline(new TableVectorizer(), new LogisticRegression({ tol: 1e-12 }))
export const score = model.fit(XTrain, yTrain).score(XTest, yTest)
export const coefficients = model.coefficients({ sort: true })
