/** What is drawn once for every C, and follows the slider with a mark: the picture of two pixels, paths and curves. */

import { type LegendEntry, type MoveMark, showAccuracy, showLegend, showPath, showSparsity } from './charts'
import { type Path, type PathPoint, PENALTIES, type Penalty, type Picture } from './messages'
import { showPicture } from './picture-chart'
import { nameOf } from './pixel-map'
import { at, percent, rounded } from './text'

export class Overview {
  private readonly marks = new Map<string, MoveMark>()

  constructor() {
    showLegend(
      at('sparsity-legend'),
      PENALTIES.map(penalty => entry(penalty, penalty.toUpperCase(), 'line')),
    )
    showLegend(at('accuracy-legend'), PENALTIES.flatMap(legendOf))
  }

  /** Moves every mark to another C and says what is there. */
  move(C: number): void {
    for (const mark of this.marks.values()) mark(C)
  }

  showPicture(picture: Picture, C: number): void {
    at('picture-pixels').textContent = picture.pixels.map(nameOf).join(' and ')
    for (const penalty of PENALTIES) {
      const place = at(`picture-${penalty}`)
      const move = showPicture(place, picture, penalty)
      this.add(`picture-${penalty}`, C, now => {
        const { weights, atCorner } = move(now)
        const where = atCorner ? 'at a corner of the diamond, one weight is exactly 0' : 'neither weight is 0'
        const [first, second] = weights.map(weight => weight.toFixed(3).replace('-', '−'))
        const name = penalty.toUpperCase()
        describe(place, `${name} at C = ${rounded(now)}: weights ${first} and ${second}; ${where}.`)
      })
    }
  }

  showPaths(paths: readonly Path[], C: number): void {
    const largest = Math.max(...paths.flatMap(({ points }) => Array.from(points.at(-1)!.coef, Math.abs)))
    // Each chart in a task of its own, so that the page answers in between.
    for (const path of paths) {
      setTimeout(() => {
        const place = at(`path-${path.penalty}`)
        const move = showPath(place, path, largest)
        this.add(`path-${path.penalty}`, C, now => {
          move(now)
          const { coef } = nearest(path, now)
          const used = coef.filter(weight => weight !== 0).length
          const end = Math.max(...Array.from(coef, Math.abs)).toPrecision(2)
          const name = path.penalty.toUpperCase()
          describe(
            place,
            `${name} at C = ${rounded(now)}: ${used} of 64 weights are not 0, the largest is ${end}.`,
          )
        })
      })
    }
    setTimeout(() =>
      this.addCurve('sparsity-curves', showSparsity, paths, C, ({ sparsity }) => percent(sparsity, 1)),
    )
    setTimeout(() => {
      const says = ({ trainAccuracy, foldAccuracy }: PathPoint) =>
        `${percent(trainAccuracy, 1)} of the training images, ${percent(foldAccuracy, 1)} of held-out ones`
      this.addCurve('accuracy-curves', showAccuracy, paths, C, says)
    })
    at('chosen').textContent = paths.map(chosenBy).join(' ')
  }

  private addCurve(
    id: string,
    draw: (place: Element, paths: readonly Path[]) => MoveMark,
    paths: readonly Path[],
    C: number,
    says: (point: PathPoint) => string,
  ): void {
    const move = draw(at(id), paths)
    this.add(id, C, now => {
      move(now)
      const parts = paths.map(path => `${path.penalty.toUpperCase()} ${says(nearest(path, now))}`)
      describe(at(id), `At C = ${rounded(now)}: ${parts.join('; ')}.`)
    })
  }

  private add(name: string, C: number, mark: MoveMark): void {
    this.marks.set(name, mark)
    mark(C)
  }
}

/** What a chart shows now, for those who see it and for those who do not. */
function describe(place: HTMLElement, text: string): void {
  place.querySelector('svg')?.setAttribute('aria-label', text)
  at(`${place.id}-text`).textContent = text
}

function nearest({ points }: Path, C: number): PathPoint {
  const distance = (point: PathPoint) => Math.abs(Math.log(point.C / C))
  return points.reduce((best, point) => (distance(point) < distance(best) ? point : best))
}

function chosenBy({ penalty, bestC, oneErrorC, points }: Path): string {
  const used = (C: number) => points.find(point => point.C === C)!.coef.filter(weight => weight !== 0).length
  return (
    `${penalty.toUpperCase()}: best at C = ${rounded(bestC)} (${used(bestC)} pixels); ` +
    `within one standard error at C = ${rounded(oneErrorC)} (${used(oneErrorC)} pixels).`
  )
}

/** One penalty says in full what its marks are; those of the other are the same in its color. */
function legendOf(penalty: Penalty, k: number): LegendEntry[] {
  const name = penalty.toUpperCase()
  if (k > 0) return [entry(penalty, `${name}, likewise`, 'line')]
  return [
    entry(penalty, `${name}, held-out images of 5 folds`, 'line'),
    entry(penalty, '± 1 standard error', 'band'),
    entry(penalty, 'training images', 'dashes'),
    entry(penalty, 'best C', 'star'),
    entry(penalty, 'simplest C within one error', 'diamond'),
  ]
}

function entry(penalty: LegendEntry['penalty'], text: string, shape: LegendEntry['shape']): LegendEntry {
  return { penalty, text, shape }
}
