/** A fit, a path or a cross-validation that can go on where it stopped: a small plain object, written after every pass. */

import { checkLabel } from '../data/labels'
import type { SavedOptions } from '../linear-model/serialisation'
import { ENDINGS, type Solution } from '../solvers/solution'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { checkSavedHead, readArray, readSavedNumbers, refuseUnknownFields } from '../support/saved'
import { checkChoice, checkNumber, checkObject, describe } from '../support/validate'
import type { FitState } from './newton-rounds'
import type { Findings, Reading } from './task'

const TYPE = 'ndlogit/PartitionedCheckpoint'
const VERSION = 1

/** What `onCheckpoint` is given, and `resume` takes: it survives `JSON.stringify`. */
export interface Checkpoint {
  readonly type: typeof TYPE
  readonly version: typeof VERSION
  /** the options of the fit; another fit than that of these options cannot go on from here */
  readonly options: SavedOptions
  /** those of a path or of a cross-validation; one fit has none */
  readonly Cs?: readonly number[]
  /** what each partition was when it was first read */
  readonly readings: readonly Reading[]
  /** what the first pass has found */
  readonly findings: {
    readonly features: number
    readonly labels: Findings['labels']
    /** of the columns */
    readonly moments: {
      readonly weight: number
      readonly mean: readonly number[]
      readonly variance: readonly number[]
      readonly least: readonly number[]
      readonly most: readonly number[]
    }
  }
  /** where each problem stands; those that have not begun are not there */
  readonly fits: readonly SavedState[]
}

/** Where a problem stands. */
export interface SavedState {
  /** coefficients, as the solver has them */
  readonly w: readonly number[]
  readonly iterations: number
  readonly damping: number
  readonly scale: number | null
  readonly before: readonly number[] | null
  /** along a path: the solutions at the first of its Cs */
  readonly done?: readonly SavedSolution[]
}

/** A solution, with its certificate. */
export interface SavedSolution {
  readonly w: readonly number[]
  readonly ending: Solution['ending']
  readonly iterations: number
  readonly objective: number
  readonly dualityGap: number
}

/** A problem that goes from C to C. */
export interface PathState extends FitState {
  /** the solutions at the Cs that it has left behind */
  readonly done: Solution[]
}

/** What a checkpoint holds, in the types of the fit. */
export interface Resumed {
  readonly readings: readonly Reading[]
  readonly findings: Findings
  readonly fits: readonly Pick<PathState, 'w' | 'iterations' | 'damping' | 'scale' | 'before' | 'done'>[]
}

/** Which fit it is: its options, and the Cs of a path. */
export interface Stated {
  readonly options: SavedOptions
  readonly Cs: Float64Array | undefined
}

export function saveCheckpoint(
  { options, Cs }: Stated,
  readings: readonly Reading[],
  { features, labels, moments }: Findings,
  fits: readonly (FitState | PathState)[],
): Checkpoint {
  const { weight, mean, variance, least, most } = moments
  return {
    type: TYPE,
    version: VERSION,
    options,
    ...(Cs && { Cs: [...Cs] }),
    readings,
    findings: {
      features,
      labels,
      moments: { weight, mean: [...mean], variance: [...variance], least: [...least], most: [...most] },
    },
    fits: fits.map(state => ({
      w: [...state.w],
      iterations: state.iterations,
      damping: state.damping,
      scale: state.scale ?? null,
      before: state.before === undefined ? null : [...state.before],
      ...('done' in state && { done: state.done.map(solution => ({ ...solution, w: [...solution.w] })) }),
    })),
  }
}

/** Options that may be others when a fit goes on: they only say when it ends. */
const MAY_CHANGE = ['tol', 'maxIter']

/** @throws ValidationError naming the first field that is not as it should be, or the option that is another */
export function readCheckpoint(value: unknown, { options, Cs }: Stated, partitions: number): Resumed {
  const saved = checkObject('resume', value)
  checkSavedHead(saved, TYPE, VERSION)
  refuseUnknownFields('resume', saved, ['type', 'version', 'options', 'Cs', 'readings', 'findings', 'fits'])
  refuseOtherCs(saved.Cs, Cs)
  refuseOtherOptions(checkObject('resume.options', saved.options), options)
  const readings = readArray('resume.readings', saved.readings).map(readReading)
  if (readings.length !== partitions) {
    throw new ValidationError(`resume is of ${counted(readings.length, 'partition')}, not of ${partitions}`)
  }
  return {
    readings,
    findings: readFindings(saved.findings),
    fits: readArray('resume.fits', saved.fits).map((fit, k) => readState(fit, k, Cs?.length ?? 0)),
  }
}

