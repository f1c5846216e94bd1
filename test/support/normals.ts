import { RandomState } from '../../src/support/random'

/** Draws that are the same for the same seed: standard normal numbers, and integers below a bound. */
export function normals(seed: number) {
  const random = new RandomState(seed)
  const uniform = () => (random.integer(2 ** 31) + 0.5) / (2 ** 31 + 1)
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (below: number) => Math.floor(uniform() * below),
  }
}
