/** The model of a table: fitted on three quarters of the rows whose label is known, scored on the others. */

import { LogisticRegression, makePipeline, trainTestSplit } from 'ndlogit'
import { TableVectorizer } from 'ndlogit/tables'
import type { Row } from './table-data'

/** @throws ValidationError for a label that has too few rows of a class */
export async function fitTable(rows: readonly Row[], label: string, C: number) {
  const known = rows.filter(row => row[label] !== null)
  const X = known.map(({ [label]: _, ...row }) => row)
  const y = known.map(row => String(row[label]))
  const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
  const model = makePipeline(new TableVectorizer(), new LogisticRegression({ C }))
  await model.fitAsync(XTrain, yTrain)
  return { model, X, y, trained: yTrain.length, accuracy: model.score(XTest, yTest), tested: yTest.length }
}

export type FittedTable = Awaited<ReturnType<typeof fitTable>>
