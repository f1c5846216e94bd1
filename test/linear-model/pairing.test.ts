/** That a solver goes with its penalty: refused by the types, and at the door. */

import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type L1MinCOptions,
  LogisticRegression,
  LogisticRegressionCV,
  type LogisticRegressionCVOptions,
  type LogisticRegressionOptions,
  l1MinC,
  logisticRegressionPath,
  type PathOptions,
  type Penalty,
  type Solver,
  type StabilitySelectionOptions,
  stabilitySelection,
  UnsupportedError,
} from '../../src'

// No line divides the classes, so that there is an optimum without a penalty too.
const X = [
  [0, 1],
  [1, 0],
  [2, 1],
  [3, 0],
  [3, 0.5],
  [0, 0.5],
]
const y = ['a', 'a', 'b', 'b', 'a', 'b']

const TAKERS: Record<Penalty, readonly Solver[]> = {
  l2: ['auto', 'newton-cd', 'newton-cd-gram', 'newton-cholesky', 'newton-cg', 'dual-cd'],
  l1: ['auto', 'newton-cd', 'newton-cd-gram'],
  elasticnet: ['auto', 'newton-cd', 'newton-cd-gram'],
  none: ['auto', 'newton-cd', 'newton-cd-gram', 'newton-cholesky', 'newton-cg'],
}

const pairs = Object.entries(TAKERS).flatMap(([penalty, takers]) =>
  TAKERS.l2.map(solver => ({ penalty: penalty as Penalty, solver, takes: takers.includes(solver) })),
)

describe.each(pairs)('penalty $penalty, solver $solver: $takes', ({ penalty, solver, takes }) => {
  const options = {
    penalty,
    solver,
    ...(penalty === 'elasticnet' && { l1Ratio: 0.5 }),
    ...(solver === 'dual-cd' && { fitIntercept: false }),
  } as LogisticRegressionOptions

  it('is decided by the constructor', () => {
    if (takes) expect(() => new LogisticRegression(options).fit(X, y)).not.toThrow()
    else expect(() => new LogisticRegression(options)).toThrow(UnsupportedError)
  })
})

it('names the solvers that would do', () => {
  const wrong = { penalty: 'l1', solver: 'newton-cg' } as unknown as LogisticRegressionOptions
  expect(() => new LogisticRegression(wrong)).toThrow(
    "solver 'newton-cg' does not take penalty 'l1'; these do: 'auto', 'newton-cd', 'newton-cd-gram'",
  )
  expect(() => new LogisticRegression({ solver: 'dual-cd' })).toThrow(
    /'dual-cd' is for penalty 'l2' on every coefficient, the intercept included/,
  )
  expect(() => new LogisticRegression({ penalty: 'l1' }).setParams({ solver: 'newton-cg' })).toThrow(
    UnsupportedError,
  )
})

it('is decided at the door of all that takes a penalty', async () => {
  const wrong = { penalty: 'l1', solver: 'newton-cholesky' } as never
  expect(() => new LogisticRegressionCV(wrong)).toThrow(UnsupportedError)
  expect(() => logisticRegressionPath(X, y, wrong)).toThrow(UnsupportedError)
  expect(() => l1MinC(X, y, wrong)).toThrow(UnsupportedError)
  await expect(stabilitySelection(X, y, wrong)).rejects.toThrow(UnsupportedError)
})

it('is decided by the compiler', () => {
  type L1 = { penalty: 'l1'; solver: 'newton-cg' }
  type Default = { solver: 'newton-cg' }
  type Elastic = { penalty: 'elasticnet' }
  expectTypeOf<L1>().not.toExtend<LogisticRegressionOptions>()
  expectTypeOf<L1>().not.toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<L1>().not.toExtend<PathOptions>()
  expectTypeOf<L1>().not.toExtend<StabilitySelectionOptions>()
  expectTypeOf<L1>().not.toExtend<L1MinCOptions>()

  expectTypeOf<Default>().toExtend<LogisticRegressionOptions>()
  expectTypeOf<Default>().toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<Default>().not.toExtend<PathOptions>()
  expectTypeOf<Default>().not.toExtend<StabilitySelectionOptions>()
  expectTypeOf<Default>().not.toExtend<L1MinCOptions>()

  expectTypeOf<Elastic>().not.toExtend<LogisticRegressionOptions>()
  expectTypeOf<Elastic>().not.toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<Elastic & { l1Ratio: number }>().toExtend<PathOptions>()
  expectTypeOf<Elastic & { l1Ratio: number }>().toExtend<StabilitySelectionOptions>()
  expectTypeOf<Elastic & { l1Ratio: number }>().not.toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<Elastic & { l1Ratios: number[] }>().toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<{ l1Ratios: number[] }>().toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<{ penalty: 'l1'; l1Ratios: number[] }>().not.toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<{ l1Ratio: number }>().toExtend<PathOptions>()
  expectTypeOf<{ l1Ratio: number }>().toExtend<StabilitySelectionOptions>()
  expectTypeOf<{ l1Ratio: number }>().toExtend<L1MinCOptions>()
  expectTypeOf<{ penalty: 'none' }>().not.toExtend<LogisticRegressionCVOptions>()
  expectTypeOf<{ penalty: 'none'; solver: 'newton-cg' }>().toExtend<PathOptions>()
})
