import { isNdArray, type NdArray } from '../data/ndview'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { checkKeys, describe } from '../support/validate'
import { C_AXIS, type Figure, type FigureMark, type FigureRow, short, widthOfNames } from './figure'

/** A point that a rule has taken. */
export interface ChosenPoint {
  readonly C: number
  readonly l1Ratio?: number | undefined
  readonly gamma?: number | undefined
}

/** What is needed of a search: that of a fitted `LogisticRegressionCV`. */
export interface SearchLike {
  /** m values */
  readonly Cs: { readonly data: ArrayLike<number> }
  /** `[m]`, or with l1Ratios and γs as further axes */
  readonly meanTestScores: NdArray
  readonly standardErrors: NdArray
  readonly choices: { readonly best: ChosenPoint; readonly '1se': ChosenPoint | undefined }
  /** its options, of which `scoring` names the score */
  getParams(): object
}

/** Options of {@link crossValidationFigure}. */
export interface CrossValidationFigureOptions {
  /** what the score is, for the axis; default the name in `scoring`, or `score` */
  readonly scoreName?: string
}

/**
 * The mean score of the held-out rows against C with a standard error on both sides, and what both rules take: `best`, the
 * highest mean, and `1se`, the simplest model within a standard error of it. Rows `{ C, series, mean, low, high }`; with
 * several l1Ratios or γs there is a series of each pair.
 *
 * @throws NotFittedError before `fit`
 * @throws ValidationError for an unknown option
 *
 * @example
 * ```ts
 * import { LogisticRegressionCV, StandardScaler } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 * import { crossValidationFigure } from 'ndlogit/figures'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const X = new StandardScaler().fitTransform(data)
 * const options = { penalty: 'l1', Cs: [0.001, 0.01, 0.1], scoring: 'neg_log_loss' } as const
 * const search = await new LogisticRegressionCV(options).fit(X, target)
 * const { marks } = crossValidationFigure(search)
 * console.log(marks[3].data.map(({ rule, C }) => `${rule}: ${C}`)) // [ 'best: 0.1', '1se: 0.1' ]
 * ```
 */
export function crossValidationFigure(
  search: SearchLike,
  options: CrossValidationFigureOptions = {},
): Figure {
  checkKeys('crossValidationFigure', options, ['scoreName'])
  const params = search.getParams() as Readonly<Record<string, unknown>>
  const { scoreName = typeof params.scoring === 'string' ? params.scoring : 'score' } = options
  const { choices, meanTestScores, standardErrors, Cs } = search
  if (!isNdArray(meanTestScores)) {
    throw new ValidationError(
      `crossValidationFigure: search must be a LogisticRegressionCV, got ${describe(search)}`,
    )
  }
  const [m, ...axes] = meanTestScores.shape
  const names = seriesNames(params, axes)
  const data = names.flatMap((series, v) =>
    Array.from({ length: m }, (_, c) => {
      const at = c * names.length + v
      const mean = meanTestScores.data[at] as number
      const error = standardErrors.data[at] as number
      const spread = Number.isFinite(error) ? error : 0
      return { C: Cs.data[c], series, mean, low: mean - spread, high: mean + spread }
    }),
  )
  const chosen: FigureRow[] = (['best', '1se'] as const).flatMap(rule => {
    const point = choices[rule]
    return point === undefined ? [] : [{ rule, C: point.C, series: nameOf(point.l1Ratio, point.gamma) }]
  })
  const color = names.length > 1 ? { stroke: 'series' } : {}
  return {
    title: 'What cross-validation says of each C',
    subtitle: `dashed: ${chosen.map(({ rule, C, series }) => `${rule} C = ${Number(short(Number(C)))}${series === '' ? '' : ` (${series})`}`).join(', ')}`,
    x: C_AXIS,
    y: { label: `${scoreName}, mean ± standard error`, grid: true },
    marginRight: widthOfNames(chosen.map(({ rule }) => String(rule))),
    ...(names.length > 1 && { color: { label: null, legend: true, domain: names } }),
    marks: [
      { mark: 'ruleX', data, options: { x: 'C', y1: 'low', y2: 'high', ...color } },
      { mark: 'line', data, options: { x: 'C', y: 'mean', z: 'series', ...color } },
      { mark: 'dot', data, options: { x: 'C', y: 'mean', ...color } },
      { mark: 'ruleX', data: chosen, options: { x: 'C', strokeDasharray: '4 4' } },
      ...chosen.map((row, k): FigureMark => ({ ...BESIDE, data: [row], options: besides(k) })),
    ],
  }
}

const BESIDE = { mark: 'text' } as const

/** The first name above, the second below: both rules may take one C. */
function besides(k: number) {
  return { x: 'C', text: 'rule', frameAnchor: k === 0 ? 'top' : 'bottom', textAnchor: 'start', dx: 4 }
}

/** In the order of the further axes. @throws ValidationError when they are not those of the options */
function seriesNames(params: Readonly<Record<string, unknown>>, axes: readonly number[]): string[] {
  const listOf = (name: string): readonly (number | undefined)[] => {
    const value = params[name]
    return value === undefined ? [undefined] : typeof value === 'number' ? [value] : (value as number[])
  }
  const names = listOf('l1Ratios').flatMap(ratio => listOf('gammas').map(gamma => nameOf(ratio, gamma)))
  const count = axes.reduce((product, size) => product * size, 1)
  if (names.length === count) return names
  throw new ValidationError(
    `crossValidationFigure: the search has ${counted(count, 'score')} for each C, and its options say ${names.length}`,
  )
}

function nameOf(ratio: number | undefined, gamma: number | undefined): string {
  const parts = [ratio === undefined ? '' : `l1Ratio ${ratio}`, gamma === undefined ? '' : `γ ${gamma}`]
  return parts.filter(part => part !== '').join(', ')
}
