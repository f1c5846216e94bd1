/** All ten digits at once, by the softmax: a map of weights for each. */

import { PENALTIES, type TenClasses } from './messages'
import { showPixelMap } from './pixel-map'
import { at, percent, rounded } from './text'

const PIXELS = 64
const CLASSES = 10

/** Makes a place for each map, which keeps its size until the map is there. */
export function prepareTenClasses(): void {
  for (const penalty of PENALTIES) {
    at(`ten-${penalty}`).append(...Array.from({ length: CLASSES }, (_, digit) => emptyPlace(digit)))
  }
}

export function showTenClasses(models: readonly TenClasses[], C: number, limit: number): void {
  for (const { penalty, coef, ...facts } of models) {
    const name = penalty.toUpperCase()
    at(`ten-${penalty}-text`).textContent =
      `${name} at C = ${rounded(C)}: ${percent(facts.heldOutAccuracy, 1)} of 450 held-out images are right; ` +
      `${percent(facts.sparsity, 1)} of the 640 weights are exactly 0. Fitted in ${Math.round(facts.milliseconds)} ms.`
    const places = at(`ten-${penalty}`).querySelectorAll('.figure')
    for (let digit = 0; digit < CLASSES; digit++) {
      const weights = coef.subarray(digit * PIXELS, (digit + 1) * PIXELS)
      const used = weights.filter(weight => weight !== 0).length
      const label = `${name}, digit ${digit}: ${used} of 64 pixels have a weight`
      showPixelMap(places[digit], weights, { label, limit })
    }
  }
}

function emptyPlace(digit: number): HTMLElement {
  const place = document.createElement('li')
  const map = document.createElement('div')
  map.className = 'figure'
  place.append(map, String(digit))
  return place
}
