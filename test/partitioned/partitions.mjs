/** Partitions that threads and other processes open: rows from a seed, and faults on demand. */

import { appendFileSync, statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

export async function openPartition({ seed, rows, features = 4, faults, at, fault, ms = 0 }) {
  if (faults !== undefined) {
    appendFileSync(faults, 'x')
    const opened = statSync(faults).size
    if (fault === 'fewer' || fault === 'other') {
      const now = opened < at ? {} : fault === 'fewer' ? { rows: rows - 1 } : { seed: seed + 100 }
      return [chunkOf(now.seed ?? seed, now.rows ?? rows, features)]
    }
    if (at === undefined || opened === at) {
      if (fault === 'die') process.exit(1)
      throw new Error('connection lost')
    }
  }
  if (ms > 0) await setTimeout(ms)
  return [chunkOf(seed, rows, features)]
}

export function chunkOf(seed, rows, features) {
  let state = seed * 7919 + 1
  const uniform = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 2 ** 32
  }
  const X = Array.from({ length: rows }, () => Array.from({ length: features }, () => 2 * uniform() - 1))
  const y = X.map(row => (row[0] - 0.5 * row[1] + uniform() - 0.5 > 0 ? 'yes' : 'no'))
  return { X, y, fold: X.map((_, i) => i % 3) }
}
