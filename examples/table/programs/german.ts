/** Good (1) or bad (2) credit: 1,000 debtors, codes and numbers, a file without names (UCI 144, CC BY 4.0). */

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { autoType, csvParse } from 'd3-dsv'
import { LogisticRegression, makePipeline, trainTestSplit } from 'ndlogit'
import { TableVectorizer } from 'ndlogit/tables'

const names =
  'status,months,history,purpose,amount,savings,work,rate,personal,debtors,since,property,age,plans,housing,credits,job,dependents,phone,foreign,credit\n'
const text = gunzipSync(readFileSync(`${import.meta.dirname}/../data/german.csv.gz`)).toString()
const rows = csvParse<Record<string, unknown>, string>(names + text, autoType)
const y = rows.map(row => String(row.credit))
const X = rows.map(({ credit, ...row }) => row)
export const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
export const model = makePipeline(new TableVectorizer(), new LogisticRegression({ tol: 1e-12 }))
export const score = model.fit(XTrain, yTrain).score(XTest, yTest)
export const coefficients = model.coefficients({ sort: true })
