import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TreeSum } from '../../src/partitioned/tree-sum'

/** As the head of tree-sum.ts writes it. */
function inBrackets(numbers: readonly number[]): string {
  if (numbers.length === 1) return String(numbers[0])
  let half = 1
  while (2 * half < numbers.length) half *= 2
  return `(${inBrackets(numbers.slice(0, half))} + ${inBrackets(numbers.slice(half))})`
}

test('whatever the order in which they come, numbers are added in the same pairs', () => {
  const order = fc
    .integer({ min: 1, max: 40 })
    .chain(count => fc.shuffledSubarray([...new Array(count).keys()], { minLength: count, maxLength: count }))
  fc.assert(
    fc.property(order, numbers => {
      const sum = new TreeSum<string>(numbers.length, (a, b) => `(${a} + ${b})`)
      for (const k of numbers) sum.take(k, String(k))
      expect(sum.total()).toBe(inBrackets([...new Array(numbers.length).keys()]))
      expect(sum.size).toBe(1)
    }),
  )
})

test('while the first of a thousand is missing, ten sums wait', () => {
  const sum = new TreeSum<number>(1000, (a, b) => a + b)
  let most = 0
  for (let k = 1; k < 1000; k++) {
    sum.take(k, k)
    most = Math.max(most, sum.size)
  }
  expect(sum.size).toBe(10)
  expect(most).toBeLessThan(20)
  sum.take(0, 0)
  expect(sum.total()).toBe((1000 * 999) / 2)
})

test('of none there is no sum', () => {
  expect(new TreeSum<number>(0, (a, b) => a + b).total()).toBeUndefined()
})
