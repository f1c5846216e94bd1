/**
 * Long work as a generator, so that one implementation serves the blocking and the non-blocking call: it yields
 * `undefined` wherever a pause is possible, and a report after every iteration. The runners below decide what to do
 * in between: check for an abort, call the observer, let the event loop turn.
 */

/** What `onProgress` is told after every iteration of a fit. */
export interface IterationProgress {
  readonly type: 'iteration'
  /** Newton steps (or passes, for dual coordinate descent) done so far */
  readonly iteration: number
  /** value of the objective now */
  readonly objective: number
  /** how far the objective can be above the minimum */
  readonly dualityGap: number
  /** coefficients that are not zero, intercepts left out */
  readonly nonZero: number
  /** time since the work began, pauses included, in milliseconds */
  readonly elapsedMs: number
}

/** How far a solver has come. */
export type Progress = Omit<IterationProgress, 'type' | 'elapsedMs'>

/** Work that can pause. Reports are computed only when somebody listens. */
export type Steps<T> = Generator<(() => Progress) | undefined, T, void>

/** Who watches the work, and who may stop it. */
export interface Watch {
  /** called after every iteration */
  readonly onProgress?: ((progress: IterationProgress) => void) | undefined
  /** another name for `onProgress` */
  readonly onIteration?: ((progress: IterationProgress) => void) | undefined
  /** stops the work: the call throws (or rejects with) the signal's reason */
  readonly signal?: AbortSignal | undefined
}

/** Longest stretch of work between two turns of the event loop, in milliseconds: a frame at 60 Hz is 16. */
const SLICE_MS = 8

/** Estimated work between two chances to pause, in nanoseconds: short enough for {@link SLICE_MS} to be kept. */
const PAUSE_NS = 2e6

/** How many pieces of work, of so many nanoseconds each, may follow on each other without a chance to pause; at least one. */
export function piecesBetweenPauses(nanoseconds: number): number {
  return Math.max(1, Math.floor(PAUSE_NS / nanoseconds))
}

/** Runs to the end without giving way. */
export function runSteps<T>(steps: Steps<T>, watch: Watch = {}): T {
  const advance = stepper(steps, watch)
  for (;;) {
    const { done, value } = advance()
    if (done) return value as T
  }
}

/** Runs to the end, giving way to the event loop every few milliseconds. */
export async function runStepsAsync<T>(steps: Steps<T>, watch: Watch = {}): Promise<T> {
  const advance = stepper(steps, watch)
  let sliceStart = performance.now()
  for (;;) {
    const { done, value } = advance()
    if (done) return value as T
    if (performance.now() - sliceStart >= SLICE_MS) {
      await eventLoopTurn()
      sliceStart = performance.now()
    }
  }
}

/** Runs nested work whose pauses nobody needs. */
export function drain<T>(steps: Steps<T>): T {
  return runSteps(steps)
}

function stepper<T>(steps: Steps<T>, { onProgress, onIteration, signal }: Watch) {
  const started = performance.now()
  const isWatched = onProgress !== undefined || onIteration !== undefined
  return (): IteratorResult<unknown, T> => {
    try {
      signal?.throwIfAborted()
      const result = steps.next()
      if (!result.done && result.value && isWatched) {
        const elapsedMs = performance.now() - started
        const progress: IterationProgress = { type: 'iteration', ...result.value(), elapsedMs }
        onProgress?.(progress)
        onIteration?.(progress)
      }
      return result
    } catch (error) {
      // Whoever ends the work, a signal, an observer or itself: what it holds is given back.
      return steps.throw(error)
    }
  }
}

/**
 * A macrotask, so that input, timers and rendering get their turn; `MessageChannel` is not throttled as timers are. Where
 * a platform has none of all this (edge runtimes, jsdom), there is nothing to give way to.
 */
export function eventLoopTurn(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise(resolve => setImmediate(resolve))
  if (typeof MessageChannel !== 'function') {
    return typeof setTimeout === 'function' ? new Promise(resolve => setTimeout(resolve)) : Promise.resolve()
  }
  return new Promise(resolve => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      channel.port1.close()
      resolve()
    }
    channel.port2.postMessage(undefined)
  })
}
