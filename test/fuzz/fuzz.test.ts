/** Some hundred seeds of the fuzzer; `npm run fuzz` tries others, and larger ones. */

import { expect, it } from 'vitest'
import { check } from './check'
import { KNOWN_TROUBLES } from './known-troubles'
import { makeCase } from './make-case'

const SEEDS = 300

/** n · d above which a case is left to `npm run fuzz`. */
const LARGEST = 2000

it('fits whatever it is given, and claims what is true', () => {
  const troubles: string[] = []
  for (let seed = 1; seed <= SEEDS; seed++) {
    if (KNOWN_TROUBLES.has(seed)) continue
    const tried = makeCase(seed)
    if (tried.rows.length * tried.rows[0].length > LARGEST) continue
    const found = check(tried, { steps: 10, work: 1e6 }).troubles
    troubles.push(...found.map(({ kind, message }) => `seed ${seed}: ${kind}: ${message}`))
  }
  expect(troubles).toEqual([])
})
