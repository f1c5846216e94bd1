/** The process that makes the fits for `run.ts`. */

import type { Case } from './case'
import { check, type Kind, type Report } from './check'
import { makeCase } from './make-case'
import { shrink } from './shrink'

export interface Order {
  readonly seed: number
  /** makes the case small instead, as long as it has this trouble */
  readonly shrinkTo?: Kind
}

export interface Answer {
  readonly report: Report
  readonly shown: string
}

/** Characters of JSON up to which a case is printed; a larger one is named by its seed. */
const SHOWN = 4000

function answer({ seed, shrinkTo }: Order): Answer {
  const tried = makeCase(seed)
  if (shrinkTo === undefined) return { report: check(tried), shown: '' }
  const small = shrink(tried, smaller => has(check(smaller), shrinkTo), shrinkTo === 'slow' ? 8 : 150)
  return { report: check(small), shown: show(small) }
}

function has({ troubles }: Report, kind: Kind): boolean {
  return troubles.some(trouble => trouble.kind === kind)
}

function show(tried: Case): string {
  const json = JSON.stringify(tried)
  if (json.length <= SHOWN) return json
  const { rows, y, sampleWeight, options, ...rest } = tried
  const { penaltyFactor, ...named } = options
  const about = { size: [rows.length, rows[0].length], classes: new Set(y).size, ...rest, options: named }
  const parts = [sampleWeight && 'sample weights', penaltyFactor && 'penalty factors'].filter(Boolean)
  return [JSON.stringify(about), ...parts].join(', with ')
}

process.on('message', (order: Order) => process.send?.(answer(order), () => undefined))
// Control-C reaches this process as well: the one that gave the order ends it, after its answer.
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())
