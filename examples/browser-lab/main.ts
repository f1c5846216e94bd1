/** The page: the controls ask for models, the answers are shown; drawings are classified by the models that are shown. */

import { readAddress, writeAddress } from './address'
import { Classifier } from './classifier'
import { followControls } from './controls-height'
import { DrawingPad } from './drawing-pad'
import { Gallery } from './gallery'
import { LinkedPixels } from './linked-pixels'
import { type Path, PENALTIES, type Problem, type Trained } from './messages'
import { ModelCard } from './model-card'
import { Overview } from './overview-cards'
import { nameOf, showRampLegend } from './pixel-map'
import { prepareTenClasses, showTenClasses } from './ten-classes'
import { at, rounded } from './text'
import { Tour } from './tour'
import { Trainer } from './trainer'
import { Verdicts } from './verdicts'

const MEASURE = 'change to repaint'
/** said as long as it is true */
const COMING = 'The paths and the cross-validation below are being fitted; it takes some seconds.'
const exponent = at<HTMLInputElement>('exponent')
const penalised = at<HTMLInputElement>('penalised')
const ten = at<HTMLInputElement>('ten')

const cards = [
  new ModelCard('l1', { title: 'L1', lead: 'Penalty: the sum of the magnitudes. It switches pixels off.' }),
  new ModelCard('l2', { title: 'L2', lead: 'Penalty: half the sum of the squares. It weakens them all.' }),
]
/** where the colours end: at the largest weight of any C */
let limit = 1
/** when the last change of a control was */
let asked = 0
/** whether the last model that is shown came from a file */
let isFromFile = false
let begun = false
/** the drawing, once there is one */
let drawn: readonly number[] | undefined

const trainer = new Trainer({
  onAnswer(answer) {
    complain(undefined)
    if (answer.kind === 'train') showTrained(answer)
    else if (answer.kind === 'overview') showPaths(answer.paths)
    else if (answer.kind === 'picture') overview.showPicture(answer.picture, chosen().C)
    else if (answer.kind === 'ten') showTenClasses(answer.models, answer.C, limit)
    else pad.show(answer.image.pixels)
  },
  onFailure: complain,
  onRestart() {
    at('status').textContent = 'The worker that fits the models had stopped; another has taken over.'
  },
})

const overview = new Overview()
const verdicts = new Verdicts(cards)
const linked = new LinkedPixels(pixel => {
  const weights = cards.map(
    ({ penalty, classifier }) =>
      `${penalty.toUpperCase()} ${(classifier?.weights[pixel ?? 0] ?? 0)
        .toPrecision(2)
        .replace(/^0\.0$/, '0')
        .replace('-', '−')}`,
  )
  at('pixel-note').textContent =
    pixel === undefined
      ? 'Point at a pixel or a line: its marks are linked.'
      : `Pixel in ${nameOf(pixel)}: weight ${weights.join(', ')}`
})
const pad = new DrawingPad(at('pad'), {
  onChange(ink) {
    drawn = ink
    verdicts.show(ink)
    remember()
  },
  onCursor: pixel => linked.point(pixel),
})
const gallery = new Gallery(({ pixels }) => {
  pad.show(pixels)
  at('draw-card').scrollIntoView({ block: 'start' })
  at('pad').focus({ preventScroll: true })
})

// 1. What the controls say.

function chosen(): Problem {
  return {
    C: Number((10 ** Number(exponent.value)).toPrecision(3)),
    penalizeIntercept: penalised.checked,
  }
}

function ask(): void {
  asked = performance.now()
  isFromFile = false
  const problem = chosen()
  at('c').textContent = rounded(problem.C)
  exponent.setAttribute('aria-valuetext', `C = ${rounded(problem.C)}`)
  at('ten-models').hidden = !ten.checked
  trainer.train(problem)
  if (ten.checked) trainer.fitTen(problem.C)
  remember()
}

/** What is seen is in the address. */
function remember(): void {
  writeAddress({ ...chosen(), ten: ten.checked, ink: drawn })
}

function moveTo(value: number): void {
  exponent.value = String(value)
  ask()
}

at('controls').addEventListener('submit', event => event.preventDefault())
for (const control of [exponent, penalised, ten]) control.addEventListener('input', ask)
penalised.addEventListener('input', () => trainer.fitOverview(penalised.checked))

// 2. The models.

function showTrained({ models, limit: end }: { models: readonly Trained[]; limit: number }): void {
  if (!begun || limit !== end) showRampLegend(at('map-legend'), end)
  limit = end
  models.forEach((trained, k) => {
    cards[k].show(trained, limit)
  })
  const [{ problem, rawScore }] = models
  at('raw-score').textContent = rawScore.toFixed(4)
  at('fit').dataset.c = String(problem.C)
  overview.move(problem.C)
  gallery.show(models)
  verdicts.refresh()
  // The first models before the paths: the reader waits for those.
  if (!begun) {
    begun = true
    trainer.fitPicture()
    trainer.fitOverview(problem.penalizeIntercept)
  }
  // How long the reader waited: the browser's developer tools show it, and so does `npm run bench -- browser`.
  requestAnimationFrame(() => {
    performance.clearMeasures(MEASURE)
    performance.measure(MEASURE, { start: asked, end: performance.now() })
  })
}

function showPaths(paths: readonly Path[]): void {
  overview.showPaths(paths, chosen().C)
  // They may come after a model from a file, which is what matters then.
  if (!isFromFile) at('status').textContent = 'The paths and the curves of the cross-validation are drawn.'
}

// 3. The buttons of the drawing, and models from files.

at('clear').addEventListener('click', () => pad.clear())
at('sample').addEventListener('click', () => trainer.sample())

at<HTMLInputElement>('load').addEventListener('change', async event => {
  const input = event.target as HTMLInputElement
  const file = input.files?.[0]
  if (file === undefined) return
  try {
    const loaded = Classifier.fromJSON(JSON.parse(await file.text()))
    complain(undefined)
    cards[PENALTIES.indexOf(loaded.penalty)].showLoaded(loaded, file.name, limit)
    isFromFile = true
    at('status').textContent = `This is the model of ${file.name}. Change C to fit another.`
    verdicts.refresh()
  } catch (error) {
    complain(`${file.name} holds no model of the digits: ${(error as Error).message}`)
  }
  input.value = ''
})

/** Shows what went wrong, or that nothing does. */
function complain(message: string | undefined): void {
  at('problem').textContent = message ?? ''
  at('problem').hidden = message === undefined
  if (message === undefined) at('status').textContent = trainer.awaits('overview') ? COMING : ''
}

// 4. The address, and the tour.

function followAddress(): void {
  const view = readAddress()
  exponent.value = String(view.exponent)
  penalised.checked = view.penalizeIntercept
  ten.checked = view.ten
  if (view.ink !== undefined) pad.show(view.ink)
  ask()
}

addEventListener('hashchange', () => {
  followAddress()
  trainer.fitOverview(penalised.checked)
})
prepareTenClasses()
followControls()
new Tour(moveTo, () => Number(exponent.value))
followAddress()
