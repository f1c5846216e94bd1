/** Blocks of the Hessian against sums over rows, row by row. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { ConstantColumn } from '../../src/design/constant-column'
import type { DesignMatrix } from '../../src/design/design-matrix'
import { withDamping } from '../../src/problem/damped-curvature'
import { addCrossHessian, addHessian, hessianDiagonal, hessianInto } from '../../src/problem/hessian'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Coordinates, Problem } from '../../src/problem/problem'
import { drain } from '../../src/support/steps'
import { naiveHessian, newtonProblem } from '../solvers/newton-problem'
import { randomProblem } from '../support/random-problem'

const wave = (length: number) => Float64Array.from({ length }, (_, p) => 2 * Math.sin(3 * p + 1))

function closeTo(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length)
  for (let k = 0; k < expected.length; k++)
    expect(Math.abs(got[k] - expected[k])).toBeLessThan(1e-11 * (1 + Math.abs(expected[k])))
}

describe.each([1, 3])('%i outputs', outputs => {
  const made = newtonProblem({ n: 30, d: 9, outputs, seed: 3 })
  const { problem } = made
  const { design, loss } = problem
  const expansion = loss.expandAt(wave(problem.predictorCount))
  const lists: Record<string, readonly number[]> = {
    all: Array.from(problem.all.indices),
    'some of the first output': [1, 4],
    'some of each': Array.from(problem.all.indices).filter(q => q % 4 === 1),
    'all of the last output': Array.from(problem.all.indices).slice(-9),
  }
  for (const [name, list] of Object.entries(lists)) {
    const indices = Int32Array.from(list)
    const coordinates = new Coordinates(indices, design)
    const exact = naiveHessian(made, indices, expansion)

    it(`the Hessian of ${name}`, () => {
      const k = indices.length
      const hessian = new Float64Array(k * k).fill(7)
      drain(hessianInto(problem, expansion, coordinates, hessian))
      closeTo(hessian, exact.flat())
    })

    it(`its diagonal, of ${name}`, () => {
      const diagonal = hessianDiagonal(problem, coordinates, output => {
        const d = new Float64Array(design.rows)
        expansion.curvatureInto(output, output, d)
        return d
      })
      closeTo(
        diagonal,
        exact.map((row, k) => row[k]),
      )
    })

    it(`products of all with ${name}, added to what is there`, () => {
      const matrix = new Float64Array(problem.size * indices.length).fill(7)
      const weights = (a: number, b: number) => {
        const d = new Float64Array(design.rows)
        expansion.curvatureInto(a, b, d)
        return d
      }
      drain(addCrossHessian(problem, problem.all, coordinates, matrix, weights))
      const whole = naiveHessian(made, problem.all.indices, expansion)
      closeTo(
        matrix,
        whole.flatMap(row => list.map(r => 7 + row[r])),
      )
    })
  }

  it('damping adds μ c to the curvature of every predictor, and to its products', () => {
    const damped = withDamping(expansion, loss, 0.3)
    const z = wave(problem.predictorCount)
    const [exact, product] = [z.slice(), z.slice()]
    expansion.curvatureTimesInto(z, exact)
    damped.curvatureTimesInto(z, product)
    closeTo(
      product,
      Array.from(exact, (value, p) => value + 0.3 * loss.weights[p % loss.rows] * z[p]),
    )
    const [before, after] = [new Float64Array(loss.rows), new Float64Array(loss.rows)]
    for (const b of [0, outputs - 1]) {
      expansion.curvatureInto(0, b, before)
      damped.curvatureInto(0, b, after)
      closeTo(
        after,
        Array.from(before, (value, i) => value + (b === 0 ? 0.3 * loss.weights[i] : 0)),
      )
    }
    expect([damped.value, damped.residual]).toEqual([expansion.value, expansion.residual])
  })

  it('damping of a range of rows leaves the others alone', () => {
    const z = wave(problem.predictorCount)
    const [whole, part] = [new Float64Array(z.length), new Float64Array(z.length).fill(7)]
    const damped = withDamping(expansion, loss, 0.3)
    damped.curvatureTimesInto(z, whole)
    damped.curvatureTimesInto(z, part, { start: 4, end: 11 })
    part.forEach((value, p) => {
      const row = p % loss.rows
      expect(value).toBe(row >= 4 && row < 11 ? whole[p] : 7)
    })
  })
})

it('rows come by ranges, those of weight 0 between them', () => {
  const { rows, problem } = newtonProblem({ n: 400, d: 300, seed: 4 })
  const d = Float64Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? 0 : 1 + (i % 5)))
  const curvature = {
    curvatureInto: (_a: number, _b: number, out: Float64Array) => out.set(d),
    curvatureTimesInto: () => undefined,
  }
  const hessian = new Float64Array(300 * 300)
  drain(hessianInto(problem, curvature, problem.all, hessian))
  for (const [j, k] of [
    [0, 0],
    [17, 250],
    [250, 17],
    [299, 299],
  ]) {
    const expected = rows.reduce((sum, row, i) => sum + d[i] * row[j] * row[k], 0)
    expect(hessian[j * 300 + k]).toBeCloseTo(expected, 9)
  }
})

describe('pairs of outputs at once have the bits of one by one', () => {
  const outputs = 4
  const problemOf = (design: DesignMatrix) => {
    const n = design.rows
    const codes = Int32Array.from({ length: n }, (_, i) => i % outputs)
    const none = new Float64Array(design.cols * outputs)
    return new Problem(
      design,
      new MultinomialLoss(outputs, codes, new Float64Array(n).fill(1)),
      new SeparablePenalty(none, none),
    )
  }
  const designs: readonly [name: string, n: number, d: number, atOnce: boolean][] = [
    ['few columns', 300, 17, true],
    ['more columns than are packed at a time', 200, 700, true],
    ['few of many columns', 150, 1200, true],
    ['fewer columns than pairs', 300, 7, false],
  ]
  it.each(designs)('%s', (_, n, d, atOnce) => {
    const features = toFittingDesign(randomProblem({ n, d, seed: 4 }).rows)
    const design = new ConstantColumn(features, 0.5)
    let calls = 0
    const counting = Object.create(design, {
      atOnce: {
        value: {
          addGrams: (...given: Parameters<ConstantColumn['addGrams']>) => {
            calls++
            design.addGrams(...given)
          },
        },
      },
    })
    const oneByOne = Object.create(design, { atOnce: { value: undefined } })
    const step = d > 1000 ? 97 : 3
    const lists = [
      (_: number) => true,
      (q: number) => (q + Math.floor(q / design.cols)) % step !== 1,
      (q: number) => (q + Math.floor(q / design.cols)) % step === 1,
    ]
    for (const [k, belongs] of lists.entries()) {
      if (d > 1000 && k < 2) continue
      for (const differ of [false, true]) {
        const found = [counting, oneByOne].map((own: DesignMatrix) => {
          const problem = problemOf(own)
          const coordinates = new Coordinates(problem.all.indices.filter(belongs), own)
          const weights = (a: number, b: number) =>
            Float64Array.from({ length: n }, (_, i) =>
              i % 5 === 0 || (differ && a === 1 && i === n - 1) ? 0 : Math.cos(i + a * b),
            )
          const hessian = new Float64Array(coordinates.length ** 2)
          calls = 0
          drain(addHessian(problem, coordinates, hessian, weights))
          const few = new Coordinates(
            coordinates.indices.filter((_, p) => p % 4 === 0),
            own,
          )
          const cross = new Float64Array(few.length * coordinates.length)
          drain(addCrossHessian(problem, few, coordinates, cross, weights))
          if (own === counting) expect(calls > 0).toBe(atOnce && !differ)
          return [hessian, cross]
        })
        for (const [m, matrix] of found[0].entries()) {
          expect(Buffer.from(matrix.buffer).equals(Buffer.from(found[1][m].buffer))).toBe(true)
        }
      }
    }
  })
})
