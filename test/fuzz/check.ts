/** Fits a case and says what is wrong with it, by kind. */

import { LogisticRegression, setWarningHandler, UnsupportedError, ValidationError } from '../../src'
import { type Effort, verify } from '../support/verifier'
import { type Case, layOut } from './case'

export type Kind =
  | 'not finite'
  | 'outside'
  | 'objective'
  | 'bound'
  | 'gap'
  | 'violation'
  | 'unconverged'
  | 'slow'
  | 'changed input'
  | 'exception'
  | 'prediction'

export interface Trouble {
  readonly kind: Kind
  readonly message: string
}

export interface Report {
  readonly troubles: readonly Trouble[]
  readonly converged: boolean
  readonly bound: 'proven' | 'refuted' | 'undecided' | 'refused'
  readonly seconds: number
}

/** Processor seconds that a fit of at most this many entries may take. */
const MOST_SECONDS = 5
const ENTRIES = 50_000

/** Entries times outputs up to which a fit is verified. */
const VERIFIED = 1_000_000

export const MUCH: Effort = { steps: 30, work: 4e7 }

class TooSlow extends Error {}

export function check(tried: Case, effort = MUCH): Report {
  try {
    return checkFit(tried, layOut(tried), effort)
  } catch (error) {
    // A sparse matrix of values that are not finite is refused where it is made.
    if (!isExpected(error, tried)) throw error
    return { troubles: [], converged: true, bound: 'refused', seconds: 0 }
  }
}

function checkFit(tried: Case, { X, memory }: ReturnType<typeof layOut>, effort: Effort): Report {
  const { sampleWeight, offset, shares, trials } = tried
  const y = shares ?? tried.y
  const rowOptions = {
    ...(sampleWeight && { sampleWeight }),
    ...(offset && { offset }),
    ...(trials ? { trials } : shares && { target: 'probability' as const }),
  }
  const before = memory()
  const input = JSON.stringify([y, sampleWeight, trials])
  const troubles: Trouble[] = []
  const find = (kind: Kind, message: string) => troubles.push({ kind, message })
  let model = new LogisticRegression(tried.options)
  let seconds = 0
  setWarningHandler(() => {})
  const passes = [{}, ...(tried.again ? [tried.again] : [])]
  let [bound, converged]: [Report['bound'], boolean] = ['proven', true]
  try {
    for (const changes of passes) {
      const deadline = new Deadline()
      try {
        model = model.setParams(changes).fit(X, y as number[], {
          ...rowOptions,
          signal: deadline.signal,
        }) as LogisticRegression
      } finally {
        seconds = Math.max(seconds, deadline.elapsed())
      }
      const { coef, intercept, classes, convergence } = model
      converged &&= convergence.converged
      if (tried.rows.length * coef.data.length <= VERIFIED) {
        const claim = { coef: coef.data, intercept: intercept.data, classes, convergence }
        const verdict = verify({ X, y, ...rowOptions, options: model.getParams() }, claim, effort)
        troubles.push(...verdict.findings)
        bound = verdict.bound
      }
    }
    if (!model.predictProba(X).data.every(p => p >= 0 && p <= 1)) find('prediction', 'a probability is none')
    if (!converged && mustConverge(tried)) {
      const { iterations, objective, dualityGap } = model.convergence
      find('unconverged', `after ${iterations} iterations, objective ${objective}, gap ${dualityGap}`)
    }
  } catch (error) {
    bound = 'refused'
    if (!(error instanceof TooSlow) && !isExpected(error, tried)) {
      find('exception', error instanceof Error ? (error.stack ?? error.message).slice(0, 400) : String(error))
    }
  } finally {
    setWarningHandler()
  }
  const entries = tried.rows.length * tried.rows[0].length
  if (seconds > MOST_SECONDS && entries <= ENTRIES) find('slow', `${seconds.toFixed(1)} s`)
  if (!memory().every((value, p) => Object.is(value, before[p]))) find('changed input', 'X')
  if (JSON.stringify([y, sampleWeight, trials]) !== input) find('changed input', 'y, sampleWeight or trials')
  return { troubles, converged, bound, seconds }
}

/** Ends a fit that takes longer than it may, by the processor's clock. */
class Deadline {
  readonly #start = process.cpuUsage()

  elapsed(): number {
    const { user, system } = process.cpuUsage(this.#start)
    return (user + system) / 1e6
  }

  get signal(): AbortSignal {
    let next = 0
    const throwIfAborted = () => {
      // The processor's clock costs more than many a piece of work between two pauses.
      if (performance.now() < next) return
      next = performance.now() + 10
      if (this.elapsed() > 1.2 * MOST_SECONDS) throw new TooSlow()
    }
    return { aborted: false, throwIfAborted } as unknown as AbortSignal
  }
}

/** Data that cannot be fitted are refused by a ValidationError: extreme ones, and shares that leave a class out. */
function isExpected(error: unknown, tried: Case): boolean {
  const { spread, options } = tried
  if (error instanceof UnsupportedError) return options.solver !== undefined
  const extreme = spread[0] < 1e-100 || spread[1] > 1e100
  return error instanceof ValidationError && (extreme || lacksClass(tried))
}

/** Whether some class has no share in any row that counts. */
function lacksClass({ shares = [[]], sampleWeight }: Case): boolean {
  return shares[0].some((_, k) => shares.every((row, i) => row[k] === 0 || sampleWeight?.[i] === 0))
}

/**
 * With a penalty on every coefficient, sane columns and the default bound on iterations, the tolerance is reached by Newton
 * steps. Passes of dual coordinate descent get nearer by a factor that c ‖x‖² / λ decides, so no number of them does for all.
 */
function mustConverge({ options, spread }: Case): boolean {
  const { penalty, penaltyFactor, tol = 1e-4, maxIter, solver } = options
  if (solver === 'dual-cd') return false
  const penalised = penalty !== 'none' && !(penaltyFactor && Array.from(penaltyFactor).includes(0))
  return penalised && tol >= 1e-6 && maxIter === undefined && spread[0] > 1e-8 && spread[1] < 1e8
}
