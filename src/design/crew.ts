/**
 * The door by which threads come in. What shares a fit among them lives in an entry of its own (`ndlogit/workers`) and is put in
 * here by `setWorkers`: what fits on one thread carries none of it.
 */

import type { Steps } from '../support/steps'
import type { FeatureMatrix } from './design-matrix'

/** Threads that share fits. */
export interface Crew {
  /** The name of the option that says how many: nobody takes it where there is no crew. */
  readonly option: 'nJobs'
  /** The steps of a fit, done by so many threads; by this one alone where `nJobs` is left out. */
  share<T>(method: string, nJobs: number | undefined, steps: Steps<T>): Steps<T>
  /** The matrix of the fit that is at its step now. */
  lay(design: FeatureMatrix): FeatureMatrix
}

export const door: { crew?: Crew | undefined } = {}

/** What `nJobs` is called in the options of a fit: a name that nobody passes where there is no crew. */
export function nJobsName(): string {
  return door.crew?.option ?? 'nJobs (of fitAsync, after setWorkers)'
}

/** The steps of a fit, by the crew if there is one. */
export function byCrew<T>(method: string, nJobs: number | undefined, steps: Steps<T>): Steps<T> {
  return door.crew?.share(method, nJobs, steps) ?? steps
}
