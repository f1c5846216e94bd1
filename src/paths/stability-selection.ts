/**
 * Stability selection: fit a sparse model on many random halves of the rows and count how often each coefficient is not
 * zero. With Ŝ(A) the features that some C of the path selects on the rows A, q = E|Ŝ| their expected number, p the
 * number of features and τ the threshold, the expected number of features selected wrongly, E(V), is at most
 *
 *   q² / (p · (2τ − 1)),                                          τ > ½      (worst case)
 *   q² / (p · 2(2τ − 1 − 1/(2B))),                                 τ ≤ ¾      (unimodal)
 *   q² / p · 4(1 − τ + 1/(2B)) / (1 + 1/B),                        τ > ¾      (unimodal)
 *
 * The first is Theorem 1 of Meinshausen & Bühlmann, *Stability selection*, JRSS B 72 (2010), for features that are
 * exchangeable under the null, and Theorem 1 of Shah & Samworth, *Variable selection with error control: another look at
 * stability selection*, JRSS B 75 (2013), without that: there "wrongly" means with a probability below q / p on a half.
 * The others are their Theorem 2, for B pairs of complementary halves and selection probabilities whose distribution
 * over the halves is unimodal; with θ = q/p they need θ ≤ 1/√3 and τ > ½ + min(θ², 1/(2B) + ¾θ²).
 */

import type { Label, LabelsLike } from '../data/labels'
import { type MatrixLike, matrixShape } from '../data/matrix-like'
import { type NdMatrix, type NdVector, ndview } from '../data/ndview'
import { type MissedFit, missedFit, warnOfUnconverged } from '../data/unconverged'
import { checkModelKeys } from '../linear-model/model-keys'
import {
  type CommonOptions,
  OPTION_NAMES,
  type PenaltyByRatio,
  type PenaltyOptions,
  readOptions,
  type Settings,
} from '../linear-model/options'
import type { RowOptions } from '../linear-model/targets'
import { readTrainingSet } from '../linear-model/training-set'
import { readData } from '../model-selection/evaluation'
import { rowsAt } from '../model-selection/fit-and-score'
import type { FoldProgress, Job, JobData } from '../model-selection/parallel/job'
import { runJobs } from '../model-selection/parallel/run-jobs'
import { readRowOffset } from '../model-selection/row-offset'
import { refuseTargets } from '../model-selection/row-options'
import { RandomState } from '../support/random'
import { runStepsAsync, type Steps } from '../support/steps'
import { checkChoice, checkCount, checkNumber } from '../support/validate'
import { type CGrid, gridFromSmallest, readCGrid, type Spacing } from './c-grid'
import { modelsAlong } from './models-along'

/**
 * Options of {@link stabilitySelection}: what follows, and those of {@link LogisticRegression} but `C` and `warmStart`;
 * `penalty` is `'l1'` by default.
 */
export type StabilitySelectionOptions = Omit<CommonOptions, 'C' | 'warmStart' | 'randomState'> &
  (PenaltyOptions<'l1' | 'elasticnet', 'l1'> | PenaltyByRatio) & {
    /**
     * The path: a feature counts by its largest probability over these Cs. The wider the path, the more is selected and
     * the weaker the error bounds. A list, or how many in equal ratios from twice {@link l1MinC} up, about where the
     * first features enter on half of the rows; the largest over the smallest is 5 by default. Default 10.
     */
    readonly Cs?: CGrid
    /** A weight per row, >= 0, which both halves heed. Default: 1 for every row. */
    readonly sampleWeight?: LabelsLike<number> | undefined
    /** A number a row that is added to its margin `[n]`, or one for each of several classes `[n, K]`. */
    readonly offset?: RowOptions['offset']
    /** Number B of pairs of complementary halves, ≥ 1: 2B paths are fitted. Default 50. */
    readonly nPairs?: number
    /** The probability from which on a feature is selected, above 0.5 and at most 1. Default 0.75. */
    readonly threshold?: number
    /** Seed of the halves, 0 to 2³² − 1; without one every call differs. */
    readonly randomState?: number
    /** Worker threads; −1 for one per core. Default 1: no workers. */
    readonly nJobs?: number | undefined
    /** Called whenever one more half has been fitted. */
    readonly onProgress?: ((progress: FoldProgress) => void) | undefined
    /** Stops the work: the promise rejects with the signal's reason. */
    readonly signal?: AbortSignal | undefined
  }

