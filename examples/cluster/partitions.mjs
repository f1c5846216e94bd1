/** What the workers are given: opens a partition by what the coordinator says of it. Real ones read a file or a table. */

const FEATURES = 12

export async function* openPartition({ seed, rows }) {
  let state = seed * 7919 + 1
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  for (let start = 0; start < rows; start += 5000) {
    const X = Array.from({ length: Math.min(5000, rows - start) }, () =>
      Array.from({ length: FEATURES }, () => 2 * uniform() - 1),
    )
    const y = X.map(row => (2 * row[0] - row[3] + uniform() - 0.5 > 0 ? 'click' : 'no click'))
    yield { X, y }
  }
}