function refuseOtherCs(saved: unknown, Cs: Float64Array | undefined): void {
  const before = saved === undefined ? undefined : readSavedNumbers('resume.Cs', saved)
  const listed = (values: Float64Array | undefined): string =>
    values === undefined ? 'one fit' : `a path of ${describe([...values])}`
  if (before?.length === Cs?.length && (before ?? []).every((C, k) => C === Cs?.[k])) return
  throw new ValidationError(`resume is of ${listed(before)}, and this is ${listed(Cs)}`)
}

function refuseOtherOptions(saved: SavedOptions, options: SavedOptions): void {
  for (const name of new Set([...Object.keys(saved), ...Object.keys(options)])) {
    if (MAY_CHANGE.includes(name)) continue
    const [before, now] = [JSON.stringify(saved[name]), JSON.stringify(options[name])]
    if (before === now) continue
    throw new ValidationError(`resume is of a fit with ${name} ${before}, and this one has ${name} ${now}`)
  }
}

function readReading(value: unknown, k: number): Reading {
  const name = `resume.readings[${k}]`
  const { rows, sum, size } = checkObject(name, value)
  return {
    rows: checkNumber(`${name}.rows`, rows, { min: 0, integer: true }),
    sum: checkNumber(`${name}.sum`, sum),
    size: checkNumber(`${name}.size`, size, { min: 0 }),
  }
}

function readFindings(value: unknown): Findings {
  const name = 'resume.findings'
  const { features, labels, moments: saved } = checkObject(name, value)
  const moments = checkObject(`${name}.moments`, saved)
  const d = checkNumber(`${name}.features`, features, { min: 1, integer: true })
  const columns = (field: 'mean' | 'variance' | 'least' | 'most'): Float64Array => {
    const values = readSavedNumbers(`${name}.moments.${field}`, moments[field])
    if (values.length === d) return values
    throw new ValidationError(`${name}.moments.${field} must be of length ${d}, got ${values.length}`)
  }
  return {
    features: d,
    labels: readArray(`${name}.labels`, labels).map((count, k) => readCount(`${name}.labels[${k}]`, count)),
    moments: {
      weight: checkNumber(`${name}.moments.weight`, moments.weight, { min: 0 }),
      mean: columns('mean'),
      variance: columns('variance'),
      least: columns('least'),
      most: columns('most'),
    },
  }
}

function readCount(name: string, value: unknown): Findings['labels'][number] {
  const { label, fold, rows, weight } = checkObject(name, value)
  return {
    label: checkLabel(`${name}.label`, label),
    fold: checkNumber(`${name}.fold`, fold, { min: -1, integer: true }),
    rows: checkNumber(`${name}.rows`, rows, { min: 0, integer: true }),
    weight: checkNumber(`${name}.weight`, weight, { min: 0 }),
  }
}

function readState(value: unknown, k: number, count: number): Resumed['fits'][number] {
  const name = `resume.fits[${k}]`
  const { w, iterations, damping, scale, before, done = [] } = checkObject(name, value)
  const solutions = readArray(`${name}.done`, done)
  if (solutions.length > count) {
    throw new ValidationError(`${name}.done must be of length ${count}, got ${solutions.length}`)
  }
  return {
    w: readSavedNumbers(`${name}.w`, w),
    iterations: checkNumber(`${name}.iterations`, iterations, { min: 0, integer: true }),
    damping: checkNumber(`${name}.damping`, damping, { min: 0 }),
    scale: scale === null ? undefined : checkNumber(`${name}.scale`, scale, { min: 0 }),
    before: before === null ? undefined : readSavedNumbers(`${name}.before`, before),
    done: solutions.map((solution, c) => readSolution(`${name}.done[${c}]`, solution)),
  }
}

function readSolution(name: string, value: unknown): Solution {
  const { w, ending, iterations, objective, dualityGap } = checkObject(name, value)
  return {
    w: readSavedNumbers(`${name}.w`, w),
    ending: checkChoice(`${name}.ending`, ending, ENDINGS),
    iterations: checkNumber(`${name}.iterations`, iterations, { min: 0, integer: true }),
    objective: checkNumber(`${name}.objective`, objective, { min: 0 }),
    dualityGap: checkNumber(`${name}.dualityGap`, dualityGap, { min: 0 }),
  }
}

/** @throws ValidationError when the coefficients of a checkpoint are not those of the problems */
export function checkStates(fits: Resumed['fits'], sizes: readonly number[]): void {
  fits.forEach(({ w, done }, k) => {
    if (k < sizes.length && [{ w }, ...done].every(solution => solution.w.length === sizes[k])) return
    throw new ValidationError(
      `resume.fits[${k}] has ${counted(w.length, 'coefficient')}, and its problem has ${describe(sizes[k])}`,
    )
  })
}
