import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { secantAlong, withSecant } from '../../src/problem/secant-curvature'

const K = 3
const codes = Int32Array.of(0, 2, 1, 1)
const weights = Float64Array.of(1, 0.5, 2, 0)
const rows = codes.length
const size = K * rows
const margins = Float64Array.from({ length: size }, (_, p) => 2 * Math.sin(3 * p + 1))

function createLoss(): MultinomialLoss {
  return new MultinomialLoss(K, codes, weights)
}

function moved(z: Float64Array, p: number, by: number): Float64Array {
  const out = Float64Array.from(z)
  out[p] += by
  return out
}

function dot(u: Float64Array, v: Float64Array): number {
  return u.reduce((sum, x, p) => sum + x * v[p], 0)
}

describe('MultinomialLoss', () => {
  it('is minus the weighted log of the softmax of the class', () => {
    let expected = 0
    for (let i = 0; i < rows; i++) {
      const z = [0, 1, 2].map(a => margins[a * rows + i])
      const sum = z.reduce((total, x) => total + Math.exp(x), 0)
      expected -= weights[i] * Math.log(Math.exp(z[codes[i]]) / sum)
    }
    expect(createLoss().value(margins)).toBeCloseTo(expected, 13)
    expect(createLoss().expandAt(margins).value).toBeCloseTo(expected, 13)
  })

  it('has the residual and the curvature that differences give', () => {
    const loss = createLoss()
    const expansion = loss.expandAt(margins)
    const { residual } = expansion
    const h = 1e-5
    for (let p = 0; p < size; p++) {
      const slope = (loss.value(moved(margins, p, h)) - loss.value(moved(margins, p, -h))) / (2 * h)
      expect(Math.abs(residual[p] - slope)).toBeLessThan(1e-9)
    }
    const d = new Float64Array(rows)
    for (let b = 0; b < K; b++) {
      for (let i = 0; i < rows; i++) {
        const up = loss.expandAt(moved(margins, b * rows + i, h)).residual
        const down = loss.expandAt(moved(margins, b * rows + i, -h)).residual
        for (let a = 0; a < K; a++) {
          expansion.curvatureInto(a, b, d)
          expect(Math.abs(d[i] - (up[a * rows + i] - down[a * rows + i]) / (2 * h))).toBeLessThan(1e-9)
        }
      }
    }
  })

  it('multiplies by the curvature as its entries do, and by 0 along (1, …, 1)', () => {
    const expansion = createLoss().expandAt(margins)
    const v = Float64Array.from({ length: size }, (_, p) => Math.cos(5 * p))
    const product = new Float64Array(size)
    expansion.curvatureTimesInto(v, product)
    const d = new Float64Array(rows)
    for (let a = 0; a < K; a++) {
      const expected = new Float64Array(rows)
      for (let b = 0; b < K; b++) {
        expansion.curvatureInto(a, b, d)
        for (let i = 0; i < rows; i++) expected[i] += d[i] * v[b * rows + i]
      }
      expected.forEach((x, i) => {
        expect(product[a * rows + i]).toBeCloseTo(x, 14)
      })
    }
    expansion.curvatureTimesInto(new Float64Array(size).fill(7), product)
    for (const x of product) expect(Math.abs(x)).toBeLessThan(1e-14)
  })

  it('multiplies by the curvature with the digits of what a certain row leaves', () => {
    // Of a row of class 0 with predictors (50, 0, 0) the others have p = e⁻⁵⁰ each; the product is 0 along what all have in common.
    const expansion = new MultinomialLoss(3, Int32Array.of(0), Float64Array.of(1)).expandAt(
      Float64Array.of(50, 0, 0),
    )
    const p = Math.exp(-50)
    for (const common of [0, 1, 1e6]) {
      const product = new Float64Array(3)
      expansion.curvatureTimesInto(Float64Array.of(common, common + 1, common - 3), product)
      const expected = [2 * p, p, -3 * p]
      expected.forEach((x, a) => {
        expect(Math.abs(product[a] - x)).toBeLessThan(1e-14 * p)
      })
    }
  })

  it('keeps Fenchel–Young: L(Z) + L*(R) ≥ R·Z, with equality where R is the residual at Z', () => {
    const entry = fc.double({ min: -30, max: 30, noNaN: true })
    const point = fc.array(entry, { minLength: size, maxLength: size }).map(z => Float64Array.from(z))
    fc.assert(
      fc.property(point, point, (z, other) => {
        const loss = createLoss()
        const { value, residual } = loss.expandAt(z)
        const conjugate = loss.conjugate(residual)
        expect(Math.abs(value + conjugate - dot(residual, z))).toBeLessThan(1e-11 * (1 + value))
        expect(loss.value(other) + conjugate - dot(residual, other)).toBeGreaterThan(-1e-11 * (1 + value))
      }),
      { seed: 1 },
    )
  })

  it('has a conjugate that keeps its digits where rows are as good as certain', () => {
    for (const z of [20, 30, 40, 60]) {
      const loss = new MultinomialLoss(3, Int32Array.of(0), Float64Array.of(1))
      const at = Float64Array.of(z, 0, 0)
      const { value, residual } = loss.expandAt(at)
      expect(Math.abs(value + loss.conjugate(residual) - dot(residual, at))).toBeLessThan(1e-13 * z * value)
    }
  })

  it('has an infinite conjugate outside its domain', () => {
    const loss = createLoss()
    const { residual } = loss.expandAt(margins)
    expect(loss.conjugate(residual)).toBeLessThan(0)
    expect(loss.conjugate(new Float64Array(size))).toBe(0)
    expect(loss.conjugate(residual.map(r => -r))).toBe(Number.POSITIVE_INFINITY)
    expect(loss.conjugate(residual.map(r => 5 * r))).toBe(Number.POSITIVE_INFINITY)
    expect(loss.conjugate(moved(residual, 0, 0.01))).toBe(Number.POSITIVE_INFINITY)
    // A negative share, which the others do not make up for.
    const three = new MultinomialLoss(3, Int32Array.of(0), Float64Array.of(1))
    expect(three.conjugate(Float64Array.of(-0.3, 0.3, 0))).toBeLessThan(0)
    expect(three.conjugate(Float64Array.of(-0.3, 0.3, -0.1))).toBe(Number.POSITIVE_INFINITY)
  })

  it('is the logistic loss of the difference of two margins', () => {
    const y = Int32Array.of(0, 1, 1)
    const c = Float64Array.of(1, 2, 0.25)
    const two = new MultinomialLoss(2, y, c)
    const one = new LogisticLoss(
      Float64Array.from(y, code => 2 * code - 1),
      c,
    )
    const z = Float64Array.of(0.3, -1, 4, 2, -700, 0.5)
    const difference = Float64Array.of(z[3] - z[0], z[4] - z[1], z[5] - z[2])
    const [ofTwo, ofOne] = [two.expandAt(z), one.expandAt(difference)]
    expect(ofTwo.value).toBeCloseTo(ofOne.value, 13)
    const [residualOfTwo, residualOfOne] = [ofTwo.residual, ofOne.residual]
    residualOfOne.forEach((r, i) => {
      expect(residualOfTwo[3 + i]).toBeCloseTo(r, 15)
      expect(residualOfTwo[i]).toBeCloseTo(-r, 15)
    })
    expect(two.conjugate(residualOfTwo)).toBeCloseTo(one.conjugate(residualOfOne), 13)
  })

  it('stays finite and accurate at margins of any size', () => {
    const loss = new MultinomialLoss(3, Int32Array.of(0, 0), Float64Array.of(1, 1))
    const z = Float64Array.of(1e3, -1e3, 0, 0, -1e3, 1e3)
    const far = loss.expandAt(z)
    expect(far.value).toBe(2000)
    expect(Array.from(far.residual, r => r + 0)).toEqual([0, -1, 0, 0, 0, 1])
    // 1 − p keeps its digits where p rounds to 1.
    const sure = loss.expandAt(Float64Array.of(50, 50, 0, 0, 0, 0))
    expect(sure.residual[0] / (-2 * Math.exp(-50))).toBeCloseTo(1, 12)
    const d = new Float64Array(2)
    sure.curvatureInto(0, 0, d)
    expect(d[0] / (2 * Math.exp(-50))).toBeCloseTo(1, 12)
  })

  it('has, after a step that was cut short, a curvature that explains the change of the residual on the way', () => {
    // From surely the first class to surely the second: at either end there is hardly any curvature.
    const loss = createLoss()
    const start = Float64Array.from({ length: size }, (_, p) => (p < rows ? 20 : 0))
    const move = Float64Array.from({ length: size }, (_, p) => (p < rows ? -20 : p < 2 * rows ? 20 : 0))
    const here = loss.expandAt(start)
    const there = loss.expandAt(start.map((z, p) => z + move[p]))
    const stiff = withSecant(here, secantAlong(loss, start, here.residual, move))
    const [exact, product] = [new Float64Array(size), new Float64Array(size)]
    here.curvatureTimesInto(move, exact)
    stiff.curvatureTimesInto(move, product)
    product.forEach((value, p) => {
      expect(value).toBeCloseTo(exact[p] + there.residual[p] - here.residual[p], 13)
    })
    const d = new Float64Array(rows)
    const unit = Float64Array.from({ length: size }, (_, p) => Number(p >= rows && p < 2 * rows))
    stiff.curvatureTimesInto(unit, product)
    for (let a = 0; a < K; a++) {
      stiff.curvatureInto(a, 1, d)
      d.forEach((h, i) => {
        expect(h).toBeCloseTo(product[a * rows + i], 14)
      })
    }
  })
})

