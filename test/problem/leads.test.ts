/** Leads as pairs of predictors, and what they are good for: A, Aᵀ and Aᵀ W A agree with each other. */

import { describe, expect, it } from 'vitest'
import { Leads } from '../../src/problem/leads'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import type { Loss } from '../../src/problem/loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { ShiftedLoss } from '../../src/problem/shifted-loss'

const weights = Float64Array.of(1, 0, 2)
const two = new LogisticLoss(Float64Array.of(1, 1, -1), weights)
const three = new MultinomialLoss(3, Int32Array.of(0, 2, 1), weights)
const shared = new ShiftedLoss(three, undefined, Float64Array.of(0.2, 0, 0, -0.2, 0, 0, 0, 0, 0))

it('are those of a row’s own class over the others, rows of weight 0 left out', () => {
  const leads = new Leads(two)
  expect([...leads.of(Float64Array.of(5, 6, 7))]).toEqual([5, -7])
  expect([leads.rowOf(0), leads.rowOf(1)]).toEqual([0, 2])
  // Row 0: 1, 20, 4; row 2: 3, 10, 7.
  const z = Float64Array.of(1, 2, 3, 20, 30, 10, 4, 5, 7)
  expect([...new Leads(three).of(z)]).toEqual([1 - 20, 1 - 4, 10 - 3, 10 - 7])
  expect([0, 1, 2, 3].map(l => new Leads(three).rowOf(l))).toEqual([0, 0, 2, 2])
})

it('are those of each class that a row has a share in, over each other as well', () => {
  const z = Float64Array.of(1, 2, 3, 20, 30, 10, 4, 5, 7)
  expect([...new Leads(shared).of(z)]).toEqual([1 - 20, 1 - 4, 20 - 1, 20 - 4, 10 - 3, 10 - 7])
  const half = new ShiftedLoss(two, undefined, Float64Array.of(0.5, 0, 0))
  expect([...new Leads(half).of(Float64Array.of(5, 6, 7))]).toEqual([-5, 5, -7])
})

describe.each<[string, Loss]>([
  ['two classes', two],
  ['three classes', three],
  ['shares', shared],
])('of %s', (_name, loss) => {
  const leads = new Leads(loss)
  const size = loss.rows * loss.outputs
  const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, p) => sum + value * v[p], 0)
  const wave = (length: number, phase: number) =>
    Float64Array.from({ length }, (_, p) => Math.sin(3 * p + phase))

  it('Aᵀ is the transpose of A', () => {
    const [z, v] = [wave(size, 1), wave(leads.length, 2)]
    expect(dot(leads.of(z), v)).toBeCloseTo(dot(z, leads.backTo(v)), 14)
  })

  it('the curvature is Aᵀ W A, block by block and as a product', () => {
    const lengths = wave(leads.length, 3).map(Math.abs)
    const curvature = leads.curvature(lengths)
    const z = wave(size, 4)
    const product = new Float64Array(size)
    curvature.curvatureTimesInto(z, product)
    expect(dot(product, z)).toBeCloseTo(
      leads.of(z).reduce((sum, lead, l) => sum + lengths[l] * lead * lead, 0),
      14,
    )
    const byBlocks = new Float64Array(size)
    const d = new Float64Array(loss.rows)
    for (let a = 0; a < loss.outputs; a++) {
      for (let b = 0; b < loss.outputs; b++) {
        curvature.curvatureInto(a, b, d)
        for (let i = 0; i < loss.rows; i++) byBlocks[a * loss.rows + i] += d[i] * z[b * loss.rows + i]
      }
    }
    for (let p = 0; p < size; p++) expect(byBlocks[p]).toBeCloseTo(product[p], 14)
  })
})
