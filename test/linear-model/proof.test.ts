/**
 * Fits that once went wrong, each a member of a kind: where work is saved, where the arithmetic is short of digits, where
 * there is no minimum. That what a fit claims is true of what it returns is checked after every one (test/support).
 */

import { describe, expect, it } from 'vitest'
import {
  LogisticRegression,
  type LogisticRegressionOptions,
  logisticRegressionPath,
  StandardScaler,
  ValidationError,
} from '../../src'
import { normals } from '../support/normals'

const options = (given: object) => given as LogisticRegressionOptions

/** n rows of normal features, and features that are 1 in two rows only; standardized. */
function withRareFeatures(n: number, features: number, rare: number, seed: number) {
  const { normal, integer } = normals(seed)
  const rows = Array.from({ length: n }, () =>
    Array.from({ length: features }, (_, j) => (j < features - rare ? normal() : 0)),
  )
  for (let j = features - rare; j < features; j++) for (let k = 0; k < 2; k++) rows[integer(n)][j] = 1
  const w = Array.from({ length: features }, normal)
  const y = rows.map(row => Number(row.reduce((sum, x, j) => sum + 0.7 * x * w[j], normal()) > 0))
  return { X: new StandardScaler().fitTransform(rows), y }
}

describe('a value of millions in a column of hundredths', () => {
  // The row with it is certain wherever the others send the coefficient, and must not hold them up.
  const value = (i: number, outlier: number) => (i === 7 ? outlier : i % 50 === 0 ? 0.04 : -0.0025)
  const label = (i: number) => Number(i === 7 || (i % 50 === 0 ? i === 0 : Math.sin(i * i) > -0.4))

  it.each(['l1', 'l2'] as const)('%s: few steps to where they lead without it', penalty => {
    const fit = (outlier: number) =>
      new LogisticRegression({ penalty, C: 100, tol: 1e-8 }).fit(
        Array.from({ length: 300 }, (_, i) => [value(i, outlier)]),
        Array.from({ length: 300 }, (_, i) => label(i)),
      )
    const [small, large] = [fit(-1000), fit(-5e6)]
    expect(large.convergence.converged).toBe(true)
    expect(large.convergence.iterations).toBeLessThan(12)
    expect(large.convergence.objective / small.convergence.objective).toBeCloseTo(1, 6)
  })
})

describe('rare features, which a sample of the rows does not see', () => {
  const { X, y } = withRareFeatures(16_000, 40, 20, 1)
  const fit = (given: object, labels: readonly number[] = y) =>
    new LogisticRegression(options({ penalty: 'l1', C: 0.1, ...given })).fit(X, labels).convergence

  it('the default reaches the optimum', () => {
    const { objective } = fit({ solver: 'newton-cd', tol: 1e-8 })
    const found = fit({})
    expect(found.converged).toBe(true)
    expect(found.objective / objective - 1).toBeLessThan(1e-4)
  })

  it('so it does with class weights, with several classes and along a path', () => {
    expect(fit({ classWeight: 'balanced' }).converged).toBe(true)
    expect(
      fit(
        {},
        y.map((code, i) => (i % 3 === 0 ? 2 : code)),
      ).converged,
    ).toBe(true)
    const { convergence } = logisticRegressionPath(X, y, { Cs: [0.001, 0.01, 0.1] })
    expect(convergence.map(({ converged }) => converged)).toEqual([true, true, true])
  })

  it('nor do they keep a fit without a penalty from its minimum', () => {
    const small = withRareFeatures(8_000, 40, 20, 5)
    const { data, shape } = small.X
    const columns = shape[1]
    // Every rare feature has both classes, so that the minimum exists.
    const labels = small.y.slice()
    for (let j = 20; j < columns; j++) {
      const rows = labels.map((_, i) => i).filter(i => data[i * columns + j] > 1)
      if (rows.length === 2) [labels[rows[0]], labels[rows[1]]] = [0, 1]
    }
    const objectives = (['auto', 'newton-cg', 'newton-cholesky'] as const).map(solver => {
      const { objective, converged, separated } = new LogisticRegression({ penalty: 'none', solver }).fit(
        small.X,
        labels,
      ).convergence
      expect(converged || separated).toBe(true)
      return objective
    })
    for (const objective of objectives) expect(objective / objectives[1]).toBeCloseTo(1, 4)
  })
})

