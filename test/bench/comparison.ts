/**
 * Time to a given accuracy. Everybody solves the task at the loosest tolerance of a grid with which they come within
 * 10⁻⁶ of the optimum, F(w) − F* ≤ 10⁻⁶ F*; then all take turns, and the times of one turn are compared in pairs, so
 * that what slows the machine down for a while slows both.
 */

import { reference } from './peers/ndlogit'
import { type Peer, type TimedFit, TimeLimitError } from './peers/peer'
import { median } from './statistics'
import { objective, type Task } from './task'

const TARGET = 1e-6

/** The grid of tolerances is 10⁻⁰·⁵, 10⁻¹, 10⁻¹·⁵ … 10⁻¹⁰. */
const HALF_DECADE = Math.sqrt(10)
const TIGHTEST = 1e-10

/** Fast tasks get more turns, until this much time has been measured. */
const MEASURE_SECONDS = 1.5
const MAX_ROUNDS = 40

/** One solver on one task. */
export interface Entry {
  readonly task: Task
  readonly solver: string
  /** where it reaches the target; else `reason` says why not */
  readonly reached: Reached | undefined
  readonly reason: string | undefined
  /** median seconds */
  readonly seconds: number | undefined
  /** the first solver's time as a multiple of this one's, turn by turn; the median */
  readonly ratio: number | undefined
}

export interface Comparison {
  readonly task: Task
  readonly optimum: number
  /** duality gap of the optimum */
  readonly gap: number
  readonly entries: readonly Entry[]
}

interface Reached {
  readonly tol: number
  readonly objective: number
  /** (F − F*) / F* */
  readonly suboptimality: number
}

/** Compares `peers` on a task; ratios are those of the first one. */
export async function compare(task: Task, peers: readonly Peer[], rounds: number): Promise<Comparison> {
  const { objective: optimum, gap } = reference(task)
  const attempts = new Map<Peer, Reached | string>()
  for (const peer of peers) attempts.set(peer, peer.excuse(task) ?? (await reach(task, peer, optimum)))

  let running = peers.filter(peer => typeof attempts.get(peer) === 'object')
  const times = new Map<Peer, number[]>(running.map(peer => [peer, []]))
  const started = performance.now()
  for (let round = 0; round < MAX_ROUNDS && running.length > 0; round++) {
    if (round >= rounds && performance.now() - started > MEASURE_SECONDS * 1000 * running.length) break
    for (const peer of running) {
      const { tol } = attempts.get(peer) as Reached
      const fit = await fitWithin(task, peer, tol)
      if (typeof fit === 'string') attempts.set(peer, fit)
      else times.get(peer)!.push(fit.seconds)
    }
    running = running.filter(peer => typeof attempts.get(peer) === 'object')
  }

  const ours = times.get(peers[0])
  const entries = peers.map((peer): Entry => {
    const attempt = attempts.get(peer)!
    const theirs = typeof attempt === 'object' ? times.get(peer) : undefined
    return {
      task,
      solver: peer.name,
      reached: typeof attempt === 'object' ? attempt : undefined,
      reason: typeof attempt === 'object' ? undefined : attempt,
      seconds: theirs && median(theirs),
      ratio: ours && theirs && median(ours.map((seconds, round) => seconds / theirs[round])),
    }
  })
  return { task, optimum, gap, entries }
}

/** The loosest tolerance that reaches the target: decade by decade, then half a decade back. */
async function reach(task: Task, peer: Peer, optimum: number): Promise<Reached | string> {
  let closest = Number.POSITIVE_INFINITY
  for (let tol = 0.1; tol > TIGHTEST / HALF_DECADE; tol /= 10) {
    const attempt = await tryTolerance(task, peer, tol, optimum)
    if (typeof attempt === 'string') return attempt
    if (attempt.suboptimality <= TARGET) {
      const looser = await tryTolerance(task, peer, tol * HALF_DECADE, optimum)
      return typeof looser === 'object' && looser.suboptimality <= TARGET ? looser : attempt
    }
    closest = Math.min(closest, attempt.suboptimality)
  }
  return `does not reach it: stays at ${closest.toExponential(0)}`
}

async function tryTolerance(task: Task, peer: Peer, tol: number, optimum: number): Promise<Reached | string> {
  const fit = await fitWithin(task, peer, tol)
  if (typeof fit === 'string') return fit
  const value = objective(task, fit.w)
  return { tol, objective: value, suboptimality: (value - optimum) / optimum }
}

/** A fit, or why there is none: a busy machine can be too slow for one that was in time before. */
async function fitWithin(task: Task, peer: Peer, tol: number): Promise<TimedFit | string> {
  try {
    return await peer.fit(task, tol)
  } catch (error) {
    if (error instanceof TimeLimitError)
      return `does not reach it: time limit at tolerance ${tol.toExponential(0)}`
    throw error
  }
}
