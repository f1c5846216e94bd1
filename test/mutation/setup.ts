/** What fails need not be made small: a mutant is killed by the first counterexample. */

import fc from 'fast-check'
import { expect } from 'vitest'

fc.configureGlobal({ endOnFailure: true })

// Tests of parts fit no models, and load faster without what verifies them.
if (expect.getState().testPath?.endsWith('solve.test.ts')) await import('../support/setup')
