import ndarray from 'ndarray'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  CsrMatrix,
  type IterationProgress,
  LogisticRegression,
  type LogisticRegressionOptions,
  type MatrixLike,
  setWarningHandler,
  UnsupportedError,
} from '../../src'
import { optimality } from '../support/kkt'
import { randomProblem } from '../support/random-problem'

const { rows, y } = randomProblem({ n: 60, d: 12, seed: 1 })
const signs = y.map(label => (label === 'yes' ? 1 : -1))

const KINKED = ['newton-cd', 'newton-cd-gram', 'auto'] as const
const SMOOTH = ['newton-cholesky', 'newton-cg', ...KINKED] as const

interface Row {
  readonly name: string
  readonly options: LogisticRegressionOptions
  readonly l1: number
  readonly l2: number
  readonly solvers: readonly string[]
}

const penalties: readonly Row[] = [
  { name: 'l1', options: { penalty: 'l1' }, l1: 1, l2: 0, solvers: KINKED },
  { name: 'l2', options: { penalty: 'l2' }, l1: 0, l2: 1, solvers: SMOOTH },
  {
    name: 'elastic net',
    options: { penalty: 'elasticnet', l1Ratio: 0.3 },
    l1: 0.3,
    l2: 0.7,
    solvers: KINKED,
  },
  { name: 'none', options: { penalty: 'none' }, l1: 0, l2: 0, solvers: SMOOTH },
]

const intercepts = [
  { name: 'free', options: {}, kind: 'free' },
  { name: 'absent', options: { fitIntercept: false }, kind: 'none' },
  {
    name: 'penalised, scale 3',
    options: { penalizeIntercept: true, interceptScaling: 3 },
    kind: { penalisedWithScale: 3 },
  },
] as const

function relativeError(got: number, expected: number): number {
  return Math.abs(got - expected) / Math.abs(expected)
}

function fit(X: MatrixLike, options: object) {
  return new LogisticRegression({ tol: 1e-11, ...options } as LogisticRegressionOptions).fit(X, y)
}

describe('every solver that takes a problem', () => {
  for (const penalty of penalties) {
    for (const intercept of intercepts) {
      if (penalty.name === 'none' && intercept.kind !== 'free' && intercept.kind !== 'none') continue
      const dual = penalty.name === 'l2' && intercept.kind !== 'free' ? ['dual-cd'] : []
      for (const C of [0.05, 1, 20]) {
        it(`${penalty.name}, intercept ${intercept.name}, C = ${C}: one optimum`, () => {
          const results = [...penalty.solvers, ...dual].map(solver => {
            const maxIter = solver === 'dual-cd' ? 3000 : 100
            const model = fit(rows, { ...penalty.options, ...intercept.options, C, solver, maxIter })
            expect(model.convergence.converged, solver).toBe(true)
            return { solver, coef: Array.from(model.coef.data), intercept: model.intercept.get(0) }
          })
          const first = results[0]
          for (const { solver, coef, intercept: b } of results) {
            const { violation } = optimality(rows, signs, coef, b, {
              l1: penalty.l1,
              l2: penalty.l2,
              C,
              intercept: intercept.kind,
            })
            expect(violation, solver).toBeLessThan(1e-8 * C * rows.length)
            expect(coef.map(w => w === 0)).toEqual(first.coef.map(w => w === 0))
            coef.forEach((w, j) => {
              expect(Math.abs(w - first.coef[j]), `${solver}, coefficient ${j}`).toBeLessThan(1e-7)
            })
            expect(Math.abs(b - first.intercept), solver).toBeLessThan(1e-7)
          }
        })
      }
    }
  }
})

