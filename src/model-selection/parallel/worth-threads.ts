/**
 * Whether more threads pay, from what the first tasks took in this one: p threads save (1 − 1/p) of the work that is
 * left, and cost their start, in which each compiles for itself what is compiled here already.
 */

/**
 * What starting workers costs, in milliseconds, until they are as fast as this thread: 120 fits of 1.4 s in all took
 * 1.7 s on two, where half of 1.4 s would have been 0.7.
 */
const COST_MS = 1000

/** The first task is not yet at full speed, so it is not judged before this, in milliseconds. */
const LEAST_LOOK_MS = 250

/** Whether to hand over the `left` tasks, of about `ms` each, to `threads`. */
export function threadsPay(threads: number, left: number, ms: number): boolean {
  return ms * left * saved(threads, left) > COST_MS
}

/** After how long a task that is not done yet has shown by itself that threads pay. */
export function lookMs(threads: number, left: number): number {
  return Math.max(LEAST_LOOK_MS, COST_MS / (left * saved(threads, left)))
}

/** The share of the time that threads save. */
function saved(threads: number, left: number): number {
  return 1 - 1 / Math.min(threads, left)
}
