import { describe, expect, it } from 'vitest'
import { AndersonAcceleration } from '../../src/solvers/anderson'

/** x ← M x + b, a slow contraction in three dimensions that ends at (1, −2, 3). */
function next(x: Float64Array): Float64Array {
  const rates = [0.99, 0.9, -0.5]
  return x.map((value, k) => rates[k] * (value - END[k]) + END[k])
}
const END = [1, -2, 3]
const image = (x: Float64Array) => Float64Array.of(x[0] + 2 * x[1], x[2] - x[0])

describe('Anderson acceleration', () => {
  it('guesses where a linear iteration ends, and what belongs to that point', () => {
    const acceleration = new AndersonAcceleration()
    let x: Float64Array = new Float64Array(3)
    for (let k = 0; k < 5; k++) {
      expect(acceleration.push({ x, image: image(x) })).toBeUndefined()
      x = next(x)
    }
    const guess = acceleration.push({ x, image: image(x) })!
    const last = Math.hypot(...x.map((value, k) => value - END[k]))
    expect(Math.hypot(...guess.x.map((value, k) => value - END[k]))).toBeLessThan(0.01 * last)
    const expected = image(guess.x)
    guess.image.forEach((value, k) => {
      expect(Math.abs(value - expected[k])).toBeLessThan(1e-9)
    })
  })

  it('makes no guess from iterates that do not move', () => {
    const acceleration = new AndersonAcceleration()
    const x = Float64Array.of(1, 2)
    const guesses = Array.from({ length: 12 }, () => acceleration.push({ x, image: x }))
    expect(guesses.every(guess => guess === undefined || guess.x.every(Number.isFinite))).toBe(true)
  })
})
