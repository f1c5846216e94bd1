/** The digits as the worker needs them: small against large, all images and a split, standardised. */

import { StandardScaler, trainTestSplit } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'

export const { data: images, target: digits } = loadDigits()
const y = Array.from(digits.data, digit => (digit > 4 ? 'large' : 'small'))

const scaler = new StandardScaler().fit(images)

/** All images, and the scaler that has seen them all. */
export const all = { scaler, X: scaler.transform(images), y }

const split = trainTestSplit(images, y, { testSize: 0.25, randomState: 0, stratify: y })
const trainScaler = new StandardScaler().fit(split.XTrain)

/** Three quarters to fit, and a quarter that neither model nor scaler has seen. */
export const train = { X: trainScaler.transform(split.XTrain), y: split.yTrain }
export const heldOut = { X: trainScaler.transform(split.XTest), y: split.yTest }