describe('the layout of the data', () => {
  const n = rows.length
  const d = rows[0].length
  const flat = Float64Array.from(rows.flat())
  const columnMajor = Float64Array.from({ length: n * d }, (_, p) => rows[p % n][Math.floor(p / n)])
  const padded = new Float64Array(5 + 2 * n * d)
  rows.forEach((row, i) => {
    row.forEach((x, j) => {
      padded[5 + 2 * (i * d + j)] = x
    })
  })
  const layouts: Record<string, MatrixLike> = {
    'row-major ndarray': ndarray(flat, [n, d]),
    'column-major ndarray': ndarray(columnMajor, [n, d], [1, n]),
    'strided ndarray with an offset': ndarray(padded, [n, d], [2 * d, 2], 5),
    'reversed rows and columns twice': ndarray(Float64Array.from(rows.flat()).reverse(), [n, d]).step(-1, -1),
    'generic array': ndarray(rows.flat(), [n, d]),
    CsrMatrix: CsrMatrix.fromDense(rows),
  }
  for (const [name, X] of Object.entries(layouts)) {
    it(`${name}: the same coefficients as number[][]`, () => {
      for (const penalty of ['l1', 'l2'] as const) {
        const expected = fit(rows, { penalty })
        const model = fit(X, { penalty })
        expected.coef.data.forEach((w, j) => {
          expect(Math.abs(model.coef.data[j] - w)).toBeLessThan(1e-10)
        })
        expect(Math.abs(model.intercept.get(0) - expected.intercept.get(0))).toBeLessThan(1e-10)
      }
    })
  }

  it('mostly zeros given as dense: as the same numbers given as sparse', () => {
    const thin = randomProblem({ n: 80, d: 30, seed: 5, density: 0.1 })
    const options = { penalty: 'l1', C: 5, tol: 1e-11 } as const
    const dense = new LogisticRegression(options).fit(thin.rows, thin.y)
    const sparse = new LogisticRegression(options).fit(CsrMatrix.fromDense(thin.rows), thin.y)
    expect(dense.coef.data).toEqual(sparse.coef.data)
  })

  it('Float32 data: the optimum of those very numbers', () => {
    const single = Float32Array.from(flat)
    const widened = Float64Array.from(single)
    const a = fit(ndarray(single, [n, d]), { penalty: 'l1' })
    const b = fit(ndarray(widened, [n, d]), { penalty: 'l1' })
    b.coef.data.forEach((w, j) => {
      expect(Math.abs(a.coef.data[j] - w)).toBeLessThan(1e-10)
    })
  })
})

describe('the certificate', () => {
  const cases = [
    { multi: false, free: true },
    { multi: false, free: false },
    { multi: true, free: true },
    { multi: true, free: false },
  ]
  for (const { multi, free } of cases) {
    for (const solver of ['newton-cd', 'newton-cd-gram'] as const) {
      const name = `${multi ? 'three classes' : 'two classes'}, ${free ? 'free intercept' : 'no intercept'}, ${solver}`
      it(`bounds what is left, closely so at the end: ${name}`, () => {
        const problem = randomProblem({ n: 300, d: 20, seed: 3 })
        const labels = problem.y.map((label, i) => (multi && problem.rows[i][0] > 0.5 ? 'third' : label))
        const train = (options: object, watch?: (progress: IterationProgress) => void) =>
          new LogisticRegression({ penalty: 'l1', C: 100, fitIntercept: free, solver, ...options }).fit(
            problem.rows,
            labels,
            watch && { onIteration: watch },
          ).convergence
        const minimum = train({ tol: 1e-13, maxIter: 1000, solver: 'newton-cd-gram' }).objective
        let last = Infinity
        const check = ({ objective, dualityGap }: { objective: number; dualityGap: number }) => {
          expect(dualityGap).toBeGreaterThanOrEqual((objective - minimum) * (1 - 1e-9) - 1e-13 * minimum)
          last = dualityGap
        }
        const result = train({ tol: 1e-4 }, check)
        // The residual alone would give more in most of these; 'newton-cd' solves its models less exactly.
        expect(last).toBeLessThan((solver === 'newton-cd' ? 8e-5 : 1e-6) * minimum)
        check(result)
      })
    }
  }
})

