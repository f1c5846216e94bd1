/** Work that is ended from outside gives back what it holds. */

import { describe, expect, it } from 'vitest'
import { runSteps, runStepsAsync, type Steps } from '../../src/support/steps'

describe('work in steps', () => {
  function holding() {
    const held = { out: 0 }
    function* work(): Steps<string> {
      held.out++
      try {
        for (let iteration = 0; iteration < 3; iteration++) {
          yield () => ({ iteration, objective: 1, dualityGap: 1, nonZero: 0 })
        }
        return 'done'
      } finally {
        held.out--
      }
    }
    return { held, work }
  }

  it('runs to its end', () => {
    const { held, work } = holding()
    expect(runSteps(work())).toBe('done')
    expect(held.out).toBe(0)
  })

  it('gives back what it holds when an observer throws', async () => {
    const { held, work } = holding()
    const watch = {
      onProgress() {
        throw new Error('enough')
      },
    }
    expect(() => runSteps(work(), watch)).toThrow('enough')
    await expect(runStepsAsync(work(), watch)).rejects.toThrow('enough')
    expect(held.out).toBe(0)
  })

  it('gives back what it holds when a signal aborts', async () => {
    const { held, work } = holding()
    const controller = new AbortController()
    const reason = new Error('no longer needed')
    const watch = { signal: controller.signal, onProgress: () => controller.abort(reason) }
    await expect(runStepsAsync(work(), watch)).rejects.toBe(reason)
    expect(held.out).toBe(0)
  })
})
