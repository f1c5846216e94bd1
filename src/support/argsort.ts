import { indexRange } from './arrays'

/**
 * The order that sorts `values`, smallest first, with equal values in the order in which NumPy's `argsort` leaves them:
 * its default sort is a quicksort (median of three, insertion sort up to 16 values) and not stable. NumPy builds that
 * sort with AVX-512, from 1.25 on, leave them in yet another order.
 */
export function argsort(values: ArrayLike<number>): Int32Array {
  const order = indexRange(values.length)
  sortRange(values, order, 0, order.length - 1)
  return order
}

/** Ranges of at most this many steps from end to end are sorted by insertion. */
const INSERTION_UP_TO = 15

function sortRange(values: ArrayLike<number>, order: Int32Array, first: number, last: number): void {
  if (last - first <= INSERTION_UP_TO) {
    insertionSort(values, order, first, last)
    return
  }
  const middle = first + ((last - first) >> 1)
  const sortPair = (a: number, b: number): void => {
    if (values[order[b]] < values[order[a]]) swap(order, a, b)
  }
  sortPair(first, middle)
  sortPair(middle, last)
  sortPair(first, middle)
  const pivot = values[order[middle]]
  swap(order, middle, last - 1)
  let low = first
  let high = last - 1
  for (;;) {
    do low++
    while (values[order[low]] < pivot)
    do high--
    while (pivot < values[order[high]])
    if (low >= high) break
    swap(order, low, high)
  }
  swap(order, low, last - 1)
  sortRange(values, order, first, low - 1)
  sortRange(values, order, low + 1, last)
}

function insertionSort(values: ArrayLike<number>, order: Int32Array, first: number, last: number): void {
  for (let i = first + 1; i <= last; i++) {
    const moved = order[i]
    let j = i
    for (; j > first && values[moved] < values[order[j - 1]]; j--) order[j] = order[j - 1]
    order[j] = moved
  }
}

function swap(order: Int32Array, a: number, b: number): void {
  const kept = order[a]
  order[a] = order[b]
  order[b] = kept
}
