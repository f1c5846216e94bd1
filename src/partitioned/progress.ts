/** What is told to those who watch a fit over partitions. */

import type { FitState } from './newton-rounds'
import type { PassProgress } from './rounds'

/** What `onProgress` is told. */
export interface PartitionedProgress extends PassProgress {
  /** `'start'`: nothing has been read yet; `'partition'`: one more is done; `'pass'`: all are done, and the next step is known */
  readonly type: 'start' | 'partition' | 'pass'
  /** how many passes such a fit usually takes in all */
  readonly expectedPasses: readonly [least: number, most: number]
  /** Newton steps so far; of several problems, the most */
  readonly iteration: number
  /** value of the objective at the last point that was accepted; `undefined` before there is one */
  readonly objective: number | undefined
  /** coefficients that are not zero, intercepts left out */
  readonly nonZero: number
  /** time since the work began, in milliseconds */
  readonly elapsedMs: number
}

/** Newton steps on Hessians that are formed, and on products, a pass each. */
const USUAL = [6, 15] as const
const USUAL_BY_PRODUCTS = [15, 100] as const

export class Progressing {
  /** whether the Hessian is too large to be formed */
  byProducts = false
  private readonly began = performance.now()

  constructor(
    private readonly tell: ((progress: PartitionedProgress) => void) | undefined,
    private readonly states: readonly FitState[],
    private readonly C: number,
  ) {}

  start(at: PassProgress): void {
    this.report('start', at)
  }

  pass(at: PassProgress): void {
    this.report('pass', at)
  }

  readonly partition = (at: PassProgress): void => this.report('partition', at)

  private report(type: PartitionedProgress['type'], at: PassProgress): void {
    const { tell, states, C } = this
    if (tell === undefined) return
    const objective = states.reduce((sum, state) => sum + C * state.objective, 0)
    tell({
      type,
      ...at,
      expectedPasses: this.byProducts ? USUAL_BY_PRODUCTS : USUAL,
      iteration: states.reduce((most, state) => Math.max(most, state.iterations), 0),
      objective: states.length > 0 && objective < Infinity ? objective : undefined,
      nonZero: states.reduce((sum, state) => sum + state.nonZero, 0),
      elapsedMs: performance.now() - this.began,
    })
  }
}
