/**
 * Paths that are certified between their points, on the digits: how many points an ε takes, and how far the nearer point
 * really is from the minimum at 1,000 Cs in between.
 */

import { logisticRegressionPath } from 'ndlogit'
import { type CertifiedPath, certifiedPath } from 'ndlogit/paths'
import type { Arguments } from '../arguments'
import { digits as digitsProblem } from '../problems/digits'
import { median } from '../statistics'
import { digits, milliseconds, table } from '../table'

const BETWEEN = 1000

interface Row {
  readonly penalty: string
  readonly epsilon: number
  readonly points: number
  readonly seconds: number
  /** of all intervals */
  readonly proved: number
  /** (F − F*) / F at the Cs in between */
  readonly worst: number
  /** at how many of these Cs it is more than proved */
  readonly broken: number
}

export async function certifiedPaths({ quick, rounds, penalties, markdown }: Arguments): Promise<void> {
  const { X, labels } = digitsProblem()
  const rows: Row[] = []
  for (const penalty of penalties) {
    for (const epsilon of quick ? [1e-2] : [1e-1, 1e-2, 1e-3, 1e-4]) {
      const times: number[] = []
      const make = (): CertifiedPath<number> => {
        const started = performance.now()
        const made = certifiedPath(X, labels, { penalty, epsilon, fitIntercept: false })
        times.push((performance.now() - started) / 1000)
        return made
      }
      let path = make()
      times.length = 0
      for (let round = 0; round < rounds; round++) path = make()
      const proved = Math.max(...path.bounds)
      const found = between(path, (Cs, tol) =>
        logisticRegressionPath(X, labels, { penalty, Cs, tol, fitIntercept: false }).convergence.map(
          ({ objective }) => objective,
        ),
      )
      rows.push({ penalty, epsilon, points: path.Cs.length, seconds: median(times), proved, ...found })
    }
  }
  const columns = [
    { heading: 'penalty', cell: ({ penalty }: Row) => penalty.toUpperCase(), align: 'left' as const },
    { heading: 'ε', cell: ({ epsilon }: Row) => epsilon.toExponential(0) },
    { heading: 'points', cell: ({ points }: Row) => String(points) },
    { heading: 'ms', cell: ({ seconds }: Row) => milliseconds(seconds) },
    { heading: 'proved', cell: ({ proved }: Row) => digits(proved, 2) },
    { heading: `worst of ${BETWEEN} Cs`, cell: ({ worst }: Row) => digits(worst, 2) },
    { heading: 'above the claim', cell: ({ broken }: Row) => String(broken) },
  ]
  console.log(`Certified between the points, digits\n\n${table(columns, rows, markdown)}\n`)
}

/** @param optimaAt - the minima at these Cs, to a tolerance */
function between(
  path: CertifiedPath<number>,
  optimaAt: (Cs: readonly number[], tol: number) => number[],
): Pick<Row, 'worst' | 'broken'> {
  const [first, last] = [path.Cs[0], path.Cs[path.Cs.length - 1]]
  const Cs = Array.from({ length: BETWEEN }, (_, k) => first * (last / first) ** ((k + 0.5) / BETWEEN))
  let [worst, broken] = [0, 0]
  for (const [k, optimum] of optimaAt(Cs, 1e-10).entries()) {
    const { objective, dualityGap } = path.at(Cs[k])
    const distance = objective - optimum
    worst = Math.max(worst, distance / objective)
    if (distance > dualityGap + 1e-10 * objective || dualityGap > path.epsilon * objective) broken++
  }
  return { worst, broken }
}