const OWN_NAMES = [
  'Cs',
  'sampleWeight',
  'offset',
  'nPairs',
  'threshold',
  'randomState',
  'nJobs',
  'onProgress',
  'signal',
] as const satisfies (keyof StabilitySelectionOptions)[]

/** What {@link stabilitySelection} gives. */
export interface StabilitySelection {
  /** how often each feature was selected, the largest over the Cs `[d]` */
  readonly probabilities: NdVector
  /** how often at each C `[Cs, d]` */
  readonly pathProbabilities: NdMatrix
  /** the features with a probability of at least the threshold, increasing */
  readonly selected: number[]
  /** q, the mean number of features that a half selects somewhere on the path */
  readonly meanSelected: number
  /** bounds on the expected number of features selected wrongly, with the mean number for q */
  readonly errorBounds: {
    /** Meinshausen & Bühlmann 2010, Theorem 1 (Shah & Samworth 2013, Theorem 1) */
    readonly worstCase: number
    /** Shah & Samworth 2013, Theorem 2; `undefined` where its conditions fail */
    readonly unimodal: number | undefined
  }
}

const namesOf = () => [...OPTION_NAMES.filter(name => name !== 'C' && name !== 'warmStart'), ...OWN_NAMES]

interface SelectData extends JobData {
  readonly settings: Settings
  readonly Cs: Float64Array
}

interface SelectTask {
  readonly rows: Int32Array
  readonly name: string
}

interface SelectedOnHalf {
  /** 1 for every C and feature with a coefficient that is not zero `[Cs, d]` */
  readonly selected: Uint8Array
  /** the fits that have not converged */
  readonly missed: MissedFit[]
}

export const selectOnHalf: Job<SelectData, SelectTask, SelectedOnHalf> = {
  name: 'selectOnHalf',
  piece: 'half',
  async run(data, { rows, name }, signal) {
    const { Cs, settings } = data
    const [, features] = matrixShape('X', data.X as MatrixLike)
    const selected = new Uint8Array(Cs.length * features)
    const missed: SelectedOnHalf['missed'] = []
    const half = rowsAt(data, rows)
    for await (const { k, model } of modelsAlong(Cs, settings, half, name, signal, half.shift.offset)) {
      const { converged, ending } = model.convergence
      if (!converged) missed.push(missedFit(`${name}, C = ${Cs[k]}`, ending, settings))
      model.coef.data.forEach((value, at) => {
        if (value !== 0) selected[k * features + (at % features)] = 1
      })
    }
    return { selected, missed }
  },
}

/**
 * Which coefficients survive resampling: the share of random halves of the rows on which a sparse model gives each
 * feature a coefficient other than zero, and bounds on how many of those selected are expected to be wrong.
 *
 * Halves come in complementary pairs (Shah & Samworth 2013). Features are taken as they are: standardise them first.
 *
 * @param X - samples `[n, d]`
 * @param y - labels `[n]`
 * @param options - `Cs = 10`, `penalty = 'l1'`, `nPairs = 50`, `threshold = 0.75`, `randomState`, `sampleWeight`, `offset`,
 * options of {@link LogisticRegression}, `nJobs = 1`, `onProgress`, `signal`
 * @throws ValidationError when data or options do not fit, or a fit fails, as on a half that lacks a class
 * @throws UnsupportedError for targets that are no labels
 *
 * @example
 * ```ts
 * import { stabilitySelection, StandardScaler } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const X = new StandardScaler().fitTransform(data)
 * const { selected } = await stabilitySelection(X, target, { Cs: [0.02], nPairs: 10, randomState: 0 })
 * console.log(selected) // [ 28, 36 ]
 * ```
 */