describe('no minimum is recognized and named', () => {
  const { normal } = normals(7)
  const X = Array.from({ length: 60 }, () => Array.from({ length: 300 }, normal))
  const tiny = [
    [5, 5],
    [6, 2],
    [1, 4],
    [2, 2],
    [3, 3],
  ]
  const cases: [string, number[][], number[], object][] = [
    ['five classes', X, X.map((_, i) => i % 5), {}],
    ['one-vs-rest', X, X.map((_, i) => i % 5), { multiClass: 'ovr' }],
    ['two classes', X, X.map((_, i) => i % 2), {}],
    [
      'free features',
      X,
      X.map((_, i) => i % 2),
      { penalty: 'l1', penaltyFactor: X[0].map((_, j) => Number(j >= 100)) },
    ],
    ['five rows', tiny, [0, 1, 0, 0, 0], {}],
  ]
  for (const [name, rows, y, given] of cases) {
    it(`complete separation: ${name}`, () => {
      const model = new LogisticRegression(options({ penalty: 'none', ...given })).fit(rows, y)
      const { converged, separated, objective, dualityGap } = model.convergence
      expect([converged, separated]).toEqual([false, true])
      expect(dualityGap).toBe(objective)
      expect(model.score(rows, y)).toBe(1)
      expect(model.coef.data.every(w => Math.abs(w) < 1e3)).toBe(true)
    })
  }

  it('quasi-complete separation: a feature that only one class has', () => {
    const { normal: draw } = normals(3)
    const rows = Array.from({ length: 200 }, (_, i) => [draw(), Number(i < 5)])
    const y = rows.map(([x, flag]) => Number(flag === 1 || x + 2 * draw() > 0))
    const { separated, iterations } = new LogisticRegression({ penalty: 'none' }).fit(rows, y).convergence
    expect(separated).toBe(true)
    expect(iterations).toBeLessThan(40)
    const { converged } = new LogisticRegression({ penalty: 'l2', penaltyFactor: [0, 1] }).fit(
      rows,
      y,
    ).convergence
    expect(converged).toBe(true)
  })

  it('quasi-complete separation by several leads, one over another, takes few steps', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const { normal: draw, integer } = normals(seed)
      const kinds = [(i: number, j: number) => i % (j + 2), () => Number(integer(12) === 0), draw]
      const rows = Array.from({ length: 40 }, (_, i) =>
        Array.from({ length: 12 }, (_, j) => kinds[j % 3](i, j)),
      )
      const y = rows.map((_, i) => (i < 8 ? i % 4 : integer(4) * Number(integer(3) > 0)))
      const { separated, iterations } = new LogisticRegression({ penalty: 'none' }).fit(rows, y).convergence
      expect(separated).toBe(true)
      expect(iterations).toBeLessThan(18)
    }
  })

  it('quasi-complete separation of rising doses, which go apart at several speeds', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { normal } = normals(seed)
      const rows: number[][] = []
      for (let run = 0; run < 10; run++) {
        const sensitivity = normal()
        const flags = Array.from({ length: 10 }, (_, k) => Number(k === run))
        for (let dose = 0; dose < 6; dose++) {
          rows.push([Math.exp(0.7 * dose + sensitivity + 0.3 * normal()), run % 2, ...flags])
        }
      }
      const y = rows.map((_, i) => i % 6)
      const { separated, iterations } = new LogisticRegression({ penalty: 'none' }).fit(rows, y).convergence
      expect(separated).toBe(true)
      expect(iterations).toBeLessThan(50)
    }
  })

  it('rows that offsets make certain, some of the wrong class', () => {
    const { normal, integer } = normals(3)
    const rows = Array.from({ length: 30 }, () => Array.from({ length: 120 }, normal))
    const y = rows.map(() => integer(4))
    const offset = rows.map(() => Array.from({ length: 4 }, () => 70 * normal()))
    const { separated, iterations } = new LogisticRegression({ penalty: 'none' }).fit(rows, y, {
      offset,
    }).convergence
    expect(separated).toBe(true)
    expect(iterations).toBeLessThan(15)
  })

  it('a value of millions among hundredths hides no minimum', () => {
    for (const classes of [2, 3]) {
      const { normal, integer } = normals(classes)
      const rows = Array.from({ length: 200 }, () => [0.01 * normal(), normal()])
      const y = rows.map(() => integer(classes))
      rows[7][0] = -5e6
      const { separated, converged } = new LogisticRegression({ penalty: 'none', tol: 1e-6 }).fit(
        rows,
        y,
      ).convergence
      expect([separated, converged]).toEqual([false, true])
    }
  })

  it('quasi-complete separation: a feature that two of three classes share', () => {
    const { normal } = normals(11)
    const rows = Array.from({ length: 60 }, (_, i) => [normal(), i % 3 !== 2 && i % 5 === 0 ? 1 : 0])
    const y = rows.map((_, i) => i % 3)
    for (const solver of ['auto', 'newton-cd', 'newton-cd-gram', 'newton-cg'] as const) {
      const { separated, iterations } = new LogisticRegression({ penalty: 'none', solver }).fit(
        rows,
        y,
      ).convergence
      expect(separated).toBe(true)
      expect(iterations).toBeLessThan(20)
    }
  })

  it('equal rows of both classes have a minimum', () => {
    const rows = X.slice(0, 20).concat(X.slice(0, 20))
    const y = rows.map((_, i) => Number(i < 20))
    const { converged, separated } = new LogisticRegression({ penalty: 'none' }).fit(rows, y).convergence
    expect([converged, separated]).toEqual([true, false])
  })
})

