/** One fit of an npm package on the digits, with its own defaults where it has them: `npm-peer.ts <package>`. */

import { createRequire } from 'node:module'
import { digits } from '../problems/digits'

const load = createRequire(new URL('../npm/', import.meta.url))
const { dense, sparse, labels } = digits()
const { rows, cols } = sparse
const values = dense as Float64Array

/** What is used of the packages. */
type MlLogisticRegression = new () => {
  train(X: unknown, y: unknown): void
  classifiers: readonly { weights: { to1DArray(): number[] } }[]
}
interface MlMatrix {
  Matrix: {
    new (rows: readonly (readonly number[])[]): unknown
    columnVector(values: readonly number[]): unknown
  }
}
interface Apparatus {
  LogisticRegressionClassifier: new () => {
    addExample(row: readonly number[], label: string): void
    train(): void
    theta: readonly { elements: number[] }[]
    classifications: readonly string[]
  }
}
type StdlibArray = (values: Float64Array) => unknown
type StdlibClassifier = (
  features: number,
  options: object,
) => (row: unknown, label: number) => { get(j: number): number }

const fits: Record<string, () => ArrayLike<number>> = {
  'ml-logistic-regression': () => {
    const Classifier = load('ml-logistic-regression') as MlLogisticRegression
    const { Matrix } = load('ml-matrix') as MlMatrix
    const X = new Matrix(Array.from({ length: rows }, (_, i) => row(i)))
    const y = Matrix.columnVector(Array.from(labels, label => (label > 0 ? 1 : 0)))
    const classifier = new Classifier()
    classifier.train(X, y)
    // One classifier a class against the rest, in favour of the rest.
    return classifier.classifiers[0].weights.to1DArray()
  },
  apparatus: () => {
    const { LogisticRegressionClassifier } = load('apparatus') as Apparatus
    const classifier = new LogisticRegressionClassifier()
    labels.forEach((label, i) => {
      classifier.addExample(row(i), `${label}`)
    })
    classifier.train()
    return classifier.theta[classifier.classifications.indexOf('1')].elements
  },
  '@stdlib/ml': () => {
    const array = load('@stdlib/ndarray/array') as StdlibArray
    const classifier = load('@stdlib/ml/incr/binary-classification') as StdlibClassifier
    const passes = 20
    const update = classifier(cols, { intercept: false, lambda: 1 / rows })
    let coefficients: { get(j: number): number } | undefined
    for (let p = 0; p < passes * rows; p++) {
      const i = p % rows
      coefficients = update(array(values.subarray(i * cols, (i + 1) * cols)), labels[i])
    }
    return Array.from({ length: cols }, (_, j) => coefficients!.get(j))
  },
}

const started = performance.now()
const w = fits[process.argv[2]]()
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, w: Array.from(w) }))

function row(i: number): number[] {
  return Array.from(values.subarray(i * cols, (i + 1) * cols))
}
