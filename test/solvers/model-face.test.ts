/** Quadratic models on a matrix are minimized whatever its rank, in a few rounds, with zeros and bounds met exactly. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choleskyFactor } from '../../src/kernels/cholesky'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { SeparablePenalty } from '../../src/problem/penalty'
import { minimizeOnHessian } from '../../src/solvers/model-face'
import { RandomState } from '../../src/support/random'
import { drain } from '../../src/support/steps'

interface Model {
  readonly penalty: SeparablePenalty
  readonly hessian: Float64Array
  readonly start: Float64Array
  readonly gradient: Float64Array
}

const constant = (k: number, value: number) => new Float64Array(k).fill(value)
const penaltyOf = (k: number, l1: number, l2: number) =>
  new SeparablePenalty(constant(k, l1), constant(k, l2))

/** Aᵀ A of this many rows. */
function gram(rows: readonly ArrayLike<number>[]): Float64Array {
  const k = rows[0].length
  const h = new Float64Array(k * k)
  for (const row of rows) for (let p = 0; p < h.length; p++) h[p] += row[Math.floor(p / k)] * row[p % k]
  return h
}

/** The minimizer, and at how many places the work could have paused: about two for every face. */
function minimize({ penalty, hessian, start, gradient }: Model, tolerance = 1e-12, outputs = 1) {
  const k = start.length
  const shape = { penalty, design: { cols: k / outputs }, loss: { outputs } }
  const indices = Int32Array.from(start.keys())
  const steps = minimizeOnHessian(shape, indices, hessian, { start, gradient, tolerance })
  for (let pauses = 0; ; pauses++) {
    const { done, value } = steps.next()
    if (done) return { v: value, pauses }
  }
}

/** g + H (v − w) */
function slopes({ hessian, start, gradient }: Model, v: Float64Array): Float64Array {
  const k = v.length
  return gradient.map(
    (g, i) => g + v.reduce((sum, value, j) => sum + hessian[i * k + j] * (value - start[j]), 0),
  )
}

function expectMinimum(model: Model, v: Float64Array, within: number): void {
  slopes(model, v).forEach((slope, q) => {
    expect(model.penalty.violation(q, v[q], slope)).toBeLessThan(within)
  })
}

function randomModel(seed: number, k: number, rank: number, penalty: SeparablePenalty): Model {
  const random = new RandomState(seed)
  const normalish = () => (random.integer(2001) - 1000) / 500
  const rows = Array.from({ length: rank }, () => Float64Array.from({ length: k }, normalish))
  const hessian = gram(rows)
  // A slope in the range of H, as slopes of a loss are.
  const target = Float64Array.from({ length: k }, normalish)
  const gradient = target.map((_, i) => -target.reduce((sum, t, j) => sum + hessian[i * k + j] * t, 0))
  return { penalty, hessian, start: Float64Array.from({ length: k }, normalish), gradient }
}

