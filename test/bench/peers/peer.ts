/** What the suite asks of everybody it compares. */

import type { Penalty, Task } from '../task'

/** One way of solving tasks: a solver of a library. */
export interface Peer {
  readonly name: string
  /** why it does not take part in a task; `undefined` where it does */
  excuse(task: Task): string | undefined
  /** @throws TimeLimitError where the fit was given up */
  fit(task: Task, tol: number): Promise<TimedFit>
}

export interface TimedFit {
  readonly seconds: number
  readonly w: Float64Array
}

/** The solvers of one library on one problem. */
export interface Library {
  readonly name: string
  readonly peers: readonly Peer[]
  close(): void
}

/** A library or a data set that is not installed, and how to get it. */
export interface Absent {
  readonly name: string
  readonly absent: string
}

/** The line that names it. */
export function absence({ name, absent }: Absent): string {
  return `absent: ${name} — ${absent}`
}

export class TimeLimitError extends Error {}

/** The excuse of a solver for two classes. */
export function onlyForTwo({ problem }: Task): string | undefined {
  return problem.classes === 2 ? undefined : 'no multinomial loss'
}

/** The excuse of a solver that has only some of the penalties. */
export function onlyFor(penalties: readonly Penalty[], { penalty }: Task): string | undefined {
  return penalties.includes(penalty) ? undefined : `no ${penalty.toUpperCase()} penalty`
}
