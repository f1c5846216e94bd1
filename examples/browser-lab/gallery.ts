/** The images that the models get wrong, as buttons that put them on the drawing pad. */

import type { Penalty, Trained, WrongImage } from './messages'
import { at } from './text'

const SIDE = 8
/** So many are shown; there are about as many again. */
const SHOWN = 96

export class Gallery {
  private readonly wrong = new Map<Penalty, readonly WrongImage[]>()

  /** @param onChoose - told which image was clicked */
  constructor(private readonly onChoose: (image: WrongImage) => void) {
    at('gallery-of').addEventListener('change', () => this.draw())
  }

  show(models: readonly Trained[]): void {
    for (const { penalty, wrong } of models) this.wrong.set(penalty, wrong)
    this.draw()
  }

  private draw(): void {
    const choice = at<HTMLSelectElement>('gallery-of').value
    const [l1, l2] = [this.wrong.get('l1') ?? [], this.wrong.get('l2') ?? []]
    const known = new Set(l2.map(({ index }) => index))
    const both = l1.filter(({ index }) => known.has(index))
    const images = { l1, l2, both }[choice] ?? both
    const of = choice === 'both' ? 'both models get' : `${choice.toUpperCase()} gets`
    const shown = images.slice(0, SHOWN)
    const rest = shown.length < images.length ? ` The first ${SHOWN} are shown.` : ''
    at('gallery-text').textContent = `${images.length} of 1797 images ${of} wrong.${rest}`
    at('gallery').replaceChildren(...shown.map(image => this.button(image)))
  }

  private button(image: WrongImage): HTMLElement {
    const item = document.createElement('li')
    const button = document.createElement('button')
    button.type = 'button'
    button.setAttribute(
      'aria-label',
      `A ${image.digit}, taken for ${image.digit > 4 ? 'small' : 'large'}: show it`,
    )
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = SIDE
    const context = canvas.getContext('2d')!
    image.pixels.forEach((ink, k) => {
      const grey = Math.round(255 * (1 - ink / 16))
      context.fillStyle = `rgb(${grey} ${grey} ${grey})`
      context.fillRect(k % SIDE, Math.floor(k / SIDE), 1, 1)
    })
    const digit = document.createElement('span')
    digit.textContent = String(image.digit)
    button.append(canvas, digit)
    button.addEventListener('click', () => this.onChoose(image))
    item.append(button)
    return item
  }
}
