// CommonJS as `verbatimModuleSyntax` has it written.

import ndlogit = require('ndlogit')
import datasets = require('ndlogit/datasets')
import predict = require('ndlogit/predict')

const digits = datasets.loadDigits()
const model: ndlogit.LogisticRegression<number> = new ndlogit.LogisticRegression({ penalty: 'l1' }).fit(
  digits.data,
  digits.target,
)
const labels: number[] = model.predict(digits.data)
// @ts-expect-error: labels are numbers
const wrong: string[] = model.predict(digits.data)
export = { labels, wrong, loadModel: predict.loadModel }