export async function stabilitySelection(
  X: MatrixLike,
  y: LabelsLike,
  options: StabilitySelectionOptions = {},
): Promise<StabilitySelection> {
  refuseTargets(
    'stabilitySelection',
    options,
    'fit logisticRegressionPath, which takes them, to random halves of the rows and count the coefficients other than 0',
  )
  checkModelKeys('stabilitySelection', options, namesOf())
  const {
    Cs: cGrid,
    nPairs,
    threshold,
    randomState,
    sampleWeight,
    offset,
    nJobs,
    onProgress,
    signal,
    ...rest
  } = options
  const grid = readCGrid(cGrid)
  const pairs = checkCount('nPairs', nPairs ?? 50)
  const cut = checkNumber('threshold', threshold ?? 0.75, { above: 0.5, max: 1 })
  const settings = readOptions(rest, 'l1')
  checkChoice('penalty', settings.penalty, ['l1', 'elasticnet'])
  const labelled = readData(X, y, { sampleWeight })
  const data = { ...labelled, offset: readRowOffset(offset, labelled.y.length) }
  const Cs =
    grid instanceof Float64Array
      ? grid
      : await runStepsAsync(gridOfHalves(grid, X, y, { sampleWeight, offset }, settings), { signal })
  const tasks = drawHalves(data.y.length, pairs, new RandomState(randomState))
  const halves = await runJobs(selectOnHalf, { ...data, settings, Cs }, tasks, {
    nJobs,
    onProgress,
    signal,
  })
  const [, features] = matrixShape('X', X)
  const missed = halves.flatMap(half => half.missed)
  const all = halves.length * Cs.length
  warnOfUnconverged('stabilitySelection', missed, all, 'They are counted as they are.')
  return summarize(
    halves.map(({ selected }) => selected),
    features,
    Cs.length,
    cut,
  )
}

/** The losses of a half add up to about half of all, and what C multiplies is their sum. */
function* gridOfHalves(
  { count = 10, ratio = 5 }: Partial<Spacing>,
  X: MatrixLike,
  y: LabelsLike,
  rowOptions: RowOptions,
  settings: Settings,
): Steps<Float64Array> {
  const training = yield* readTrainingSet(X, y as LabelsLike<Label>, rowOptions, settings.classWeight)
  const Cs = yield* gridFromSmallest(settings, training, { count, ratio })
  return Cs.map(C => 2 * C)
}

/** Two halves without a common row, of ⌊n/2⌋ rows each, for every pair. */
function drawHalves(rows: number, pairs: number, random: RandomState): SelectTask[] {
  const size = Math.floor(rows / 2)
  return Array.from({ length: pairs }, (_, pair) => {
    const order = random.permutation(rows)
    return [order.slice(0, size), order.slice(size, 2 * size)].map((half, k) => ({
      rows: half,
      name: `pair ${pair}, half ${k}`,
    }))
  }).flat()
}

function summarize(
  halves: readonly Uint8Array[],
  features: number,
  Cs: number,
  threshold: number,
): StabilitySelection {
  const path = new Float64Array(Cs * features)
  let somewhere = 0
  for (const half of halves) {
    const union = new Uint8Array(features)
    half.forEach((hit, at) => {
      path[at] += hit
      if (hit === 1) union[at % features] = 1
    })
    somewhere += union.reduce((sum, hit) => sum + hit, 0)
  }
  // Divided once at the end, so that a share such as 3/4 meets the threshold 0.75 exactly.
  for (let at = 0; at < path.length; at++) path[at] /= halves.length
  const most = new Float64Array(features)
  path.forEach((share, at) => {
    most[at % features] = Math.max(most[at % features], share)
  })
  const meanSelected = somewhere / halves.length
  return {
    probabilities: ndview(most, [features]),
    pathProbabilities: ndview(path, [Cs, features]),
    selected: [...most.keys()].filter(j => most[j] >= threshold),
    meanSelected,
    errorBounds: errorBounds(meanSelected, features, threshold, halves.length / 2),
  }
}

/** See the head of this file. */
export function errorBounds(
  q: number,
  p: number,
  threshold: number,
  pairs: number,
): StabilitySelection['errorBounds'] {
  const theta = q / p
  const half = 1 / (2 * pairs)
  const holds = theta <= 1 / Math.sqrt(3) && threshold > 0.5 + Math.min(theta ** 2, half + 0.75 * theta ** 2)
  const factor =
    threshold <= 0.75 ? 1 / (2 * (2 * threshold - 1 - half)) : (4 * (1 - threshold + half)) / (1 + 2 * half)
  return {
    worstCase: (q * theta) / (2 * threshold - 1),
    unimodal: holds ? q * theta * factor : undefined,
  }
}
