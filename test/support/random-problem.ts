import { RandomState } from '../../src/support/random'

export interface RandomProblem {
  readonly rows: number[][]
  readonly y: ('no' | 'yes')[]
}

/** Correlated features, labels from a noisy sparse model; the same for the same seed. */
export function randomProblem(options: {
  n: number
  d: number
  seed: number
  density?: number
}): RandomProblem {
  const { n, d, seed, density = 1 } = options
  const random = new RandomState(seed)
  const uniform = () => (random.integer(2 ** 31) + 0.5) / (2 ** 31 + 1)
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const w = Array.from({ length: d }, (_, j) => (j % 3 === 0 ? normal() : 0))
  const rows: number[][] = []
  const y: ('no' | 'yes')[] = []
  for (let i = 0; i < n; i++) {
    const shared = normal()
    const row = w.map(() => (uniform() < density ? 0.5 * shared + normal() : 0))
    const z = row.reduce((sum, x, j) => sum + x * w[j], 0.3)
    rows.push(row)
    y.push(uniform() < 1 / (1 + Math.exp(-z)) ? 'yes' : 'no')
  }
  return { rows, y }
}
