/**
 * Hostile input by numbers: `npm run fuzz:hostile -- [readers] [calls] [seed]`. Prints how many were accepted and refused,
 * so far and at last, and every kind of fault with the number of its first case as soon as it is seen.
 */

import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
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

/** Who wants to know while it goes on. */
export interface Watch {
  readonly onCase?: (sofar: Tally, seed: number) => void
  readonly onFault?: (kind: string, seed: number) => void
}

/** Makes the cases `first` to `first + count` − 1. */
export async function tally(
  count: number,
  first: number,
  make: (chance: Chance) => Promise<Verdict & { readonly name?: string }>,
  { onCase, onFault }: Watch = {},
): Promise<Tally> {
  const result: Tally = { accepted: 0, refused: 0, faults: new Map() }
  for (let seed = first; seed < first + count; seed++) {
    onCase?.(result, seed)
    const once = await make(new Chance(seed))
    const { accepted, fault, name = '' } = once.inDoubt ? await make(new Chance(seed)) : once
    if (accepted) result.accepted++
    else result.refused++
    if (fault === undefined) continue
    const kind = `${name} ${fault.replace(/\d+/g, 'N')}`
    const known = result.faults.get(kind)
    if (known === undefined) {
      result.faults.set(kind, { count: 1, first: seed })
      onFault?.(kind, seed)
    } else known.count++
  }
  return result
}

/** Milliseconds between two lines of progress. */
const QUIET_MS = 10_000

/** Seconds after which a case counts as one that never ends. */
const NEVER = 60

/** A thread that ends the process at a case that never ends, which nothing else could tell of. */
function watchdog(): Int32Array {
  const done = new Int32Array(new SharedArrayBuffer(4))
  const code = `
    const { workerData: done } = require('node:worker_threads')
    let [before, since] = [-1, 0]
    setInterval(() => {
      since = done[0] === before ? since + 1 : 0
      before = done[0]
      if (since < ${NEVER}) return
      require('node:fs').writeSync(2, 'case ' + before + ' does not end\\n')
      process.kill(process.pid, 'SIGKILL')
    }, 1000)`
  new Worker(code, { eval: true, workerData: done }).unref()
  return done
}

/** What is known so far in a line, on standard error, so that the counts alone can be kept. */
function progress(what: string, count: number, done: Int32Array): Watch {
  let said = performance.now()
  return {
    onCase({ accepted, refused, faults }, seed) {
      done[0] = seed
      if (performance.now() - said < QUIET_MS) return
      said = performance.now()
      console.error(
        `${accepted + refused} of ${count} ${what}: ${accepted} accepted, ${refused} refused, ${faults.size} kinds of fault`,
      )
    },
    onFault: (kind, seed) => console.error(`case ${seed}: ${kind}`),
  }
}

if (process.argv[1]?.endsWith('run.ts')) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  })
  if (values.help) {
    console.log(
      'npm run fuzz:hostile -- [files, default 100000] [calls, default 20000] [first case, default 1]',
    )
    process.exit(0)
  }
  const [readers = 100_000, calls = 20_000, seed = 1] = positionals.map(Number)
  setWarningHandler(() => undefined)
  const done = watchdog()
  for (const [what, count, make] of [
    ['files', readers, readHostile],
    ['calls', calls, callHostile],
  ] as const) {
    if (count === 0) continue
    const started = performance.now()
    const { accepted, refused, faults } = await tally(count, seed, make, progress(what, count, done))
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    console.log(
      `${count} hostile ${what}: ${accepted} accepted, ${refused} refused, ${faults.size} kinds of fault (${seconds} s)`,
    )
    for (const [kind, { count: times, first }] of faults)
      console.log(`\n${times} times, first case ${first}: ${kind}`)
    if (faults.size > 0) process.exitCode = 1
  }
}
