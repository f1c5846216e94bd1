/** What fits over partitions take besides the options of the model, checked at the door. */

import { checkLabel, type Label, type LabelsLike, readLabels, uniqueLabels } from '../data/labels'
import { isBounded } from '../linear-model/bounds'
import type { Settings } from '../linear-model/options'
import { type SavedStandardScaler, StandardScaler } from '../preprocessing/standard-scaler'
import { UnsupportedError, ValidationError } from '../support/errors'
import { checkKeys, checkNumber, describe, refuseHoles } from '../support/validate'
import type { Checkpoint } from './checkpoint'
import { type Executor, inProcess } from './executor'
import type { PartitionedProgress } from './progress'
import { refuseRowOptions } from './read-chunk'

/** Largest Hessian that is formed, unless it is said otherwise: 2048² doubles are 32 MB. */
const LARGEST_GRAM = 2048

/** Who does the work of passes over partitions, and who watches it. */
export interface WorkOptions {
  /** who reads the partitions; {@link inProcess} by default */
  readonly executor?: Executor
  /** called before the first pass, after each partition and after each pass */
  readonly onProgress?: (progress: PartitionedProgress) => void
  /** stops the work: the promise rejects with the signal's reason */
  readonly signal?: AbortSignal
}

/** What {@link fitPartitioned} takes besides the options of the model. */
export interface FitOptions<L extends Label = Label> extends WorkOptions {
  /** all classes, when they are known: a label that is none of them is refused. By default the first pass finds them. */
  readonly classes?: LabelsLike<L>
  /** scales every chunk as it is read, so that the model is one of scaled features */
  readonly scaler?: StandardScaler
  /** called after every pass, with what `resume` takes: at most one pass is lost when the process dies */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void
  /** goes on from there; the partitions and the options have to be the same, but for `tol` and `maxIter` */
  readonly resume?: unknown
  /**
   * Coefficients that a Hessian is formed of, at most; with more, models are solved by conjugate gradients, which takes
   * more passes, or with an l1 part on the coefficients that matter most. It takes that many squared doubles, and half
   * of it travels. Default 2048.
   */
  readonly largestGram?: number
}

const WORK = ['executor', 'onProgress', 'signal'] as const
const NAMES = ['classes', 'scaler', 'onCheckpoint', 'resume', 'largestGram']

/** Options that have been checked. */
export interface OpenedFit extends Omit<FitOptions, 'executor' | 'classes' | 'scaler' | 'largestGram'> {
  readonly executor: Executor
  readonly classes: readonly Label[] | undefined
  readonly scaler: SavedStandardScaler | undefined
  readonly largestGram: number
}

/** @throws ValidationError for an unknown option or a wrong one */
export function openFit(owner: string, options: FitOptions): OpenedFit {
  refuseRowOptions(owner, options)
  checkKeys(owner, options, [...WORK, ...NAMES])
  const { classes, scaler, onCheckpoint, resume, largestGram = LARGEST_GRAM } = options
  if (scaler !== undefined && !(scaler instanceof StandardScaler)) {
    throw new ValidationError(`scaler must be a fitted StandardScaler, got ${describe(scaler)}`)
  }
  checkFunction('onCheckpoint', onCheckpoint)
  return {
    ...readWork(options),
    classes: classes === undefined ? undefined : readClasses(classes),
    scaler: scaler === undefined ? undefined : savedScaler(scaler),
    ...(onCheckpoint && { onCheckpoint }),
    resume,
    largestGram: checkNumber('largestGram', largestGram, { min: 1, max: 8192, integer: true }),
  }
}

export function readWork({ executor = inProcess(), onProgress, signal }: WorkOptions): WorkOptions & {
  readonly executor: Executor
} {
  if (typeof (executor as { map?: unknown } | null)?.map !== 'function') {
    throw new ValidationError(`executor must have the method map, got ${describe(executor)}`)
  }
  checkFunction('onProgress', onProgress)
  return { executor, ...(onProgress && { onProgress }), ...(signal && { signal }) }
}

/** @throws ValidationError unless there is at least one partition */
export function readPartitions(owner: string, partitions: readonly unknown[]): readonly unknown[] {
  if (!Array.isArray(partitions)) {
    throw new ValidationError(`${owner}: partitions must be an array, got ${describe(partitions)}`)
  }
  refuseHoles(`${owner}: partitions`, partitions)
  if (partitions.length === 0) throw new ValidationError(`${owner}: there is no partition; give at least one`)
  return [...partitions]
}

/** @throws UnsupportedError for options that are for data in memory */
export function refuseMemoryOptions(settings: Settings): Settings {
  const { solver, warmStart } = settings
  if (solver !== 'auto') {
    throw new UnsupportedError(
      `solver '${solver}' is for data in memory; fits over partitions choose by themselves: leave it out`,
    )
  }
  if (warmStart) {
    throw new UnsupportedError(
      'warmStart is for data in memory; a fit over partitions goes on from a checkpoint: use resume',
    )
  }
  if (isBounded(settings)) {
    throw new UnsupportedError(
      'lowerBounds, upperBounds and positive are for data in memory; leave them out, or fit by LogisticRegression',
    )
  }
  return settings
}

function readClasses(classes: LabelsLike): Label[] {
  const labels = readLabels('classes', classes)
  labels.forEach((label, k) => {
    checkLabel(`classes[${k}]`, label)
  })
  const distinct = uniqueLabels(labels)
  if (distinct.length !== labels.length) throw new ValidationError('classes has a label twice')
  if (distinct.length < 2) {
    throw new ValidationError(`classes must have at least two labels, got ${distinct.length}`)
  }
  return distinct
}

function savedScaler(scaler: StandardScaler): SavedStandardScaler {
  const saved = scaler.toJSON()
  if (saved.fitted === undefined)
    throw new ValidationError('scaler is not fitted; call fit or fitScaler first')
  return saved
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') {
    throw new ValidationError(`${name} must be a function, got ${describe(value)}`)
  }
}