describe('the gap of a badly fitted row', () => {
  for (const given of [{ penalty: 'l1', C: 1 }, { C: 10 }]) {
    it(`falls from step to step: ${JSON.stringify(given)}`, () => {
      const { normal } = normals(11)
      const X = Array.from({ length: 300 }, () => Array.from({ length: 5 }, normal))
      const y = X.map(row => Number(row[0] + row[1] > 0))
      X[0] = [8, 8, 0, 0, 0]
      y[0] = 0
      const gaps: number[] = []
      new LogisticRegression(options({ ...given, tol: 1e-6 })).fit(X, y, {
        onIteration: ({ dualityGap }) => gaps.push(dualityGap),
      })
      gaps.forEach((gap, k) => {
        if (k > 0) expect(gap).toBeLessThan(3 * gaps[k - 1])
      })
    })
  }
})

it('a fit does not depend on whether its steps are reported', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { normal, integer } = normals(seed)
    const rows = Array.from({ length: 40 }, () => Array.from({ length: 6 }, normal))
    const y = rows.map(() => integer(2 + (seed % 2)))
    for (const penalty of ['l1', 'l2'] as const) {
      const fit = (onIteration?: () => void) =>
        new LogisticRegression({ penalty, C: 100, tol: 0.01 }).fit(rows, y, {
          ...(onIteration && { onIteration }),
        })
      expect(fit(() => {}).toJSON()).toEqual(fit().toJSON())
    }
  }
})

it('many rows that the model cannot tell apart, in the order of their classes, have a certificate', () => {
  for (const [n, classes] of [
    [15_000, 3],
    [60_001, 2],
    [60_001, 3],
  ]) {
    const { normal } = normals(n)
    const rows = Array.from({ length: n }, () => [normal(), normal()])
    const y = rows.map((_, i) => Math.min(classes - 1, Math.floor((3 * i) / (n - 1))))
    const model = new LogisticRegression({ penalty: 'l1', C: 1 / n, tol: 1e-6 }).fit(rows, y)
    expect(model.coef.data.every(w => w === 0)).toBe(true)
    expect(model.convergence).toMatchObject({ converged: true })
    expect(model.convergence.iterations).toBeLessThan(10)
  }
})

