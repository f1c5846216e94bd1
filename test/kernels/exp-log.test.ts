import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exp, log, log1p } from '../../src/kernels/exp-log'
import { JsLossKernel } from '../../src/kernels/js-loss-kernel'
import { createWasmKernels } from '../../src/kernels/wasm-kernels'
import { expectSame } from '../support/same-numbers'

/** x, f(x) rounded to a double, and what that lacks in ulps */
type Entry = readonly [x: number, nearest: number, lack: number]

const reference = JSON.parse(
  readFileSync(new URL('../fixtures/exp_log.json', import.meta.url), 'utf8'),
) as Record<'exp' | 'log' | 'log1p', readonly Entry[]>

/** The distance from |y| to the next larger double. */
function ulp(y: number): number {
  const bits = new BigInt64Array(Float64Array.of(Math.abs(y)).buffer)
  bits[0]++
  return new Float64Array(bits.buffer)[0] - Math.abs(y)
}

const functions = { exp, log, log1p }

describe.each(['exp', 'log', 'log1p'] as const)('%s', name => {
  it('is off by less than an ulp', () => {
    const errors = reference[name].map(([x, nearest, lack]) =>
      Math.abs((functions[name](x) - nearest) / ulp(nearest) - lack),
    )
    expect(errors.length).toBeGreaterThan(300)
    expect(errors.filter(error => !(error < 1))).toEqual([])
  })

  it('goes where the function goes at the ends', () => {
    const ends = [0, -0, -1, 1e3, -1e3, Infinity, -Infinity, Number.NaN, -746, -745.2, 709.8, 5e-324, 1.7e308]
    for (const x of ends) {
      const [ours, theirs] = [functions[name](x), Math[name](x)]
      if (Number.isFinite(theirs) && theirs !== 0) expect(Math.abs(ours / theirs - 1)).toBeLessThan(1e-15)
      else expect(ours).toBe(theirs)
    }
  })
})

describe('the loops of the losses, plain and by WebAssembly', () => {
  const kernels = [new JsLossKernel(), createWasmKernels()!.losses]
  const extremes = [0, -0, 1e3, -1e3, 744.9, -745.2, 1e-320, Infinity, -Infinity, 36.7, -1e300]
  const predictor = fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.constantFrom(...extremes))

  it('see nothing of what was in memory before', () => {
    for (const kernel of kernels) {
      kernel.expInPlace(new Float64Array(2048).fill(Number.NaN))
      const rows = { signs: Float64Array.of(1, -1, 1), weights: Float64Array.of(1, 1, 1) }
      const total = kernel.logisticLosses(rows, Float64Array.of(0, 0, 0))
      expect(total).toBeCloseTo(3 * Math.log(2), 14)
      const out = { residual: new Float64Array(3), curvature: new Float64Array(3), least: 0 }
      expect(kernel.expandLogistic(rows, Float64Array.of(0, 0, 0), out)).toBeCloseTo(3 * Math.log(2), 14)
    }
  })

  it('agree to the last bit on exponentials', () => {
    fc.assert(
      fc.property(fc.array(predictor, { maxLength: 9 }), xs => {
        const [plain, fast] = kernels.map(kernel => {
          const x = Float64Array.from(xs)
          kernel.expInPlace(x)
          return x
        })
        expectSame(fast, plain)
        expectSame(plain, xs.map(exp))
      }),
      { seed: 1 },
    )
  })

  it('agree to the last bit on logarithms, and take none of less than 1e-300', () => {
    const positive = fc.oneof(
      fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, 0.5),
    )
    fc.assert(
      fc.property(fc.array(positive, { maxLength: 9 }), xs => {
        const [plain, fast] = kernels.map(kernel => {
          const x = Float64Array.from(xs)
          kernel.logInPlace(x)
          return x
        })
        expectSame(fast, plain)
        expectSame(
          plain,
          xs.map(x => log(Math.max(x, 1e-300))),
        )
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it.each([1, 2, 511, 512, 513, 1500])('agree to the last bit on the logistic loss of %i rows', rows => {
    const at = (phase: number) => Float64Array.from({ length: rows }, (_, i) => Math.sin(phase * (i + 1)))
    const z = at(1.3).map((x, i) => (i % 7 === 3 ? extremes[(i >> 3) % 9] : 30 * x))
    const signed = { signs: at(2.1).map(x => (x < 0 ? -1 : 1)), weights: at(0.7).map(Math.abs) }
    const [plain, fast] = kernels.map(kernel => {
      const expansion = { residual: new Float64Array(rows), curvature: new Float64Array(rows), least: 1e-4 }
      const total = kernel.expandLogistic(signed, z, expansion)
      expect(kernel.logisticLosses(signed, z)).toBe(total)
      return { total, ...expansion }
    })
    expect(fast.total).toBe(plain.total)
    expectSame(fast.residual, plain.residual)
    expectSame(fast.curvature, plain.curvature)
  })

  it('have the derivatives that the definition gives', () => {
    const [signs, z, weights] = [
      Float64Array.of(1, -1, 1),
      Float64Array.of(0.5, 2, -1e3),
      Float64Array.of(1, 2, 3),
    ]
    for (const kernel of kernels) {
      const expansion = { residual: new Float64Array(3), curvature: new Float64Array(3), least: 1e-4 }
      const total = kernel.expandLogistic({ signs, weights }, z, expansion)
      const p = [1 / (1 + Math.exp(0.5)), 1 / (1 + Math.exp(-2))]
      expect(total).toBeCloseTo(Math.log(1 + Math.exp(-0.5)) + 2 * Math.log(1 + Math.exp(2)) + 3e3, 9)
      const residual = [-p[0], 2 * p[1], -3]
      const curvature = [p[0] * (1 - p[0]), 2 * p[1] * (1 - p[1]), 3e-4]
      residual.forEach((r, i) => {
        expect(Math.abs(expansion.residual[i] - r)).toBeLessThan(1e-15)
        expect(Math.abs(expansion.curvature[i] - curvature[i])).toBeLessThan(1e-15)
      })
    }
  })
})
