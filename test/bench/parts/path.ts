/**
 * A lasso path of 100 points: ndlogit, with its proof and as near to the optimum as glmnet is, against glmnet at its default
 * tolerance.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logisticRegressionPath, setWarningHandler } from 'ndlogit'
import type { Arguments } from '../arguments'
import type { Driver } from '../peers/driver'
import { findGlmnet, glmnet } from '../peers/glmnet'
import { writeProblem } from '../peers/problem-files'
import type { Problem } from '../problem'
import { digits as digitsProblem } from '../problems/digits'
import { wide } from '../problems/wide'
import { median } from '../statistics'
import { digits, milliseconds, table } from '../table'
import { objective, smallestC, type Task } from '../task'

const POINTS = 100
/** Relative duality gap that ndlogit proves at every point. */
const TARGET_GAP = 1e-6

interface Path {
  readonly seconds: number
  /** the coefficients of one point after the other */
  readonly coefficients: readonly Float64Array[]
}

interface OurPath extends Path {
  /** relative */
  readonly worstGap: number
}

interface Row {
  readonly problem: string
  readonly solver: string
  readonly points: number
  readonly seconds: number
  readonly ratio: number | undefined
  /** median and worst (F − F*) / F* over the path */
  readonly accuracy: readonly [number, number]
}

export async function path({ quick, rounds, limit, markdown }: Arguments): Promise<void> {
  const found = findGlmnet()
  if ('absent' in found) console.log(`absent: glmnet — ${found.absent}`)
  else console.log(`glmnet ${found.version}`)
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-bench-'))
  const rows: Row[] = []
  try {
    for (const problem of quick ? [digitsProblem()] : [digitsProblem(), wide()]) {
      writeProblem(problem, folder)
      const peer = 'absent' in found ? undefined : glmnet(problem, folder, limit)
      rows.push(...(await comparePaths(problem, peer, rounds)))
      peer?.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const columns = [
    { heading: 'problem', cell: ({ problem }: Row) => problem, align: 'left' as const },
    { heading: 'solver', cell: ({ solver }: Row) => solver, align: 'left' as const },
    { heading: 'points', cell: ({ points }: Row) => `${points}` },
    { heading: 'ms', cell: ({ seconds }: Row) => milliseconds(seconds) },
    {
      heading: 'time / that of glmnet',
      cell: ({ ratio }: Row) => (ratio === undefined ? '' : digits(ratio, 2)),
    },
    { heading: '(F − F*)/F*, median', cell: ({ accuracy }: Row) => accuracy[0].toExponential(0) },
    { heading: 'worst', cell: ({ accuracy }: Row) => accuracy[1].toExponential(0) },
  ]
  console.log(`\nA lasso path of ${POINTS} points\n\n${table(columns, rows, markdown)}\n`)
}

async function comparePaths(problem: Problem, peer: Driver | undefined, rounds: number): Promise<Row[]> {
  let strengths = pathOf(problem)
  const theirs: Path[] = []
  if (peer !== undefined) {
    // glmnet stops where a model explains all; nobody needs to go on from there.
    theirs.push(await peerPath(problem, peer, strengths))
    strengths = strengths.slice(0, theirs[0].coefficients.length)
  }
  const above = aboveOptimum(problem, strengths)
  const proven = loosestTolerance(problem, strengths, ({ worstGap }) => worstGap <= TARGET_GAP)
  const ours = [{ solver: `ndlogit, gap ≤ ${TARGET_GAP.toExponential(0)}`, tol: proven, runs: [] as Path[] }]
  if (peer !== undefined) {
    const worst = Math.max(...above(theirs[0]))
    const asNear = loosestTolerance(problem, strengths, path => Math.max(...above(path)) <= worst)
    ours.push({ solver: 'ndlogit, as near as glmnet', tol: asNear, runs: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { tol, runs } of ours) runs.push(ourPath(problem, strengths, tol))
    if (peer !== undefined && round > 0) theirs.push(await peerPath(problem, peer, strengths))
  }
  const row = (solver: string, runs: readonly Path[]): Row => {
    const errors = above(runs[0])
    return {
      problem: problem.name,
      solver,
      points: strengths.length,
      seconds: median(runs.map(({ seconds }) => seconds)),
      ratio:
        theirs.length > 0 ? median(theirs.map(({ seconds }, k) => runs[k].seconds / seconds)) : undefined,
      accuracy: [Math.max(0, median(errors)), Math.max(0, ...errors)],
    }
  }
  const rows = ours.map(({ solver, tol, runs }) => row(`${solver} (tolerance ${tol.toExponential(0)})`, runs))
  return peer === undefined ? rows : [...rows, row('glmnet, default tolerance', theirs)]
}

/** (F − F*) / F* of each point of a path. */
function aboveOptimum(problem: Problem, strengths: readonly number[]): (path: Path) => number[] {
  const valueAt = (w: Float64Array, k: number) => value(problem, strengths[k], w)
  const previous = setWarningHandler(() => {})
  const optima = ourPath(problem, strengths, 1e-12).coefficients.map(valueAt)
  setWarningHandler(previous)
  return ({ coefficients }) => coefficients.map((w, k) => valueAt(w, k) / optima[k] - 1)
}

/** glmnet's default: λ from the smallest with an empty model down to 10⁻⁴ of it (10⁻² when d > n); C = 1 / (n λ). */
function pathOf(problem: Problem): number[] {
  const { rows, cols } = problem.sparse
  const ratio = cols > rows ? 1e2 : 1e4
  const smallest = smallestC(problem)
  return Array.from({ length: POINTS }, (_, k) => smallest * ratio ** (k / (POINTS - 1)))
}

async function peerPath(problem: Problem, peer: Driver, strengths: readonly number[]): Promise<Path> {
  const { rows, cols } = problem.sparse
  const { seconds, w } = await peer.fit(strengths.map(C => 1 / (rows * C)).join(','))
  const points = w.length / cols
  const coefficients = Array.from({ length: points }, (_, k) => w.subarray(k * cols, (k + 1) * cols))
  return { seconds, coefficients }
}

function ourPath({ X, labels }: Problem, Cs: readonly number[], tol: number): OurPath {
  const started = performance.now()
  const { coefs, convergence } = logisticRegressionPath(X, labels, {
    Cs,
    tol,
    fitIntercept: false,
    maxIter: 1000,
  })
  const seconds = (performance.now() - started) / 1000
  const cols = coefs.shape[2]
  return {
    seconds,
    coefficients: Cs.map((_, k) => Float64Array.from(coefs.data.subarray(k * cols, (k + 1) * cols))),
    worstGap: Math.max(...convergence.map(({ dualityGap, objective }) => dualityGap / objective)),
  }
}

/** The loosest tolerance of a grid with which our path is as it should be. */
function loosestTolerance(
  problem: Problem,
  strengths: readonly number[],
  suffices: (path: OurPath) => boolean,
): number {
  for (let tol = 1e-1; tol > 1e-8; tol /= Math.sqrt(10)) {
    if (suffices(ourPath(problem, strengths, tol))) return tol
  }
  throw new Error(`no tolerance is small enough on ${problem.name}`)
}

function value(problem: Problem, C: number, w: Float64Array): number {
  const task: Task = { problem, penalty: 'l1', C, multiple: undefined }
  return objective(task, w)
}
