import { expect, it } from 'vitest'
import { RandomOrder } from '../../src/solvers/random-order'

it('goes through all of them in an order that is new every time, and the same for the same seed', () => {
  for (const n of [1, 2, 33, 1000]) {
    const [one, again, other] = [new RandomOrder(n, 7), new RandomOrder(n, 7), new RandomOrder(n, 8)]
    let last: number[] = []
    for (let time = 0; time < 3; time++) {
      const order = Array.from(one.next())
      expect(Array.from(again.next())).toEqual(order)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      if (n > 2) {
        expect(order).not.toEqual(last)
        expect(Array.from(other.next())).not.toEqual(order)
      }
      last = order
    }
  }
})

it('puts every value in every place about equally often', () => {
  const [n, times] = [6, 6000]
  const order = new RandomOrder(n, 0)
  const counts = Array.from({ length: n * n }, () => 0)
  for (let time = 0; time < times; time++) {
    order.next().forEach((value, place) => {
      counts[n * place + value]++
    })
  }
  for (const count of counts) expect(Math.abs(count - times / n)).toBeLessThan(0.15 * (times / n))
})
