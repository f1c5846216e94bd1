/** Steps that keep to a face: to its first kink, or bent at all of them. */

import { expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { SeparablePenalty } from '../../src/problem/penalty'
import { bentEnd, firstKink, type OnFace, stepToKink } from '../../src/solvers/step-to-kink'

const ones = new Float64Array(4).fill(1)
const l1 = new SeparablePenalty(ones, ones)
const face = (v: Float64Array): OnFace => ({ indices: Int32Array.of(0, 1, 2, 3), v, active: [0, 1, 3] })

it('a step ends where the first coefficient becomes exactly zero', () => {
  const v = Float64Array.of(0.3, -1, 5, 0.7)
  const step = Float64Array.of(1, 4, -1.4)
  expect(firstKink(l1, face(v), step, 1)).toEqual({ length: 0.25, blocking: 1, at: 0 })
  expect(stepToKink(l1, face(v), step, 1, (i, to) => v.fill(to, i, i + 1)).blocking).toBe(1)
  expect(Array.from(v)).toEqual([0.55, 0, 5, 0.7 - 0.25 * 1.4])
})

it('a step that meets nothing goes as far as it may', () => {
  const v = Float64Array.of(1, 1, 1, 1)
  expect(stepToKink(l1, face(v), Float64Array.of(1, 2, 0), 3, (i, to) => v.fill(to, i, i + 1)).blocking).toBe(
    -1,
  )
  expect(Array.from(v)).toEqual([4, 7, 1, 1])
})

it('a bent step goes on with what has not met its kink', () => {
  const v = Float64Array.of(0.3, -1, 5, 0.7)
  const step = Float64Array.of(1, 4, -1.4)
  expect(Array.from(bentEnd(l1, face(v), step, 1))).toEqual([1.3, 0, 0])
  expect(Array.from(bentEnd(l1, face(v), step, 0.25))).toEqual([0.55, 0, 0.7 - 0.25 * 1.4])
  expect(Array.from(bentEnd(l1, face(v), Float64Array.of(0, -1, 0), 1))).toEqual([0.3, -2, 0.7])
})

it('a bent step ends exactly at bounds', () => {
  const [least, most] = [new Float64Array(4).fill(-0.1), new Float64Array(4).fill(0.7)]
  const bounded = new BoundedPenalty(new Float64Array(4), ones, least, most)
  const v = Float64Array.of(0.3, 0.1, 0, 0.3)
  expect(Array.from(bentEnd(bounded, face(v), Float64Array.of(9, -9, 0.1), 1))).toEqual([0.7, -0.1, 0.4])
})
