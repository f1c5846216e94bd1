import { LogisticRegression, type LogisticRegressionOptions, type Solver } from 'ndlogit'
import type { Task } from '../task'
import { onlyFor, onlyForTwo, type Peer, TimeLimitError } from './peer'

/** More than any problem of the suite needs: a fit is to end at its tolerance. */
const MAX_ITER = 1000

/** ndlogit with the solver it chooses by itself, or with a given one. */
export function ndlogit(limitSeconds: number, solver: Solver = 'auto'): Peer {
  const l2Only = solver === 'newton-cg' || solver === 'newton-cholesky' || solver === 'dual-cd'
  return {
    name: solver === 'auto' ? 'ndlogit' : `ndlogit ${solver}`,
    excuse: task =>
      (solver === 'dual-cd' ? onlyForTwo(task) : undefined) ?? onlyFor(l2Only ? ['l2'] : ['l1', 'l2'], task),
    fit: async (task, tol) => {
      const { problem, model } = prepare(task, solver, tol)
      const signal = deadline(limitSeconds)
      const started = performance.now()
      model.fit(problem.X, problem.labels, { signal })
      const seconds = (performance.now() - started) / 1000
      return { seconds, w: Float64Array.from(model.coef.data) }
    },
  }
}

/** The best that the arithmetic allows, and how far it can be from the optimum. */
export function reference(task: Task): { objective: number; gap: number } {
  const { problem, model } = prepare(task, 'auto', 1e-12)
  model.fit(problem.X, problem.labels)
  const { objective, dualityGap } = model.convergence
  return { objective, gap: dualityGap }
}

/** A fit that blocks looks at its signal now and then, but no timer can fire meanwhile: this one reads the clock. */
export function deadline(seconds: number): AbortSignal {
  const { signal } = new AbortController()
  const end = performance.now() + 1000 * seconds
  const throwIfAborted = () => {
    if (performance.now() > end) throw new TimeLimitError()
  }
  return Object.defineProperty(signal, 'throwIfAborted', { value: throwIfAborted })
}

function prepare({ problem, penalty, C }: Task, solver: Solver, tol: number) {
  const options = { penalty, C, tol, solver, maxIter: MAX_ITER, fitIntercept: false }
  return { problem, model: new LogisticRegression(options as LogisticRegressionOptions) }
}
