/**
 * Hostile input by numbers: `npm run fuzz:hostile -- [readers] [calls] [seed]`. Prints how many were accepted and refused,
 * and every kind of fault with the number of its first case.
 */

import { parseArgs } from 'node:util'
import { setWarningHandler } from '../../../src/support/warnings'
import { callHostile } from './api'
import { Chance } from './chance'
import type { Verdict } from './judge'
import { readHostile } from './readers'

export interface Tally {
  accepted: number
  refused: number
  /** how often, and the first case, by what went wrong */
  readonly faults: Map<string, { count: number; first: number }>
}

/** Makes the cases `first` to `first + count` − 1. */
export async function tally(
  count: number,
  first: number,
  make: (chance: Chance) => Promise<Verdict & { readonly name?: string }>,
): Promise<Tally> {
  const result: Tally = { accepted: 0, refused: 0, faults: new Map() }
  for (let seed = first; seed < first + count; seed++) {
    const { accepted, fault, name = '' } = await make(new Chance(seed))
    if (accepted) result.accepted++
    else result.refused++
    if (fault === undefined) continue
    const kind = `${name} ${fault.replace(/\d+/g, 'N')}`
    const known = result.faults.get(kind)
    if (known === undefined) result.faults.set(kind, { count: 1, first: seed })
    else known.count++
  }
  return result
}

if (process.argv[1]?.endsWith('run.ts')) {
  const { positionals } = parseArgs({ allowPositionals: true })
  const [readers = 100_000, calls = 20_000, seed = 1] = positionals.map(Number)
  setWarningHandler(() => undefined)
  for (const [what, count, make] of [
    ['files', readers, readHostile],
    ['calls', calls, callHostile],
  ] as const) {
    const started = performance.now()
    const { accepted, refused, faults } = await tally(count, seed, make)
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    console.log(
      `${count} hostile ${what}: ${accepted} accepted, ${refused} refused, ${faults.size} kinds of fault (${seconds} s)`,
    )
    for (const [kind, { count: times, first }] of faults)
      console.log(`\n${times} times, first case ${first}: ${kind}`)
    if (faults.size > 0) process.exitCode = 1
  }
}