describe('the minimum is found', () => {
  const shapes = fc.record({
    seed: fc.nat(1000),
    k: fc.integer({ min: 1, max: 9 }),
    lost: fc.integer({ min: 0, max: 4 }),
    l1: fc.constantFrom(0, 0.01, 1, 20),
    l2: fc.constantFrom(0, 0.3),
  })

  it('whatever the rank and the penalty', () => {
    fc.assert(
      fc.property(shapes, ({ seed, k, lost, l1, l2 }) => {
        const model = randomModel(seed, k, Math.max(1, k - lost), penaltyOf(k, l1, l2))
        const { v, pauses } = minimize(model)
        expectMinimum(model, v, 1e-9)
        expect(pauses).toBeLessThan(60)
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it('within bounds, which are met exactly', () => {
    let met = 0
    for (let seed = 0; seed < 60; seed++) {
      const k = 6
      const l1 = seed % 2
      const penalty = new BoundedPenalty(
        constant(k, l1),
        constant(k, 0.1),
        constant(k, -0.5),
        constant(k, 0.7),
      )
      const made = randomModel(seed, k, seed % 3 === 0 ? 4 : 6, penalty)
      const model = { ...made, start: made.start.map((w, q) => penalty.clip(q, w)) }
      const { v } = minimize(model)
      expectMinimum(model, v, 1e-9)
      met += v.filter(value => value === 0.7 || value === -0.5).length
    }
    expect(met).toBeGreaterThan(60)
  })

  it('where some coefficients are free and others are not', () => {
    const penalty = new SeparablePenalty(Float64Array.of(0, 1, 0, 3, 0.2), Float64Array.of(0, 0, 2, 1, 0))
    for (let seed = 0; seed < 30; seed++) {
      const model = randomModel(seed, 5, 5, penalty)
      expectMinimum(model, minimize(model).v, 1e-9)
    }
  })
})

describe('without an l1 part', () => {
  it('one solve is enough', () => {
    const model = { ...randomModel(4, 3, 3, penaltyOf(3, 0, 0)) }
    const { v, pauses } = minimize(model)
    expect(pauses).toBeLessThan(4)
    slopes(model, v).forEach(slope => {
      expect(Math.abs(slope)).toBeLessThan(1e-11)
    })
  })

  it('what depends on others stays where it is', () => {
    const model: Model = {
      penalty: penaltyOf(3, 0, 0),
      hessian: gram([
        [1, 1, 0],
        [0, 0, 2],
      ]),
      start: Float64Array.of(5, 7, 1),
      gradient: Float64Array.of(-3, -3, 8),
    }
    const { v } = minimize(model)
    ;[8, 7, -1].forEach((value, q) => {
      expect(v[q]).toBeCloseTo(value, 14)
    })
  })
})

describe('columns that are all but the same', () => {
  /** Two that differ by 1e-5: passes would take some 1e10 rounds. */
  const hessian = gram([
    [1, 1],
    [1e-5, -1e-5],
  ])
  // The minimum of the loss alone is (3, 1).
  const target = [3, 1]
  const start = Float64Array.of(1, 2)
  const gradient = start.map((_, i) =>
    [0, 1].reduce((sum, j) => sum + hessian[2 * i + j] * (start[j] - target[j]), 0),
  )

  it('are solved face by face', () => {
    const model = { penalty: penaltyOf(2, 0, 0), hessian, start, gradient }
    const { v } = minimize(model)
    expect(v[0]).toBeCloseTo(3, 4)
    expect(v[1]).toBeCloseTo(1, 4)
    const kinked = { ...model, penalty: penaltyOf(2, 1e-12, 0) }
    const sparse = minimize(kinked, 1e-14)
    expect(sparse.pauses).toBeLessThan(10)
    expect(sparse.v[0]).toBeCloseTo(3, 1)
    expect(sparse.v[1]).toBeCloseTo(1, 1)
    expect(sparse.v[0] + sparse.v[1]).toBeCloseTo(4, 10)
  })

  it('and are not played off against each other where the penalty falls', () => {
    // The other way round than the minimum of the loss, (3, −1), they cost less: one is given up for the other.
    const against = start.map((_, i) =>
      [0, 1].reduce((sum, j) => sum + hessian[2 * i + j] * (start[j] - [3, -1][j]), 0),
    )
    const { v, pauses } = minimize({ penalty: penaltyOf(2, 0.1, 0), hessian, start, gradient: against })
    expect(pauses).toBeLessThan(10)
    expect(v[1]).toBe(0)
    expect(v[0]).toBeCloseTo(1.9, 6)
  })
})

describe('directions without curvature', () => {
  it('are followed until a coefficient is zero, to the side where the penalty falls', () => {
    for (const [start, expected] of [
      [
        [3, -2],
        [0.9, 0],
      ],
      [
        [-2, 3],
        [0, 0.9],
      ],
    ]) {
      const model: Model = {
        penalty: penaltyOf(2, 0.1, 0),
        hessian: gram([[1, 1]]),
        start: Float64Array.from(start),
        gradient: constant(2, 0),
      }
      const { v, pauses } = minimize(model)
      expect(pauses).toBeLessThan(8)
      expected.forEach((value, q) => {
        if (value === 0) expect(v[q]).toBe(0)
        else expect(v[q]).toBeCloseTo(value, 12)
      })
    }
  })

  it('by weights of their own: the dearer copy is given up', () => {
    const model: Model = {
      penalty: new SeparablePenalty(Float64Array.of(0.2, 0.1, 0.3), constant(3, 0)),
      hessian: gram([[1, 1, 1]]),
      start: Float64Array.of(2, 1, 1.5),
      gradient: constant(3, 0),
    }
    const { v } = minimize(model)
    expect([v[0], v[2]]).toEqual([0, 0])
    expect(v[1]).toBeCloseTo(4.4, 12)
  })

  it('lead from a free coefficient that is 0 to one that costs', () => {
    const model: Model = {
      penalty: new SeparablePenalty(Float64Array.of(0, 0.01), constant(2, 0)),
      hessian: gram([[3, 3]]),
      start: Float64Array.of(0, 2),
      gradient: constant(2, 0),
    }
    const { v, pauses } = minimize(model)
    expect(pauses).toBeLessThan(8)
    expect(v[1]).toBe(0)
    expect(v[0]).toBeCloseTo(2, 12)
  })

  it('so flat that a step would be infinite are not gone along', () => {
    const model: Model = {
      penalty: penaltyOf(2, 0, 0),
      hessian: Float64Array.of(1, 0, 0, 1e-320),
      start: Float64Array.of(1, 2),
      gradient: Float64Array.of(3, 4),
    }
    expect(Array.from(minimize(model).v)).toEqual([1, 2])
    const alone: Model = {
      penalty: penaltyOf(1, 0, 0),
      hessian: Float64Array.of(1e-320),
      start: Float64Array.of(2),
      gradient: Float64Array.of(4),
    }
    expect(Array.from(minimize(alone).v)).toEqual([2])
  })

  it('several at once, in a few rounds', () => {
    // Twenty copies of four columns.
    const random = new RandomState(1)
    const rows = Array.from({ length: 4 }, () => {
      const base = Array.from({ length: 4 }, () => random.integer(9) - 4)
      return Array.from({ length: 20 }, (_, j) => base[j % 4])
    })
    const model: Model = {
      penalty: new SeparablePenalty(
        Float64Array.from({ length: 20 }, (_, q) => 0.5 + 0.01 * q),
        constant(20, 0),
      ),
      hessian: gram(rows),
      start: Float64Array.from({ length: 20 }, (_, q) => Math.sin(q + 1)),
      gradient: constant(20, 0),
    }
    const { v, pauses } = minimize(model)
    expectMinimum(model, v, 1e-10)
    expect(pauses).toBeLessThan(30)
    // The first four are the cheapest.
    expect(v.subarray(4).every(value => value === 0)).toBe(true)
  })
})

describe('the work', () => {
  const model = randomModel(7, 6, 6, penaltyOf(6, 1, 0.2))
  const { v } = minimize(model, 1e-14)

  it('is none at the minimum', () => {
    const there = { ...model, start: v, gradient: slopes(model, v) }
    const again = minimize(there, 1e-9)
    expect(again.pauses).toBe(0)
    again.v.forEach((value, q) => {
      expect(value).toBeCloseTo(v[q], 12)
    })
  })

  it('ends where rounding allows no nearer point', () => {
    const { v: nearest, pauses } = minimize(randomModel(11, 30, 20, penaltyOf(30, 1, 0)), 1e-30)
    expect(pauses).toBeLessThan(30)
    expect(nearest.some(value => value === 0)).toBe(true)
  })

  it('of leaving out what depends on others is little beside the factor', () => {
    const k = 1200
    const random = new RandomState(5)
    const hessian = gram([0, 1].map(() => Float64Array.from({ length: k }, () => random.uniform() - 0.5)))
    const cost = (work: () => unknown) => {
      const before = process.cpuUsage()
      work()
      return process.cpuUsage(before).user
    }
    const factor = cost(() => drain(choleskyFactor(hessian.slice(), k)))
    const whole = cost(() =>
      minimize({
        penalty: penaltyOf(k, 0, 0),
        hessian,
        start: constant(k, 1),
        gradient: hessian.slice(0, k),
      }),
    )
    expect(whole).toBeLessThan(3 * factor + 1e5)
  })

  it('is less where less is asked for', () => {
    const rough = minimize(model, 1e9)
    expect(rough.pauses).toBe(0)
    expect(rough.v).not.toEqual(v)
  })

  it('leaves what it was given as it was', () => {
    const copy = {
      start: model.start.slice(),
      gradient: model.gradient.slice(),
      hessian: model.hessian.slice(),
    }
    minimize(model)
    expect({ start: model.start, gradient: model.gradient, hessian: model.hessian }).toEqual(copy)
  })
})

describe('what several outputs have in common', () => {
  /** Three outputs of two columns: the Hessian of equal shares, which shifts of a column do not see. */
  const shared = (damping: number) => {
    const h = new Float64Array(36)
    for (let q = 0; q < 6; q++) {
      for (let r = 0; r < 6; r++) {
        const [a, b] = [q % 2, r % 2]
        const column = a === b ? 2 : 0.5
        const same = Math.floor(q / 2) === Math.floor(r / 2)
        h[q * 6 + r] = column * ((same ? 1 : 0) - 1 / 3) + (q === r ? damping : 0)
      }
    }
    return h
  }
  const start = Float64Array.of(5, 1, 6, 2, 8, -4)
  const gradient = Float64Array.of(1, -2, 0.5, 1, -1.5, 1)

  it('is where the penalty is least', () => {
    for (const l2 of [0, 0.3]) {
      const model: Model = { penalty: penaltyOf(6, 0.2, l2), hessian: shared(0), start, gradient }
      const { v, pauses } = minimize(model, 1e-12, 3)
      expectMinimum(model, v, 1e-10)
      expect(pauses).toBeLessThan(20)
      if (l2 > 0) continue
      // The median of each column.
      for (const j of [0, 1]) expect([v[j], v[j + 2], v[j + 4]].sort((a, b) => a - b)[1]).toBe(0)
    }
  })

  it('is shifted along the way where the Hessian does not see it, and left to the model where it does', () => {
    for (const [hessian, scale] of [
      [shared(0).map(h => 1e8 * h), 1e8],
      [shared(0.5), 1],
    ] as const) {
      const model: Model = {
        penalty: penaltyOf(6, 0.2, 0.1),
        hessian,
        start,
        gradient: gradient.map(g => scale * g),
      }
      const { v, pauses } = minimize(model, 1e-12 * scale, 3)
      // A step on the face at the most, where rounding would lead to and fro a hundred times.
      expect(pauses).toBeLessThan(3)
      expect(v.every(Number.isFinite)).toBe(true)
    }
  })
})
