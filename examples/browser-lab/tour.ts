/** Six steps through the page. Each says one thing, moves the controls itself, and brings what it speaks of into sight. */

import { at } from './text'

/** Where the slider goes, as log₁₀ of C, and what is looked at. */
interface Step {
  readonly title: string
  readonly text: string
  readonly exponent: number
  readonly look: string
}

const STEPS: readonly Step[] = [
  {
    title: 'Two models of the same data',
    text: 'Both tell small digits (0–4) from large ones (5–9) by 64 weights. At C = 100 the data have the say: L1 and L2 look alike, and nearly every pixel has a weight.',
    exponent: 2,
    look: 'models',
  },
  {
    title: 'Less C: weak or off',
    text: 'At C = 0.1 the penalties part. L2, on the right, makes all weights smaller. L1, on the left, sets more than a third of them to exactly 0: grey cells with a dot.',
    exponent: -1,
    look: 'models',
  },
  {
    title: 'Why: a diamond has corners',
    text: 'Two weights, and curves of equal loss. A penalty keeps the weights within a diamond (L1) or a disc (L2), which shrink with C. The least loss within a diamond often lies at a corner, where a weight is 0; a disc has no corners.',
    exponent: -2.5,
    look: 'picture-card',
  },
  {
    title: 'The paths of the weights',
    text: 'A line a pixel. From right to left, L1 drives one weight after the other to 0, while those of L2 fade together and never arrive. Point at a line, a pixel or a label: they are linked.',
    exponent: -1.5,
    look: 'path-card',
  },
  {
    title: 'Which C? Ask images that were held out',
    text: 'The star is the C that cross-validation finds best, with one standard error as a band. The diamond is the simplest model within that error: fewer pixels, and no worse as far as one can tell.',
    exponent: -1,
    look: 'curves-card',
  },
  {
    title: 'Your turn',
    text: 'Draw a digit, or take one that the models get wrong, and see what every pixel adds. The address of this page now holds what you see: send it to somebody.',
    exponent: -1,
    look: 'draw-card',
  },
]

export class Tour {
  private step = -1
  private moving = 0

  /** @param moveTo - sets the slider, log₁₀ of C */
  constructor(
    private readonly moveTo: (exponent: number) => void,
    private readonly present: () => number,
  ) {
    at('tour-start').addEventListener('click', () => this.show(0))
    at('tour-back').addEventListener('click', () => this.show(this.step - 1))
    at('tour-next').addEventListener('click', () => this.show(this.step + 1))
    at('tour-end').addEventListener('click', () => this.end())
    at('tour').addEventListener('keydown', event => {
      if (event.key === 'Escape') this.end()
    })
  }

  private show(k: number): void {
    if (k >= STEPS.length) {
      this.end()
      return
    }
    this.step = k
    const { title, text, exponent, look } = STEPS[k]
    at('tour').hidden = false
    at('tour-title').textContent = `${k + 1} of ${STEPS.length}. ${title}`
    at('tour-text').textContent = text
    at<HTMLButtonElement>('tour-back').disabled = k === 0
    at('tour-next').textContent = k === STEPS.length - 1 ? 'Finish' : 'Next'
    at('tour-next').focus({ preventScroll: true })
    for (const card of document.querySelectorAll('.looked-at')) card.classList.remove('looked-at')
    at(look).classList.add('looked-at')
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    at(look).scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' })
    if (calm) this.moveTo(exponent)
    else this.glide(exponent)
  }

  private end(): void {
    at('tour').hidden = true
    cancelAnimationFrame(this.moving)
    for (const card of document.querySelectorAll('.looked-at')) card.classList.remove('looked-at')
    at('tour-start').focus({ preventScroll: true })
  }

  /** Moves the slider so that one can follow. */
  private glide(exponent: number): void {
    cancelAnimationFrame(this.moving)
    const from = this.present()
    const began = performance.now()
    const move = (now: number) => {
      const done = Math.max(0, Math.min(1, (now - began) / 1200))
      this.moveTo(done === 1 ? exponent : from + (exponent - from) * done)
      if (done < 1) this.moving = requestAnimationFrame(move)
    }
    this.moving = requestAnimationFrame(move)
  }
}
