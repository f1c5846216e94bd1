/** A kind of work that threads can share: data that all its pieces look at, and many small tasks. */

import type { Estimator } from '../../data/estimator'
import type { Label } from '../../data/labels'
import type { MatrixLike } from '../../data/matrix-like'

/** What all pieces of a job look at. */
export interface JobData {
  readonly X: MatrixLike
  readonly y: readonly Label[]
  readonly sampleWeight: Float64Array | undefined
  readonly estimator?: Estimator
}

/** A kind of work, known to the workers by its name. */
export interface Job<D extends JobData, T, R> {
  readonly name: string
  run(data: D, task: T, signal?: AbortSignal): Promise<R>
}