it('the curvature where a residual belongs is that of its predictors', () => {
  const loss = createLoss()
  const expansion = loss.expandAt(margins)
  const [expected, d] = [new Float64Array(rows), new Float64Array(rows)]
  for (let a = 0; a < K; a++) {
    for (let b = 0; b < K; b++) {
      expansion.curvatureInto(a, b, expected)
      loss.curvatureAt(expansion.residual).curvatureInto(a, b, d)
      d.forEach((h, i) => {
        expect(h).toBeCloseTo(expected[i], 13)
      })
    }
  }
  // What is left of a row that is as good as certain keeps its digits.
  const sure = new MultinomialLoss(3, Int32Array.of(0), Float64Array.of(1))
  const { residual } = sure.expandAt(Float64Array.of(50, 0, 0))
  const h = new Float64Array(1)
  sure.curvatureAt(residual).curvatureInto(0, 0, h)
  expect(h[0] / (2 * Math.exp(-50))).toBeCloseTo(1, 12)
})

it('a residual is moved to where the predictors have gone back', () => {
  const loss = createLoss()
  for (const far of [0.3, 30]) {
    const { residual } = loss.expandAt(margins)
    const back = Float64Array.from({ length: size }, (_, p) => far * Math.cos(p))
    loss.moveResidual(residual, back)
    const expected = loss.expandAt(margins.map((z, p) => z - back[p])).residual
    residual.forEach((r, p) => {
      expect(r).toBeCloseTo(expected[p], 12)
    })
  }
})

