/** One penalty: the weights of its model as a map, and what is to be said of it. */

import { sparsity } from 'ndlogit'
import { Classifier } from './classifier'
import type { Penalty, Trained } from './messages'
import { largest, showPixelMap } from './pixel-map'
import { at, percent } from './text'

export class ModelCard {
  classifier: Classifier | undefined
  private readonly card: HTMLElement
  /** the name under which the model that is shown is saved */
  private fileName = ''

  constructor(
    readonly penalty: Penalty,
    { title, lead }: { readonly title: string; readonly lead: string },
  ) {
    const template = at<HTMLTemplateElement>('model')
    this.card = at(penalty)
    this.card.append(template.content.cloneNode(true))
    this.part('title').textContent = title
    this.part('lead').textContent = lead
    this.part('save').textContent = `Save the ${title} model`
    this.part('save').addEventListener('click', () => this.save())
  }

  /** @param limit - where the colours end, for every model the same */
  show(trained: Trained, limit: number): void {
    const { problem, pipeline, milliseconds, iterations } = trained
    this.fileName = `digits-${this.penalty}-${problem.C}.json`
    this.say({
      sparsity: percent(trained.sparsity),
      'train-accuracy': percent(trained.trainAccuracy),
      'held-out-accuracy': percent(trained.heldOutAccuracy),
      gap: trained.relativeGap.toExponential(1),
      time: `${milliseconds.toFixed(1)} ms`,
      steps: `${iterations} Newton steps, in a worker`,
    })
    this.card.dataset.c = String(problem.C)
    this.showWeights(Classifier.fromJSON(pipeline), limit)
  }

  /** A model from a file: what is known of it are its weights; how well it does on which images is not. */
  showLoaded(loaded: Classifier, name: string, limit: number): void {
    this.fileName = name
    this.say({
      sparsity: percent(sparsity(loaded.weights)),
      'train-accuracy': '–',
      'held-out-accuracy': '–',
      gap: '–',
      time: '–',
      steps: 'fitted elsewhere',
    })
    delete this.card.dataset.c
    this.showWeights(loaded, limit)
  }

  private showWeights(classifier: Classifier, limit: number): void {
    this.classifier = classifier
    const { weights } = classifier
    const zeros = weights.filter(weight => weight === 0).length
    const text = `${this.penalty.toUpperCase()}: ${64 - zeros} of 64 pixels have a weight, the largest is ${largest(weights).toPrecision(2)}; ${zeros} are exactly 0.`
    showPixelMap(this.part('map'), weights, { label: text, limit })
    this.part('map-text').textContent = text
  }

  private say(values: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(values)) this.part(name).textContent = text
  }

  private part(name: string): HTMLElement {
    return this.card.querySelector<HTMLElement>(`[data-part="${name}"]`)!
  }

  private save(): void {
    if (this.classifier === undefined) return
    const link = document.createElement('a')
    const text = JSON.stringify(this.classifier.pipeline)
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    link.download = this.fileName
    link.click()
    URL.revokeObjectURL(link.href)
  }
}
