/** What both models say of the drawing, and what each pixel adds to it. */

import type { Verdict } from './classifier'
import type { ModelCard } from './model-card'
import { largest, showPixelMap } from './pixel-map'
import { at, percent, signed } from './text'

export class Verdicts {
  private drawing: readonly number[] | undefined

  constructor(private readonly cards: readonly ModelCard[]) {}

  show(ink: readonly number[]): void {
    this.drawing = ink
    this.refresh()
  }

  /** Asks the models again, which may be others than before. */
  refresh(): void {
    const { drawing } = this
    if (drawing === undefined) return
    const verdicts = this.cards.map(({ classifier }) => classifier?.classify(drawing))
    const limit = Math.max(...verdicts.map(verdict => largest(verdict?.contributions ?? [])))
    const said = this.cards.map(({ penalty }, k) => {
      const verdict = verdicts[k]
      return verdict === undefined ? '' : showVerdict(penalty, verdict, limit)
    })
    at('verdict').textContent = said.join(' ')
  }
}

function showVerdict(penalty: string, verdict: Verdict, limit: number): string {
  const { label, probability, contributions, intercept } = verdict
  const total = contributions.reduce((sum, term) => sum + term, intercept)
  const name = penalty.toUpperCase()
  showPixelMap(at(`contributions-${penalty}`), contributions, {
    label: `${name}: what each of the 8 × 8 pixels adds, ${signed(total)} in all`,
    limit,
  })
  at(`contributions-${penalty}-text`).textContent =
    `${name}: pixels and intercept (${signed(intercept)}) come to ${signed(total)}; above 0 is large.`
  return `${name}: ${label === 'large' ? 'Large (5–9)' : 'Small (0–4)'}, with probability ${percent(probability, 1)}.`
}
