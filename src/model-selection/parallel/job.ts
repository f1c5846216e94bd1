/** A kind of work that threads can share: data that all its pieces look at, and many small tasks. */

import type { Estimator } from '../../data/estimator'
import type { Label } from '../../data/labels'
import type { SamplesLike } from '../../data/matrix-like'

/** What all pieces of a job look at. */
export interface JobData {
  readonly X: SamplesLike
  readonly y: readonly Label[]
  readonly sampleWeight: Float64Array | undefined
  /** see row-offset.ts */
  readonly offset?: Float64Array | readonly (readonly number[])[] | undefined
  readonly estimator?: Estimator
}

/** What `onProgress` is told whenever one more fold is done, one more half of the rows, or one more column. */
export interface FoldProgress {
  /**
   * `'fold'`: a fit, or a path of fits, on the training rows of a split; `'half'`: a path of fits on half of the rows;
   * `'column'`: the scores with one column shuffled
   */
  readonly type: 'fold' | 'half' | 'column'
  /** pieces that are done */
  readonly done: number
  /** and that there are in all */
  readonly total: number
  /** time since the work began, in milliseconds */
  readonly elapsedMs: number
}

/** A kind of work, known to the workers by its name. */
export interface Job<D extends JobData, T, R> {
  readonly name: string
  /** what a task stands for, in reports of progress */
  readonly piece: FoldProgress['type']
  run(data: D, task: T, signal?: AbortSignal): Promise<R>
}
