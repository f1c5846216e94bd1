/** The digits as the worker needs them: small against large, all images and a split, standardised. */

import { StandardScaler, trainTestSplit } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'
import type { WrongImage } from './messages'

export const { data: images, target: digits } = loadDigits()
const y = Array.from(digits.data, digit => (digit > 4 ? 'large' : 'small'))

const scaler = new StandardScaler().fit(images)

/** All images, and the scaler that has seen them all. */
export const all = { scaler, X: scaler.transform(images), y, digits: Array.from(digits.data) }

const split = trainTestSplit(images, y, { testSize: 0.25, randomState: 0, stratify: y })
const trainScaler = new StandardScaler().fit(split.XTrain)
const digitsOf = (rows: ArrayLike<number>) => Array.from(rows, i => digits.get(i))

/** Three quarters to fit, and a quarter that neither model nor scaler has seen. */
export const train = {
  X: trainScaler.transform(split.XTrain),
  y: split.yTrain,
  digits: digitsOf(split.trainIndices),
}
export const heldOut = {
  X: trainScaler.transform(split.XTest),
  y: split.yTest,
  digits: digitsOf(split.testIndices),
}

/** An image to be shown. */
export function imageAt(index: number): WrongImage {
  return { index, digit: digits.get(index), pixels: images.pick(index).toArray() as number[] }
}