describe('the course of a fit', () => {
  for (const solver of ['newton-cd', 'newton-cd-gram', 'auto'] as const) {
    it(`${solver}: the objective never rises, the report ends at the result`, () => {
      const seen: number[] = []
      const model = new LogisticRegression({ penalty: 'l1', C: 10, tol: 1e-8, solver }).fit(rows, y, {
        onIteration: ({ objective, dualityGap, elapsedMs, nonZero, iteration }) => {
          expect(iteration).toBe(seen.length + 1)
          expect(dualityGap).toBeGreaterThanOrEqual(0)
          expect(dualityGap).toBeLessThanOrEqual(objective)
          expect(elapsedMs).toBeGreaterThanOrEqual(0)
          expect(nonZero).toBeLessThanOrEqual(12)
          seen.push(objective)
        },
      })
      expect(seen.length).toBe(model.convergence.iterations)
      seen.forEach((value, i) => {
        if (i > 0) expect(value).toBeLessThanOrEqual(seen[i - 1] * (1 + 1e-13))
      })
      // At the end the predictors are computed anew.
      expect(relativeError(seen.at(-1) ?? 0, model.convergence.objective)).toBeLessThan(1e-13)
    })
  }

  it('is the same on every run', () => {
    for (const solver of ['auto', 'dual-cd'] as const) {
      const options = { penalty: 'l2', C: 3, solver, fitIntercept: false } as const
      const one = new LogisticRegression(options).fit(rows, y)
      const two = new LogisticRegression(options).fit(rows, y)
      expect(one.coef.data).toEqual(two.coef.data)
    }
  })

  it('the gap bounds the distance to the optimum', () => {
    const exact = fit(rows, { penalty: 'l1' }).convergence.objective
    for (const tol of [0.1, 1e-2, 1e-3, 1e-5]) {
      const { objective, dualityGap } = new LogisticRegression({ penalty: 'l1', tol }).fit(
        rows,
        y,
      ).convergence
      expect(objective - exact).toBeLessThanOrEqual(dualityGap + 1e-12)
      expect(dualityGap).toBeLessThanOrEqual(tol * objective)
    }
  })

  it('a warm start from the optimum is done at once, and elsewhere ends at the same optimum', () => {
    const options = { penalty: 'l1', C: 2, tol: 1e-9, warmStart: true } as const
    const model = new LogisticRegression(options).fit(rows, y)
    const coef = Float64Array.from(model.coef.data)
    expect(model.convergence.iterations).toBeGreaterThan(1)
    model.fit(rows, y)
    expect(model.convergence.iterations).toBe(0)
    expect(model.coef.data).toEqual(coef)
  })
})

describe('what cannot be done is said', () => {
  const messages: string[] = []
  let previous: ReturnType<typeof setWarningHandler>
  beforeEach(() => {
    messages.length = 0
    previous = setWarningHandler(message => messages.push(message))
  })
  afterEach(() => {
    setWarningHandler(previous)
  })

  it('a solver that does not take the penalty names those that do', () => {
    for (const solver of ['newton-cholesky', 'newton-cg', 'dual-cd']) {
      const options = { penalty: 'l1', solver } as unknown as LogisticRegressionOptions
      expect(() => new LogisticRegression(options).fit(rows, y)).toThrow(UnsupportedError)
      expect(() => new LogisticRegression(options).fit(rows, y)).toThrow(/newton-cd-gram/)
    }
    expect(() => new LogisticRegression({ solver: 'dual-cd' }).fit(rows, y)).toThrow(
      /penalizeIntercept: true/,
    )
  })

  it('too few iterations: not converged, one warning, an honest gap', () => {
    for (const options of [
      { penalty: 'l1', C: 100 },
      { penalty: 'l2', C: 100 },
      { penalty: 'l2', C: 100, fitIntercept: false, solver: 'dual-cd' },
    ] as const) {
      messages.length = 0
      const model = new LogisticRegression({ ...options, tol: 1e-10, maxIter: 1 }).fit(rows, y)
      const { converged, iterations, objective, dualityGap } = model.convergence
      expect(converged).toBe(false)
      expect(iterations).toBe(1)
      expect(dualityGap).toBeGreaterThan(1e-10 * objective)
      expect(messages).toHaveLength(1)
      expect(messages[0]).toContain('maxIter')
    }
  })
})
