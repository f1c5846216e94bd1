/**
 * Laws that the optimum obeys whatever the data are: what is done to the data has a known answer in the coefficients.
 * Problems are random, with one optimum each; both sides are fitted to tight tolerance.
 */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  LogisticRegression,
  type LogisticRegressionOptions,
  logisticRegressionPath,
  type Penalty,
} from '../../src'
import { RandomState } from '../../src/support/random'
import { randomProblem } from '../support/random-problem'

interface Problem {
  readonly X: number[][]
  readonly y: string[]
  readonly options: LogisticRegressionOptions
}

interface Answer {
  /** per class, or one row for two */
  readonly coef: number[][]
  readonly intercept: number[]
}

/** Classes in the order of the labels of {@link problem}. */
const NAMES = ['a', 'b', 'c']

function problem(seed: number, classes: number, penalty: Penalty, more: object = {}): Problem {
  const { rows, y } = randomProblem({ n: 90, d: 4, seed })
  const random = new RandomState(seed)
  const labels = y.map(label =>
    classes === 3 && random.integer(2) === 0 ? 'c' : label === 'yes' ? 'a' : 'b',
  )
  const C = 10 ** (random.integer(2) - 1)
  const l1Ratio = penalty === 'elasticnet' ? { l1Ratio: 0.4 } : {}
  return {
    X: rows,
    y: labels,
    options: { penalty, C, tol: 1e-11, ...l1Ratio, ...more } as LogisticRegressionOptions,
  }
}

function answer({ X, y, options }: Problem, sampleWeight?: number[]): Answer {
  const { coef, intercept } = new LogisticRegression(options).fit(X, y, { sampleWeight })
  const [outputs, d] = coef.shape
  const at = (a: number) => Array.from({ length: d }, (_, j) => coef.get(a, j))
  return { coef: Array.from({ length: outputs }, (_, a) => at(a)), intercept: Array.from(intercept.data) }
}

function expectSame(actual: Answer, expected: Answer): void {
  const numbers = ({ coef, intercept }: Answer) => [...coef.flat(), ...intercept]
  const [left, right] = [numbers(actual), numbers(expected)]
  const size = 1 + Math.max(...right.map(Math.abs))
  expect(left.length).toBe(right.length)
  left.forEach((value, q) => {
    expect(Math.abs(value - right[q])).toBeLessThan(1e-6 * size)
  })
}

const penalties: Penalty[] = ['l1', 'l2', 'elasticnet', 'none']

/** Every penalty, two classes and three, and random data. */
function forAll(law: (given: Problem, random: RandomState) => void, more: object = {}): void {
  const arbitrary = fc.record({
    seed: fc.nat(10_000),
    classes: fc.constantFrom(2, 3),
    penalty: fc.constantFrom(...penalties),
  })
  fc.assert(
    fc.property(arbitrary, ({ seed, classes, penalty }) =>
      law(problem(seed, classes, penalty, more), new RandomState(seed)),
    ),
    { numRuns: 12, seed: 1 },
  )
}

/** Free intercepts of a softmax sum to 0, since only their differences matter. */
function centred(intercept: number[]): number[] {
  if (intercept.length === 1) return intercept
  const mean = intercept.reduce((sum, b) => sum + b, 0) / intercept.length
  return intercept.map(b => b - mean)
}

const changed = (X: number[][], change: (x: number, j: number) => number) => X.map(row => row.map(change))

describe('the data moved', () => {
  const shiftLaw = (decades: number) => () => {
    forAll((given, random) => {
      const shifts = given.X[0].map(() => 10 ** random.integer(decades))
      const shifted = { ...given, X: changed(given.X, (x, j) => x + shifts[j]) }
      const { coef, intercept } = answer(shifted)
      const back = intercept.map((b, a) => b + coef[a].reduce((sum, w, j) => sum + w * shifts[j], 0))
      expectSame({ coef, intercept: centred(back) }, answer(given))
    })
  }

  it('a shift of the features changes the intercept only', shiftLaw(1))

  it('so does a large one', shiftLaw(3))

  it('a feature times s, its penalty too, has its coefficient divided by s', () => {
    forAll((given, random) => {
      const { penalty } = given.options
      if (penalty === 'elasticnet') return
      const scales = given.X[0].map(() => 10 ** (random.integer(4) - 2))
      const penaltyFactor = scales.map(s => (penalty === 'l1' ? s : s * s))
      const scaled = {
        X: changed(given.X, (x, j) => x * scales[j]),
        y: given.y,
        options: { ...given.options, penaltyFactor },
      }
      const found = answer(scaled)
      expectSame({ ...found, coef: changed(found.coef, (w, j) => w * scales[j]) }, answer(given))
    })
  })
})