describe('a weak penalty', () => {
  for (const [n, d] of [
    [8, 3],
    [30, 10],
    [60, 30],
    [150, 50],
  ]) {
    for (const C of [300, 30_000]) {
      it(`takes few steps: ${n} × ${d}, C = ${C}`, () => {
        const { normal } = normals(n)
        const X = Array.from({ length: n }, () => Array.from({ length: d }, normal))
        const y = X.map(row => Number(row[0] + normal() > 0))
        const { converged, iterations } = new LogisticRegression({ penalty: 'l1', C, tol: 1e-6 }).fit(
          X,
          y,
        ).convergence
        expect(converged).toBe(true)
        expect(iterations).toBeLessThan(40)
      })
    }
  }
})

describe('shifts and scales', () => {
  for (const shift of [1e3, 1e8, 1e12]) {
    for (const penalty of ['l1', 'l2', 'none'] as const) {
      it(`a feature shifted by ${shift} changes the intercept only: ${penalty}`, () => {
        const { normal } = normals(19)
        // Multiples of 2⁻¹⁰ stay exact under every shift.
        const rows = Array.from({ length: 200 }, () =>
          [normal(), normal(), normal()].map(x => Math.round(x * 1024) / 1024),
        )
        const y = rows.map(row => Number(row[0] + row[1] + normal() > 0))
        const settings = options({ penalty, tol: 1e-8 })
        const plain = new LogisticRegression(settings).fit(rows, y)
        const moved = new LogisticRegression(settings).fit(
          rows.map(([x, ...rest]) => [x + shift, ...rest]),
          y,
        )
        expect(moved.convergence.objective / plain.convergence.objective).toBeCloseTo(1, 7)
        moved.coef.data.forEach((w, j) => {
          expect(w).toBeCloseTo(plain.coef.data[j], 4)
        })
      })
    }
  }

  it('a constant feature beside a free intercept has the coefficient 0', () => {
    const { normal } = normals(20)
    const rows = Array.from({ length: 200 }, () => [2024, normal()])
    const y = rows.map(row => Number(row[1] + normal() > 0))
    for (const penalty of ['l1', 'l2'] as const) {
      const model = new LogisticRegression({ penalty, tol: 1e-8 }).fit(rows, y)
      expect(model.convergence.converged).toBe(true)
      expect(model.coef.get(0, 0)).toBe(0)
    }
  })

  it('columns of sizes from 1e-8 to 1e8 are fitted as well as equal ones', () => {
    const { normal, integer } = normals(13)
    const sizes = Array.from({ length: 40 }, () => 10 ** (integer(17) - 8))
    const X = Array.from({ length: 60 }, () => sizes.map(size => size * normal()))
    const y = X.map((_, i) => i % 4)
    for (const given of [{ penalty: 'l2' }, { penalty: 'l1' }, { penalty: 'elasticnet', l1Ratio: 0.5 }]) {
      expect(new LogisticRegression(options({ ...given, tol: 1e-6 })).fit(X, y).convergence.converged).toBe(
        true,
      )
    }
  })
})

describe('rows that an offset makes certain, of the right class or of the wrong one', () => {
  const { normal, integer } = normals(23)
  const rows = Array.from({ length: 90 }, () => Array.from({ length: 4 }, normal))
  for (const classes of [2, 3]) {
    const y = rows.map(() => integer(classes))
    const offset = rows.map(() => Array.from({ length: classes === 2 ? 1 : classes }, () => 300 * normal()))
    for (const solver of ['auto', 'newton-cd', 'newton-cd-gram', 'newton-cg'] as const) {
      it(`keep no fit from its minimum: ${classes} classes, ${solver}`, () => {
        const fit = (given: object) =>
          new LogisticRegression(options({ C: 1e4, tol: 1e-6, ...given })).fit(rows, y, { offset })
            .convergence
        const { converged, objective } = fit({ solver })
        expect(converged).toBe(true)
        expect(objective / fit({ solver: 'newton-cholesky' }).objective).toBeCloseTo(1, 9)
      })
    }
  }
})

it('intercepts of classes whose rows are all certain have a certificate', () => {
  for (const seed of [41, 391]) {
    const { normal } = normals(seed)
    const rows = Array.from({ length: 6 }, () => Array.from({ length: 3 }, normal))
    const offset = rows.map(() => Array.from({ length: 3 }, () => 30 * normal()))
    const { converged, iterations } = new LogisticRegression({ penalty: 'l1', C: 0.001 }).fit(
      rows,
      rows.map((_, i) => i % 3),
      { offset },
    ).convergence
    expect(converged).toBe(true)
    expect(iterations).toBeLessThan(20)
  }
})

