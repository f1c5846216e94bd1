/**
 * Many classes on top of embeddings: a text or image model has turned each item into a vector of Float32 numbers, and
 * a multinomial model learns the topic from few thousand of them. The vectors are used where they lie.
 */

import ndarray from 'ndarray'
import { LogisticRegression, logLoss } from 'ndlogit'
import { makeEmbeddings } from './make-embeddings'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

// 1. Embeddings come as one flat Float32Array, here made up; an ndarray says that it holds a vector a row.

const [ROWS, SIZE, TOPICS] = [4000, 64, 50]
const { data, y } = makeEmbeddings(ROWS, SIZE, TOPICS, 1)
const X = ndarray(data, [ROWS, SIZE])

// 2. Three quarters to train on, the rest to test. Both are views: no vector is copied, and none becomes Float64.

const trainRows = 0.75 * ROWS
const XTrain = X.hi(trainRows, SIZE)
const XTest = X.lo(trainRows, 0)
const [yTrain, yTest] = [y.slice(0, trainRows), y.slice(trainRows)]

// 3. One model for all topics. Vectors of length 1 have small coordinates, so the coefficients must be large: a weak
//    penalty (a large C) lets them.

const start = performance.now()
const model = new LogisticRegression({ penalty: 'l2', C: 10 }).fit(XTrain, yTrain)
const seconds = (performance.now() - start) / 1000

// 4. How good it is. The log loss looks at the probabilities, and not only at which is the largest.

const probabilities = model.predictProba(XTest)
const amongThree = yTest.filter((topic, i) => {
  const own = probabilities.get(i, model.classes.indexOf(topic))
  const better = model.classes.filter((_, k) => probabilities.get(i, k) > own)
  return better.length < 3
})
const { iterations, dualityGap, objective } = model.convergence

console.log(`${ROWS} embeddings of ${SIZE} Float32 numbers, ${TOPICS} topics, ${trainRows} rows to train on

coefficients: ${model.coef.shape.join(' × ')}
fit time: ${seconds.toFixed(2)} s, ${iterations} iterations
relative gap: ${(dualityGap / objective).toExponential(1)}, so much the objective is above its minimum at most
test accuracy: ${model.score(XTest, yTest).toFixed(4)}
among the three most probable: ${(amongThree.length / yTest.length).toFixed(4)}
test log loss: ${logLoss(yTest, probabilities).toFixed(4)}, where guessing has ${Math.log(TOPICS).toFixed(4)}`)