describe('the data in another order', () => {
  it('rows', () => {
    forAll((given, random) => {
      const order = Array.from(random.permutation(given.X.length))
      const permuted = { ...given, X: order.map(i => given.X[i]), y: order.map(i => given.y[i]) }
      expectSame(answer(permuted), answer(given))
    })
  })

  it('columns', () => {
    forAll((given, random) => {
      const order = Array.from(random.permutation(given.X[0].length))
      const { coef, intercept } = answer(given)
      const permuted = { ...given, X: given.X.map(row => order.map(j => row[j])) }
      expectSame(answer(permuted), { coef: coef.map(row => order.map(j => row[j])), intercept })
    })
  })

  it.each(['auto', 'ovr'])('classes, %s', multiClass => {
    forAll(
      given => {
        const classes = NAMES.slice(0, new Set(given.y).size)
        const opposite = (label: string) => classes[classes.length - 1 - classes.indexOf(label)]
        const { coef, intercept } = answer(given)
        const sign = classes.length === 2 ? -1 : 1
        const turned = {
          coef: changed([...coef].reverse(), w => sign * w),
          intercept: [...intercept].reverse().map(b => sign * b),
        }
        expectSame(answer({ ...given, y: given.y.map(opposite) }), turned)
      },
      { multiClass },
    )
  })
})

describe('weights', () => {
  it('an integer weight is a row repeated', () => {
    forAll((given, random) => {
      const weights = given.X.map(() => random.integer(3))
      const repeated = <T>(list: readonly T[]) =>
        list.flatMap((value, i) => Array.from({ length: weights[i] }, () => value))
      expectSame(answer(given, weights), answer({ ...given, X: repeated(given.X), y: repeated(given.y) }))
    })
  })

  it('a factor of all weights is a factor of C', () => {
    forAll((given, random) => {
      const factor = 10 ** (random.integer(4) - 2)
      const { C = 1 } = given.options
      const divided = { ...given, options: { ...given.options, C: C / factor } }
      expectSame(
        answer(
          divided,
          given.X.map(() => factor),
        ),
        answer(given),
      )
    })
  })

  it('a class weight is the weight of its rows', () => {
    forAll(given => {
      const weighted = { ...given, options: { ...given.options, classWeight: { a: 2.5 } } }
      expectSame(
        answer(weighted),
        answer(
          given,
          given.y.map(label => (label === 'a' ? 2.5 : 1)),
        ),
      )
    })
  })
})

describe('other ways to the same model', () => {
  it('a point of a path is the fit at its C', () => {
    forAll(given => {
      const { C: _, ...options } = given.options
      const path = logisticRegressionPath(given.X, given.y, { ...options, Cs: [0.05, 0.5, 5] })
      const [, outputs, d] = path.coefs.shape
      path.Cs.forEach((C, k) => {
        const coef = Array.from({ length: outputs }, (_, a) =>
          Array.from({ length: d }, (_, j) => path.coefs.get(k, a, j)),
        )
        const intercept = coef.map((_, a) => path.intercepts.get(k, a))
        expectSame({ coef, intercept }, answer({ ...given, options: { ...given.options, C } }))
      })
    })
  })

  it('the softmax of two classes is the logistic model with half of the l2 part', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom('l1', 'l2', 'none'), (seed, penalty) => {
        const given = problem(seed, 2, penalty)
        const { C = 1 } = given.options
        const softmax = { ...given, options: { ...given.options, multiClass: 'multinomial' as const } }
        const logistic = { ...given, options: { ...given.options, C: penalty === 'l2' ? 2 * C : C } }
        expectSame(answer(softmax), answer(logistic))
      }),
      { numRuns: 12, seed: 1 },
    )
  })

  it('one-vs-rest is a logistic model for each class', () => {
    forAll(
      given => {
        const classes = NAMES.slice(0, new Set(given.y).size)
        if (classes.length === 2) return
        const { multiClass: _, ...options } = given.options
        const parts = classes.map(name =>
          answer({ ...given, options, y: given.y.map(label => (label === name ? 'y' : 'n')) }),
        )
        const together = {
          coef: parts.map(({ coef }) => coef[0]),
          intercept: parts.map(({ intercept }) => intercept[0]),
        }
        expectSame(answer(given), together)
      },
      { multiClass: 'ovr' },
    )
  })

  it('a column of ones with a penalty is a penalised intercept', () => {
    forAll(given => {
      if (given.options.penalty === 'none') return
      const scale = 3
      const options = {
        ...given.options,
        penalizeIntercept: true,
        interceptScaling: scale,
      } as LogisticRegressionOptions
      const { coef, intercept } = answer({ ...given, options })
      const appended = {
        ...given,
        X: given.X.map(row => [...row, scale]),
        options: { ...given.options, fitIntercept: false },
      }
      const { coef: all } = answer(appended)
      expectSame(
        { coef: all.map(row => row.slice(0, -1)), intercept: all.map(row => scale * row.slice(-1)[0]) },
        { coef, intercept },
      )
    })
  })
})