it('a residual stays where a row is certain and its predictors go back farther than a double tells', () => {
  const loss = new MultinomialLoss(3, Int32Array.of(0, 0), Float64Array.of(1, 2))
  // Row 0 is surely of its class, row 1 surely of the last one.
  const certain = [0, -2, 0, 0, 0, 2]
  const residual = Float64Array.from(certain)
  loss.moveResidual(residual, Float64Array.of(800, 0, 0, -800, 0, 800))
  expect(Array.from(residual, r => r + 0)).toEqual(certain)
})

it('its conjugate forgives a share outside its domain that is rounding against the largest of all rows', () => {
  const loss = new MultinomialLoss(2, Int32Array.of(0, 0), Float64Array.of(1e-3, 1))
  // Output by output: what row 0 has of its own class goes to the other, row 1 is as it should be but for a little.
  const conjugate = (share: number, off: number) =>
    loss.conjugate(Float64Array.of(-1e-3 * share, off, 1e-3 * share, -off))
  expect(conjugate(1, 1e-13)).toBeCloseTo(0, 11)
  expect(conjugate(1, 1e-11)).toBe(Infinity)
  expect(conjugate(1e-3, 1e-13)).toBe(Infinity)
  // The largest one is of the lighter row, in the last output.
  const three = new MultinomialLoss(3, Int32Array.of(0, 2), Float64Array.of(1, 1e-3))
  const shared = (off: number) => three.conjugate(Float64Array.of(off, 5e-4, -off, 5e-4, 0, -1e-3))
  expect(shared(0.8e-12)).toBeCloseTo(-1e-3 * Math.log(2), 11)
  expect(shared(1.2e-12)).toBe(Infinity)
})

it('rows of a residual outside the domain of the conjugate, or close to its bounds, are taken from one inside', () => {
  const loss = createLoss()
  const inside = loss.expandAt(margins).residual
  const changes: readonly (readonly [(r: Float64Array) => void, kept: boolean])[] = [
    [() => {}, true],
    [r => scaleRow(r, 0, 0.6), true],
    [r => scaleRow(r, 0, 0.4), false],
    [r => scaleRow(r, 1, 50), false],
    [r => takeFromOwn(r, 0, 0.4), true],
    [r => takeFromOwn(r, 0, 0.6), false],
    // off its plane: the shares of a row sum to one
    [r => r.set([r[0] + 1e-6]), false],
  ]
  for (const [change, kept] of changes) {
    const residual = inside.slice()
    change(residual)
    const expected = kept ? residual.slice() : inside
    loss.projectIntoDomain(residual, inside)
    expect(residual).toEqual(expected)
    expect(loss.conjugate(residual)).toBeLessThan(0)
  }
})

it('a row of a residual is off its plane from 1e-12 of what its own class has left on', () => {
  const loss = createLoss()
  // Of row 0 little is left, of row 1 nearly its weight.
  const z = Float64Array.of(4, 2, 0, 0, -1, 0, 1, 0, -1, -2, 0, 0)
  const inside = loss.expandAt(z).residual
  const left = (i: number) => -inside[codes[i] * rows + i]
  for (const i of [0, 1]) {
    for (const [off, kept] of [
      [0.5e-12, true],
      [2e-12, false],
    ] as const) {
      const residual = moved(inside, rows + i, off * left(i))
      const expected = kept ? residual.slice() : inside
      loss.projectIntoDomain(residual, inside)
      expect(residual).toEqual(expected)
    }
  }
})

function scaleRow(residual: Float64Array, i: number, by: number): void {
  for (let p = i; p < size; p += rows) residual[p] *= by
}

/** Gives the next class a part of what the class of row i, 0, has. */
function takeFromOwn(residual: Float64Array, i: number, part: number): void {
  const taken = part * (residual[i] + weights[i])
  residual[i] -= taken
  residual[rows + i] += taken
}
