/** The picture behind the penalties: the loss of two pixels as a landscape, and where each penalty stops on the way down. */

import { LogisticRegression } from 'ndlogit'
import { all } from './data'
import { PENALTIES, type Picture, type PicturePoint } from './messages'
import { CS } from './overview'

/** Points along each axis of the landscape. */
const GRID = 41
/** Room around the solutions. */
const MARGIN = 1.25

const [rows, cols] = all.X.shape as [number, number]
const signs = Float64Array.from(all.y, label => (label === 'large' ? 1 : -1))

export async function fitPicture(signal: AbortSignal): Promise<Picture> {
  const pixels = choosePixels()
  const X = Array.from({ length: rows }, (_, i) => pixels.map(pixel => all.X.get(i, pixel)))
  const y = Array.from(signs)
  const solutions = { l1: [] as PicturePoint[], l2: [] as PicturePoint[] }
  for (const penalty of PENALTIES) {
    for (const C of CS) {
      const model = await new LogisticRegression({ penalty, C, fitIntercept: false }).fitAsync(X, y, {
        signal,
      })
      solutions[penalty].push({ C, weights: [model.coef.get(0, 0), model.coef.get(0, 1)] })
    }
  }
  const largest = Math.max(...PENALTIES.flatMap(penalty => solutions[penalty].at(-1)!.weights.map(Math.abs)))
  const axis = Float64Array.from({ length: GRID }, (_, k) => MARGIN * largest * ((2 * k) / (GRID - 1) - 1))
  const loss = new Float64Array(GRID * GRID)
  axis.forEach((second, row) => {
    axis.forEach((first, col) => {
      loss[row * GRID + col] = meanLoss(X, first, second)
    })
  })
  return { pixels, axis, loss, solutions }
}

/** Mean of log(1 + exp(−margin)) over the images. */
function meanLoss(X: readonly number[][], first: number, second: number): number {
  let sum = 0
  X.forEach((row, i) => {
    const margin = signs[i] * (first * row[0] + second * row[1])
    sum += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)))
  })
  return sum / rows
}

/** The pixel that tells most, and among those that say something of their own the one that repeats it most. */
function choosePixels(): [number, number] {
  const told = Array.from({ length: cols }, (_, j) => Math.abs(dot(j, signs)))
  const first = told.indexOf(Math.max(...told))
  const column = Float64Array.from({ length: rows }, (_, i) => all.X.get(i, first))
  const shared = told.map((own, j) => (j === first || own < told[first] / 4 ? 0 : Math.abs(dot(j, column))))
  return [first, shared.indexOf(Math.max(...shared))]
}

/** Of column `j` with another vector `[rows]`. */
function dot(j: number, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < rows; i++) sum += all.X.get(i, j) * other[i]
  return sum
}
