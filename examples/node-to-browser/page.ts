/** The script of the page: reads the model, predicts each image, and shows both. */

import { type LoadedModel, loadModel } from 'ndlogit/predict'

const summary = document.querySelector('#summary')!
try {
  // The page holds the model here; it may come by `fetch` as well.
  const { model, X, y } = JSON.parse(document.querySelector('#saved')!.textContent)
  show(loadModel<number>(model), X, y)
} catch (error) {
  summary.textContent = `The model cannot be used: ${(error as Error).message}`
}

function show(predictor: LoadedModel<number>, X: number[][], y: number[]): void {
  const labels = predictor.predict(X)
  const proba = predictor.predictProba(X)
  const figures = X.map((pixels, i) => {
    const k = predictor.classes.indexOf(labels[i])
    return figure(pixels, `${labels[i]}`, proba[i][k], labels[i] === y[i])
  })
  document.querySelector('#digits')!.append(...figures)
  const right = y.filter((digit, i) => digit === labels[i]).length
  summary.textContent = `${right} of ${y.length} digits that the model has not seen are right.`
}

/** A list item with the image and what the model says about it. */
function figure(pixels: readonly number[], label: string, probability: number, right: boolean): HTMLElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 8
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', `image taken for ${label}`)
  const context = canvas.getContext('2d')
  pixels.forEach((ink, p) => {
    if (!context) return
    context.fillStyle = `rgb(0 0 0 / ${ink / 16})`
    context.fillRect(p % 8, Math.floor(p / 8), 1, 1)
  })

  const item = document.createElement('li')
  if (!right) item.className = 'wrong'
  item.dataset.label = label
  item.append(canvas, `${label} · ${(100 * probability).toFixed(1)} %${right ? '' : ' ✗'}`)
  return item
}
