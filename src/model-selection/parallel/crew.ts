/**
 * The threads that share a fit. A fit begins on the thread that calls; helpers join once they are there, and rest until the
 * next fit when it is over: they then hold nothing of it.
 */

import type { Crew } from '../../design/crew'
import type { FeatureMatrix } from '../../design/design-matrix'
import { ParallelMatrix } from '../../design/parallel/parallel-matrix'
import { isShareable, isSparse, type Shareable } from '../../design/parallel/parts'
import { type Assignment, Team } from '../../design/parallel/team'
import { UnsupportedError } from '../../support/errors'
import type { Steps } from '../../support/steps'
import { warn } from '../../support/warnings'
import { NO_WORKERS, readJobCount, startedBy, startWorker } from './start-worker'
import { greeting, type Thread, threadOf } from './thread'

/** Entries of X from which on an operation is worth asking others. */
const FEWEST_ENTRIES = 500_000

/**
 * Entries a row from which on products with X, and not the losses of the rows, are most of a fit: of 200,000 × 30 they are a
 * third, and two threads took as long as one.
 */
const FEWEST_PER_ROW = 64

const NO_SHARED_MEMORY =
  'nJobs: shared memory is not available here, or not enough of it; the fit is done in one thread. ' +
  'A page has it when it is served with the headers of cross-origin isolation.'

/** The fit that is at its step now. */
let current: SharedFit | undefined

/** What `fitAsync` finds at the door: see design/crew.ts. */
export const crew: Crew = {
  option: 'nJobs',
  share(method, nJobs, steps) {
    if (nJobs === undefined) return steps
    if (method === 'fit')
      throw new UnsupportedError('nJobs is for fitAsync: fit does all on the thread that calls it')
    const threads = readJobCount(nJobs)
    return threads === 1 ? steps : sharing(new SharedFit(threads), steps)
  },
  lay: design => current?.lay(design) ?? design,
}

function* sharing<T>(fit: SharedFit, steps: Steps<T>): Steps<T> {
  try {
    for (;;) {
      const { done, value } = advance(fit, steps)
      if (done) return value
      try {
        yield value
      } catch (error) {
        steps.throw(error)
        throw error
      }
    }
  } finally {
    fit.end()
  }
}

function advance<T>(fit: SharedFit, steps: Steps<T>) {
  const before = current
  current = fit
  try {
    return steps.next()
  } finally {
    current = before
  }
}

class SharedFit {
  private team: Team | undefined = undefined
  private readonly helpers: Thread[] = []
  private isOver = false

  constructor(private readonly threads: number) {}

  lay(design: FeatureMatrix): FeatureMatrix {
    if (this.team !== undefined || !isShareable(design) || !isWorthIt(design)) return design
    try {
      this.team = new Team(design, this.threads)
      this.recruit(this.team)
    } catch {
      warn(NO_SHARED_MEMORY)
      return design
    }
    return new ParallelMatrix(this.team)
  }

  /** Threads that rest are told at once: this one may be at work for long before a promise has its turn. */
  private recruit(team: Team): void {
    let assignments: Assignment[] | undefined
    const tell = (thread: Thread, h: number): void => {
      // From here on it rests at the end, also where there is no memory for X.
      this.helpers.push(thread)
      assignments ??= team.assignments()
      this.engage(thread, assignments[h])
    }
    const missing: number[] = []
    for (let h = 0; h < this.threads - 1; h++) {
      const thread = hire()
      if (thread === undefined) missing.push(h)
      else tell(thread, h)
    }
    const late = missing.map(async h => {
      const thread = await startThread()
      if (this.isOver) rest(thread)
      else tell(thread, h)
    })
    Promise.all(late).catch(() => this.isOver || warn(NO_WORKERS))
  }

  end(): void {
    this.isOver = true
    this.team?.close()
    for (const thread of this.helpers) rest(thread)
    this.helpers.length = 0
  }

  private engage(thread: Thread, assignment: Assignment): void {
    const lose = (): void => {
      this.team?.lose(assignment.thread)
      this.helpers.splice(this.helpers.indexOf(thread), 1)
    }
    thread.listen(message => {
      if ('error' in Object(message)) lose()
    }, lose)
    thread.post({ fit: assignment })
  }
}

/** Threads that wait for the next fit, and what started them. */
const resting: Thread[] = []
let startedFrom: unknown

/** A thread that rests, if one does. */
function hire(): Thread | undefined {
  if (startedFrom !== startedBy()) for (const thread of resting.splice(0)) thread.terminate()
  startedFrom = startedBy()
  return resting.pop()
}

async function startThread(): Promise<Thread> {
  const worker = await startWorker()
  const thread = threadOf(worker)
  await greeting(thread)
  // A process need not wait for them: who waits for the fit keeps it alive.
  if ('unref' in worker) (worker as { unref(): void }).unref()
  return thread
}

function rest(thread: Thread): void {
  const leave = (): void => {
    const at = resting.indexOf(thread)
    if (at >= 0) resting.splice(at, 1)
  }
  thread.listen(() => undefined, leave)
  resting.push(thread)
}

function isWorthIt(x: Shareable): boolean {
  const entries = isSparse(x) ? x.byRow.index.length : x.rows * x.cols
  return entries >= Math.max(FEWEST_ENTRIES, FEWEST_PER_ROW * x.rows)
}
