/**
 * Fits random data until the time or the number of fits is up, or it is interrupted, and prints what is wrong: counts by
 * kind, and for each kind a case made small. `npm run fuzz -- --help`.
 *
 * The fits are made in child processes, so that one that never ends can be ended.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Case } from './case'
import type { Answer, Order } from './child'
import { makeCase } from './make-case'

const USAGE = `npm run fuzz -- [options]

  --seconds n   how long (default 60)
  --fits n      or how many fits
  --seed n      the first one (default 1); every fit has its own, one more than the one before
  --with list   only cases with one of these: bounds, offset, targets
  --entries n   only cases with so many entries of X at most
  --jobs n      processes that fit at a time (default 1)
  --show n      cases that are made small and printed, for each kind (default 1)
  --every       names every seed that has trouble
  --help        this text`

/** Wall-clock seconds after which a fit counts as one that never ends. */
const HANGS_AFTER = 90

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    fits: { type: 'string' },
    seed: { type: 'string', default: '1' },
    with: { type: 'string' },
    entries: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    show: { type: 'string', default: '1' },
    every: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** What a case may be asked to have. */
const PARTS: Readonly<Record<string, (tried: Case) => boolean>> = {
  bounds: ({ options }) => 'lowerBounds' in options || 'upperBounds' in options || 'positive' in options,
  offset: ({ offset }) => offset !== undefined,
  targets: ({ shares }) => shares !== undefined,
}

const asked = values.with?.split(',').map(name => {
  const part = PARTS[name]
  if (part === undefined) throw new Error(`--with: no ${name}; there are ${Object.keys(PARTS).join(', ')}`)
  return part
})
const mostEntries = Number(values.entries ?? Infinity)

/** Whether the case of this seed is one of those asked for. */
function isAskedFor(seed: number): boolean {
  if (asked === undefined && mostEntries === Infinity) return true
  const tried = makeCase(seed)
  const entries = tried.rows.length * tried.rows[0].length
  return entries <= mostEntries && (asked === undefined || asked.some(part => part(tried)))
}

/** A process that fits what it is told, one case at a time; it is started anew after one that hangs. */
class Fitter {
  #child: ChildProcess | undefined

  /** What the child found; undefined when it took too long or died. */
  ask(order: Order): Promise<Answer | undefined> {
    this.#child ??= fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
      execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
      serialization: 'advanced',
    })
    const child = this.#child
    return new Promise(resolve => {
      const end = (answer: Answer | undefined) => {
        clearTimeout(timer)
        child.removeAllListeners()
        if (answer === undefined) this.close()
        resolve(answer)
      }
      const timer = setTimeout(() => end(undefined), HANGS_AFTER * 1000)
      child.once('message', answer => end(answer as Answer))
      child.once('exit', () => end(undefined))
      child.send(order)
    })
  }

  close(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }
}

async function run(): Promise<void> {
  const first = Number(values.seed)
  const fits = Number(values.fits ?? Infinity)
  const until = values.fits === undefined ? Date.now() + 1000 * Number(values.seconds) : Infinity
  const seedsOf = new Map<string, number[]>()
  const count = (what: string, seed: number) => seedsOf.set(what, [...(seedsOf.get(what) ?? []), seed])
  let started = 0
  let seed = first
  let interrupted = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (interrupted = true))

  async function fitOn(fitter: Fitter): Promise<void> {
    while (started < fits && Date.now() < until && !interrupted) {
      const own = seed++
      if (!isAskedFor(own)) continue
      started++
      await fitSeed(fitter, own)
    }
    fitter.close()
  }

  async function fitSeed(fitter: Fitter, own: number): Promise<void> {
    const answer = await fitter.ask({ seed: own })
    if (answer === undefined) {
      count('trouble: never ends', own)
      return
    }
    const { report } = answer
    count(report.converged ? 'converged' : 'not converged', own)
    count(`bound ${report.bound}`, own)
    for (const kind of new Set(report.troubles.map(trouble => trouble.kind))) {
      const what = `trouble: ${kind}`
      count(what, own)
      if (values.every) console.log(`${own}  ${kind}`)
      if ((seedsOf.get(what) ?? []).length > Number(values.show)) continue
      const small = await fitter.ask({ seed: own, shrinkTo: kind })
      if (small)
        console.log(
          `${kind}, seed ${own}\n  ${small.report.troubles.map(t => t.message).join('\n  ')}\n  ${small.shown}\n`,
        )
    }
  }

  await Promise.all(Array.from({ length: Number(values.jobs) }, () => fitOn(new Fitter())))
  console.log(`${started} fits, seeds ${first} to ${seed - 1}`)
  for (const [what, seeds] of [...seedsOf].sort()) {
    const named = what.startsWith('trouble')
      ? `  ${seeds.slice(0, 12).join(' ')}${seeds.length > 12 ? ' …' : ''}`
      : ''
    console.log(`${String(seeds.length).padStart(8)}  ${what}${named}`)
  }
  if ([...seedsOf.keys()].some(what => what.startsWith('trouble'))) process.exitCode = 1
}

if (values.help) console.log(USAGE)
else await run()
