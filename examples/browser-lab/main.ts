/** The page: the controls ask for a model, the answer is shown; drawings are classified by the model that is shown. */

import { sparsity } from 'ndlogit'
import { type MoveMark, showAccuracy, showLegend, showPath, showSparsity } from './charts'
import { Classifier } from './classifier'
import { DrawingPad } from './drawing-pad'
import type { Path, Penalty, Problem, Trained } from './messages'
import { largest, showPixelMap, showRampLegend } from './pixel-map'
import { Trainer } from './trainer'

const at = <E extends HTMLElement>(id: string) => document.getElementById(id) as E
const exponent = at<HTMLInputElement>('exponent')
const controls = at<HTMLFormElement>('controls')

let classifier: Classifier | undefined
/** the name under which the model that is shown is saved */
let fileName = ''
let drawing: readonly number[] | undefined
let paths: readonly Path[] | undefined
const marks: MoveMark[] = []
/** when the last change of a control was */
let asked = 0

const trainer = new Trainer({
  onAnswer(answer) {
    complain(undefined)
    if (answer.kind === 'train') showTrained(answer)
    else if (answer.kind === 'sample') pad.show(answer.pixels)
    else showPaths(answer.paths)
  },
  onFailure: complain,
})

const pad = new DrawingPad(at('pad'), ink => {
  drawing = ink
  showVerdict()
})

// 1. What the controls say.

function chosen(): Problem {
  const form = new FormData(controls)
  return {
    penalty: form.get('penalty') as Penalty,
    C: Number((10 ** Number(exponent.value)).toPrecision(3)),
    penalizeIntercept: form.get('intercept') === 'penalised',
  }
}

function ask(): void {
  asked = performance.now()
  const problem = chosen()
  at('c').textContent = String(problem.C)
  exponent.setAttribute('aria-valuetext', `C = ${problem.C}`)
  trainer.train(problem)
}

controls.addEventListener('submit', event => event.preventDefault())
controls.addEventListener('input', event => {
  const { name } = event.target as HTMLInputElement
  ask()
  if (name === 'penalty') showPathOf(chosen())
  if (name === 'intercept') fitPaths()
})

// 2. The model.

function showTrained(trained: Trained): void {
  const { problem, milliseconds, iterations } = trained
  at('sparsity').textContent = percent(trained.sparsity)
  at('train-accuracy').textContent = percent(trained.trainAccuracy)
  at('held-out-accuracy').textContent = percent(trained.heldOutAccuracy)
  at('gap').textContent = trained.relativeGap.toExponential(1)
  at('time').textContent = `${milliseconds.toFixed(1)} ms`
  at('steps').textContent = `${iterations} Newton steps, in a worker`
  at('raw-score').textContent = trained.rawScore.toFixed(4)
  at('fit').dataset.c = String(problem.C)
  for (const move of marks) move(problem.C)
  fileName = `digits-${problem.penalty}-${problem.C}.json`
  showClassifier(Classifier.fromJSON(trained.pipeline))
  // The first model before the paths: the reader waits for that one.
  if (paths === undefined) fitPaths()
  // How long the reader waited: the browser's developer tools show it, and so does `npm run bench -- browser`.
  requestAnimationFrame(() =>
    performance.measure('change to repaint', { start: asked, end: performance.now() }),
  )
}

function showClassifier(next: Classifier): void {
  classifier = next
  const { weights } = next
  const limit = largest(weights)
  showPixelMap(at('map'), `Weights of the 8 × 8 pixels, from ${-limit} to ${limit}`, weights, limit)
  showRampLegend(at('map-legend'), limit)
  showVerdict()
}

// 3. The drawing.

function showVerdict(): void {
  if (classifier === undefined || drawing === undefined) return
  const { label, probability, contributions, intercept } = classifier.classify(drawing)
  const total = contributions.reduce((sum, term) => sum + term, intercept)
  showPixelMap(
    at('contributions'),
    'What each of the 8 × 8 pixels adds',
    contributions,
    largest(contributions),
  )
  at('verdict').textContent =
    `${label === 'large' ? 'Large (5–9)' : 'Small (0–4)'}, with probability ${percent(probability)}: ` +
    `the pixels and the intercept of ${signed(intercept)} come to ${signed(total)}, and above 0 is large.`
}

at('clear').addEventListener('click', () => pad.clear())
at('sample').addEventListener('click', () => trainer.sample())

// 4. The paths.

function fitPaths(): void {
  paths ??= []
  trainer.fitPaths(chosen().penalizeIntercept)
}

function showPaths(next: readonly Path[]): void {
  paths = next
  showLegend(at('sparsity-legend'), next)
  showLegend(at('accuracy-legend'), next, ['training', 'held out'])
  // Each chart in a task of its own, so that the page answers in between.
  setTimeout(() => showPathOf(chosen()))
  setTimeout(() => addMark(1, showSparsity(at('sparsity-curves'), next)))
  setTimeout(() => addMark(2, showAccuracy(at('accuracy-curves'), next)))
}

function showPathOf({ penalty }: Problem): void {
  const path = paths?.find(candidate => candidate.penalty === penalty)
  if (path !== undefined) addMark(0, showPath(at('path'), path))
}

function addMark(chart: number, move: MoveMark): void {
  marks[chart] = move
  move(chosen().C)
}

// 5. Models in files.

at('save').addEventListener('click', () => {
  if (classifier === undefined) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(
    new Blob([JSON.stringify(classifier.pipeline)], { type: 'application/json' }),
  )
  link.download = fileName
  link.click()
  URL.revokeObjectURL(link.href)
})

at<HTMLInputElement>('load').addEventListener('change', async event => {
  const input = event.target as HTMLInputElement
  const file = input.files?.[0]
  if (file === undefined) return
  try {
    showLoaded(Classifier.fromJSON(JSON.parse(await file.text())), file.name)
  } catch (error) {
    complain(`${file.name} holds no model of the digits: ${(error as Error).message}`)
  }
  input.value = ''
})

/** A model from a file: what is known of it are its weights; how well it does on which images is not. */
function showLoaded(loaded: Classifier, name: string): void {
  complain(undefined)
  fileName = name
  for (const value of document.querySelectorAll('#fit dd:not(.note)')) value.textContent = '–'
  at('sparsity').textContent = percent(sparsity(loaded.weights))
  at('steps').textContent = 'fitted elsewhere'
  delete at('fit').dataset.c
  at('status').textContent = `This is the model of ${name}. Change C to fit another.`
  showClassifier(loaded)
}

/** Shows what went wrong, or that nothing does. */
function complain(message: string | undefined): void {
  at('problem').textContent = message ?? ''
  at('problem').hidden = message === undefined
  if (message === undefined) at('status').textContent = ''
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}

ask()
