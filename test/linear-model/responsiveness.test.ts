import { describe, expect, it, vi } from 'vitest'
import type { MatrixLike } from '../../src/data/matrix-like'
import { ndview } from '../../src/data/ndview'
import { loadDigits } from '../../src/datasets/digits'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import type { LogisticRegressionOptions } from '../../src/linear-model/options'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { RandomState } from '../../src/support/random'

const LEAST = 10

const { data, target } = loadDigits()
const digits = { X: new StandardScaler().fitTransform(data), y: target.data as ArrayLike<number> as number[] }

function dense(rows: number, cols: number): { X: MatrixLike; y: number[] } {
  const random = new RandomState(1)
  const values = Float64Array.from({ length: rows * cols }, () => random.integer(1e6) / 1e6 - 0.5)
  const y = Array.from({ length: rows }, (_, i) => Number(values[i * cols] + random.integer(1e6) / 1e6 > 0.5))
  return { X: ndview(values, [rows, cols]), y }
}

/**
 * How often the event loop gets its turn while `work` runs, if every pause that the work offers is taken. How long the
 * work between two pauses takes is measured by `npm run bench -- responsiveness`.
 */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
  let turns = 0
  let done = false
  const turn = () => {
    turns++
    if (!done) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  done = true
  clock.mockRestore()
  return turns
}

describe('the event loop', () => {
  it.each<[string, () => { X: MatrixLike; y: number[] }, LogisticRegressionOptions]>([
    ['ten digits, L1', () => digits, { penalty: 'l1', C: 0.1 }],
    ['ten digits, L2', () => digits, { penalty: 'l2' }],
    ['10,000 × 784, L1', () => dense(10_000, 784), { penalty: 'l1', C: 0.1 }],
    ['10,000 × 784, L2', () => dense(10_000, 784), { penalty: 'l2', C: 0.1 }],
  ])(`gets its turn at least ${LEAST} times a Newton step: %s`, async (_, make, options) => {
    const { X, y } = make()
    const model = new LogisticRegression(options)
    const turns = await turnsDuring(() => model.fitAsync(X, y))
    expect(turns).toBeGreaterThanOrEqual(LEAST * model.convergence.iterations)
  })

  it('gets a turn before the data have been read', async () => {
    const { X, y } = dense(10_000, 784)
    let turns = 0
    setImmediate(() => turns++)
    const turnsAtFirst = await new Promise(resolve => {
      const stop = new AbortController()
      const onIteration = () => {
        resolve(turns)
        stop.abort()
      }
      new LogisticRegression().fitAsync(X, y, { onIteration, signal: stop.signal }).catch(() => undefined)
    })
    expect(turnsAtFirst).toBe(1)
  })
})

describe('an abort', () => {
  it.each<[string, LogisticRegressionOptions]>([
    ['L1', { penalty: 'l1', C: 1, tol: 1e-8 }],
    ['L2', { tol: 1e-10 }],
    ['one-vs-rest', { multiClass: 'ovr', tol: 1e-8 }],
    ['no penalty', { penalty: 'none', maxIter: 20 }],
  ])('from outside ends the fit within one Newton step: %s', async (_, options) => {
    const { X, y } = digits
    const model = new LogisticRegression(options)
    const stop = new AbortController()
    let iterations = 0
    let atAbort = 0
    const onIteration = () => {
      iterations++
      if (iterations > 1) return
      setImmediate(() => {
        atAbort = iterations
        stop.abort(new Error('enough'))
      })
    }
    await expect(model.fitAsync(X, y, { onIteration, signal: stop.signal })).rejects.toThrow('enough')
    expect(atAbort).toBeGreaterThan(0)
    expect(iterations).toBeLessThanOrEqual(atAbort + 1)
    expect(() => model.coef).toThrow('needs a fitted model')
  })

  it('while the data are read ends the fit before any step', async () => {
    const { X, y } = dense(10_000, 784)
    const stop = new AbortController()
    let iterations = 0
    setImmediate(() => stop.abort(new Error('enough')))
    const onIteration = () => {
      iterations++
    }
    const fit = new LogisticRegression().fitAsync(X, y, { onIteration, signal: stop.signal })
    await expect(fit).rejects.toThrow('enough')
    expect(iterations).toBe(0)
  })
})