describe('many features of few rows under bounds, which passes take for solved when they are not', () => {
  const { normal, integer } = normals(5)
  const fit = (n: number, valueIn: (column: number) => number, given: object) => {
    const rows = Array.from({ length: n }, () => Array.from({ length: 700 }, (_, j) => valueIn(j)))
    const offset = rows.map(() => normal())
    const shares = rows.map(() => 0.2 + 0.06 * integer(10))
    return new LogisticRegression(options({ fitIntercept: false, tol: 1e-6, ...given })).fit(rows, shares, {
      offset,
      target: 'probability',
    }).convergence
  }

  it('take few steps where columns differ in size', () => {
    for (const n of [2, 7]) {
      const { converged, iterations } = fit(n, j => 10 ** ((j % 5) - 2) * normal(), { positive: true })
      expect(converged).toBe(true)
      expect(iterations).toBeLessThan(20)
    }
  })

  it('take few steps where many columns are the same', () => {
    for (const solver of ['auto', 'newton-cd']) {
      const { converged, iterations } = fit(3, () => integer(3) - 1, {
        solver,
        lowerBounds: -0.01,
        upperBounds: 0.01,
      })
      expect(converged).toBe(true)
      expect(iterations).toBeLessThan(30)
    }
  })
})

it('free features that nearly depend on each other: what is claimed is claimed of the large numbers that are returned', () => {
  for (let seed = 1; seed <= 9; seed++) {
    const { normal } = normals(seed)
    const X = Array.from({ length: 60 }, () => {
      const [a, b] = [normal(), normal()]
      return [a, b, a + b + 10 ** -(8 + (seed % 3)) * normal()]
    })
    const y = X.map(([a]) => Number(a + 2 * normal() > 0))
    // Verified by test/support/setup.ts, in twice the precision.
    new LogisticRegression({ penalty: 'none', tol: 1e-8 }).fit(X, y)
  }
})

it('standardised dummies of all levels, which depend on each other but for rounding, lead to no coefficients of 1e15', () => {
  for (const seed of [2, 5, 16]) {
    const { normal, integer } = normals(seed)
    const rows = Array.from({ length: 252 }, (_, i) => [
      ...Array.from({ length: 7 }, (_, k) => Number(k === i % 7)),
      ...Array.from({ length: 3 }, (_, k) => Number(k === Math.floor(i / 7) % 3)),
      Math.exp(normal()),
    ])
    const y = rows.map(() => Number(integer(6) === 0))
    const model = new LogisticRegression({ penalty: 'none', fitIntercept: false, tol: 1e-6 }).fit(
      new StandardScaler().fitTransform(rows),
      y,
    )
    expect(model.convergence.converged).toBe(true)
    expect(Math.max(...model.coef.data.map(Math.abs))).toBeLessThan(10)
  }
})

it('features that are others but for rounding to single precision have the minimum of what tells them apart', () => {
  // Coefficients of 1e9 cancel, and so do those of the steps that lead there, whose predictors were not as exact.
  for (const [seed, factor] of [
    [2, 0.3],
    [2, 0.7],
    [4, 0.1],
    [6, 0.7],
  ]) {
    const { integer } = normals(seed)
    const rows = Array.from({ length: 30 }, () => [integer(9) - 4, integer(11)])
    const y = rows.map(() => integer(3))
    const rounded = (x: number) => Math.fround(factor * x)
    const apart = (x: number) => 1e8 * (rounded(x) - factor * x)
    const model = new LogisticRegression({ penalty: 'none', fitIntercept: false, tol: 1e-8 })
    const least = model.fit(
      rows.map(([g, h]) => [g, apart(g), h, apart(h)]),
      y,
    ).convergence.objective
    const { objective } = model.fit(
      rows.map(([g, h]) => [g, rounded(g), h, rounded(h)]),
      y,
    ).convergence
    expect(objective, `seed ${seed}, ${factor}`).toBeLessThan((1 + 1e-3) * least)
  }
})

