// What a strict project writes with the types of every entry. Compiled by each version of TypeScript, never run.

import {
  type ClassWeight,
  crossValScore,
  GridSearchCV,
  LogisticRegression,
  type LogisticRegressionOptions,
  makePipeline,
  type NdArray,
  type NdMatrix,
  StandardScaler,
  sparsity,
  trainTestSplit,
} from 'ndlogit'
import { loadDigits, loadSvmlight } from 'ndlogit/datasets'
import { TunedThresholdClassifierCV } from 'ndlogit/decisions'
import { summary } from 'ndlogit/inference'
import { toOnnx } from 'ndlogit/onnx'
import { type Chunk, fitPartitioned } from 'ndlogit/partitioned'
import { loadModel } from 'ndlogit/predict'
import { TableVectorizer } from 'ndlogit/tables'
import { checkEstimator } from 'ndlogit/testing'
import { TfidfVectorizer } from 'ndlogit/text'
import { startWorker } from 'ndlogit/workers'

const digits = loadDigits({ nClass: 2 })
const y = Array.from(digits.target.data, digit => (digit > 0 ? 'one' : 'zero'))
const { XTrain, XTest, yTrain } = trainTestSplit(digits.data, y, { randomState: 0, stratify: y })
const options: LogisticRegressionOptions = { penalty: 'elasticnet', l1Ratio: 0.5, C: 0.1 }
const model = new LogisticRegression(options).fit(XTrain, yTrain)
export const labels: string[] = model.predict(XTest)
export const proba: NdMatrix = model.predictProba(XTest)
export const coef: NdArray = model.coef
export const value: number = coef.get(0, 0) + sparsity(coef)
export const weights: ClassWeight = { one: 2 }

const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1' }))
const search = await new GridSearchCV(pipeline, { logisticRegression__C: [0.1, 1] }, { cv: 3 }).fit(
  XTrain,
  yTrain,
)
export const C: number | undefined = search.bestParams.logisticRegression__C
export const scores: Float64Array = (await crossValScore(pipeline, XTrain, yTrain)).data as Float64Array
export const bytes: Uint8Array = toOnnx(model)
export const rows = loadModel(JSON.stringify(model)).predict([[0, 1]])
async function* chunks(): AsyncGenerator<Chunk<string>> {
  yield { X: [[0], [1]], y: ['a', 'b'] }
}
export const apart = (await fitPartitioned([chunks])).predict([[1]])
export const tuned = new TunedThresholdClassifierCV(new LogisticRegression())
export const others = [summary, loadSvmlight, TableVectorizer, TfidfVectorizer, checkEstimator, startWorker]

// @ts-expect-error: labels are strings
export const wrongLabels: number[] = model.predict(XTest)
// @ts-expect-error: a view of numbers has no such member
export const wrongMember = coef.noSuchMember
// @ts-expect-error: no such penalty
export const wrongPenalty = new LogisticRegression({ penalty: 'l3' })
// @ts-expect-error: newton-cholesky takes no l1 part
export const wrongSolver = new LogisticRegression({ penalty: 'l1', solver: 'newton-cholesky' })