describe('columns that depend on each other, and nearly so', () => {
  // The direct solves of a singular model stopped at the first coefficient that became zero, 100 steps long.
  it.each([
    { n: 29, features: 9, classes: 3, size: 10, near: 1e-3, C: 110, fitIntercept: true },
    { n: 55, features: 8, classes: 3, size: 100, near: 1e-3, C: 186, fitIntercept: false },
    { n: 43, features: 8, classes: 3, size: 1e3, near: 1e-3, C: 370, fitIntercept: true },
    { n: 42, features: 5, classes: 3, size: 1e4, near: 1e-4, C: 612, fitIntercept: true },
    { n: 46, features: 8, classes: 4, size: 1e5, near: 1e-4, C: 10, fitIntercept: false },
  ])('take few steps: $n × $features, size $size, C = $C', ({
    n,
    features,
    classes,
    size,
    near,
    C,
    fitIntercept,
  }) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { normal, integer } = normals(seed)
      const rows = Array.from({ length: n }, () => {
        const base = normal()
        const row = Array.from({ length: features }, (_, j) =>
          2 * j < features ? size * (base + near * normal()) : normal(),
        )
        return [...row, row[0] - row[1], 1]
      })
      const y = rows.map(() => integer(classes))
      const model = new LogisticRegression({ penalty: 'l1', C, fitIntercept, tol: 1e-6 }).fit(rows, y)
      expect(model.convergence).toMatchObject({ converged: true })
      expect(model.convergence.iterations).toBeLessThan(60)
    }
  })
})

describe('what would overflow is refused by name', () => {
  const X = [
    [0, 1],
    [1, 0],
    [2, 1],
    [3, 0],
  ]
  const y = [0, 1, 0, 1]
  const refused: [object, unknown, object, RegExp][] = [
    [
      {},
      [
        [1e200, 0],
        [-1e200, 1],
        [0, 1],
        [1, 1],
      ],
      {},
      /^X: column 0 has values up to 1e\+200, whose squares overflow/,
    ],
    [
      {},
      [
        [1e-200, 0],
        [0, 1],
        [0, 1],
        [1e-210, 1],
      ],
      {},
      /^X: column 0 .* underflow/,
    ],
    [{ C: 1.7e308 }, X, {}, /^C 1.7e\+308, times the 4/],
    [{ C: 1e-309, penalty: 'l1' }, X, {}, /^C is 1e-309/],
    [{ interceptScaling: 1e308, penalizeIntercept: true }, X, {}, /^interceptScaling must be/],
    [{ maxIter: 1e9 }, X, {}, /^maxIter must be/],
    [
      {},
      X,
      { sampleWeight: [1e308, 1e308, 1e308, 1e308] },
      /^sampleWeight times classWeight adds up to Infinity/,
    ],
  ]
  for (const [given, rows, watch, message] of refused) {
    it(String(message), () => {
      const fit = () => new LogisticRegression(options(given)).fit(rows as number[][], y, watch)
      expect(fit).toThrow(ValidationError)
      expect(fit).toThrow(message)
    })
  }
})

it('many features without a penalty, or with a ridge, cost no matrix of their number', () => {
  const { normal } = normals(31)
  const X = Array.from({ length: 50 }, () => Array.from({ length: 10_000 }, normal))
  const y = X.map((_, i) => i % 2)
  expect(new LogisticRegression({ penalty: 'none' }).fit(X, y).convergence.separated).toBe(true)
  expect(() => new LogisticRegression({ solver: 'newton-cholesky' }).fit(X, y)).toThrow(
    /10001 coefficients, 1 GB/,
  )
})

it('a tolerance of 0 ends where rounding does', () => {
  const { normal } = normals(29)
  const X = Array.from({ length: 50 }, () => [normal(), normal()])
  const y = X.map(row => Number(row[0] + normal() > 0))
  for (const solver of ['auto', 'dual-cd', 'newton-cholesky', 'newton-cd', 'newton-cg'] as const) {
    const { iterations } = new LogisticRegression({ solver, tol: 0, maxIter: 1e6, fitIntercept: false }).fit(
      X,
      y,
    ).convergence
    expect(iterations).toBeLessThan(100)
  }
})
