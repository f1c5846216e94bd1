/**
 * Choosing C by cross-validation on the digits: LogisticRegressionCV with an L1 penalty, 10 Cs × 5 folds, one thread,
 * against scikit-learn's with liblinear: at the default tolerance of both, and at one that brings ndlogit as near to the
 * optimum as liblinear comes in its worst fit. Both penalise the intercept, as liblinear does, and both take turns. Then a
 * search of several seconds with one and with two threads.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  makePipeline,
  StandardScaler,
  StratifiedKFold,
} from 'ndlogit'
import type { Arguments } from '../arguments'
import type { Driver } from '../peers/driver'
import { writeProblem } from '../peers/problem-files'
import { findScikitLearn, scikitLearnCV } from '../peers/scikit-learn'
import type { Problem } from '../problem'
import { digits as digitsProblem } from '../problems/digits'
import { median } from '../statistics'
import { digits, milliseconds, table } from '../table'

const CS = 10
const FOLDS = 5
/** The default of both. */
const DEFAULT_TOLERANCE = 1e-4

interface Choice {
  readonly seconds: number
  /** F of every fit, fold by fold */
  readonly objectives: readonly number[]
  readonly C: number
}

interface Row {
  readonly name: string
  readonly seconds: number
  readonly ratio: number | undefined
  /** median and worst (F − F*) / F* over the fits */
  readonly accuracy: readonly [number, number]
  readonly C: number
}

export async function modelSelection(options: Arguments): Promise<void> {
  await againstScikitLearn(options)
  await againstOneThread(options)
}

async function againstScikitLearn({ rounds, limit, markdown }: Arguments): Promise<void> {
  const problem = digitsProblem()
  const found = findScikitLearn()
  if ('absent' in found) console.log(`absent: scikit-learn — ${found.absent}`)
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-bench-'))
  writeProblem(problem, folder)
  const peer = 'absent' in found ? undefined : scikitLearnCV(found.python, problem, folder, limit)
  const { objectives: optima } = await ourChoice(problem, 1e-10)
  const above = ({ objectives }: Choice) => objectives.map((F, k) => Math.max(0, F / optima[k] - 1))
  const tolerances = [DEFAULT_TOLERANCE]
  const theirs: Choice[] = []
  const ours: Choice[][] = [[], []]
  try {
    if (peer !== undefined) {
      const worst = Math.max(...above(await peerChoice(problem, peer)))
      tolerances.push(await sufficientTolerance(problem, choice => Math.max(...above(choice)) <= worst))
    }
    for (let round = 0; round < rounds; round++) {
      for (const [k, tol] of tolerances.entries()) ours[k].push(await ourChoice(problem, tol))
      if (peer !== undefined) theirs.push(await peerChoice(problem, peer))
    }
  } finally {
    peer?.close()
    rmSync(folder, { recursive: true })
  }
  const row = (name: string, choices: readonly Choice[]): Row => {
    const distances = above(choices[0])
    const ratios = theirs.map(({ seconds }, round) => seconds / choices[round].seconds)
    return {
      name,
      seconds: median(choices.map(({ seconds }) => seconds)),
      ratio: ratios.length > 0 ? median(ratios) : undefined,
      accuracy: [median(distances), Math.max(...distances)],
      C: choices[0].C,
    }
  }
  const rows = tolerances.map((tol, k) => row(`ndlogit, tolerance ${tol.toExponential(0)}`, ours[k]))
  if (theirs.length > 0) rows.push(row('scikit-learn liblinear, default tolerance', theirs))
  const columns = [
    { heading: 'LogisticRegressionCV', cell: ({ name }: Row) => name, align: 'left' as const },
    { heading: 'ms', cell: ({ seconds }: Row) => milliseconds(seconds) },
    { heading: 'times as fast', cell: ({ ratio }: Row) => (ratio === undefined ? '' : digits(ratio, 2)) },
    { heading: '(F − F*)/F*, median', cell: ({ accuracy }: Row) => accuracy[0].toExponential(0) },
    { heading: 'worst', cell: ({ accuracy }: Row) => accuracy[1].toExponential(0) },
    { heading: 'C', cell: ({ C }: Row) => digits(C, 3) },
  ]
  console.log(
    `Choosing C on the digits, L1, ${CS} Cs × ${FOLDS} folds\n\n${table(columns, rows, markdown)}\n`,
  )
}

/** The loosest tolerance of a grid whose fits, all of them, are as near to the optimum as `isNear` asks. */
async function sufficientTolerance(problem: Problem, isNear: (choice: Choice) => boolean): Promise<number> {
  for (let tol = 1e-1; tol > 1e-8; tol /= Math.sqrt(10)) {
    if (isNear(await ourChoice(problem, tol))) return tol
  }
  throw new Error('no tolerance brings ndlogit as near to the optimum as its peer')
}

async function ourChoice(problem: Problem, tol: number): Promise<Choice> {
  const started = performance.now()
  const model = await new LogisticRegressionCV({
    penalty: 'l1',
    Cs: CS,
    cv: FOLDS,
    tol,
    maxIter: 1000,
    penalizeIntercept: true,
  }).fit(problem.X, problem.labels)
  const seconds = (performance.now() - started) / 1000
  const { cols } = problem.sparse
  const fits = Array.from({ length: FOLDS * CS }, (_, at) => {
    const w = new Float64Array(cols + 1)
    w.set(model.coefs.data.subarray(at * cols, (at + 1) * cols) as Float64Array)
    w[cols] = model.intercepts.data[at]
    return w
  })
  return { seconds, objectives: objectives(problem, fits), C: model.C }
}

async function peerChoice(problem: Problem, peer: Driver): Promise<Choice> {
  const { seconds, w } = await peer.fit(`${CS} ${FOLDS} ${DEFAULT_TOLERANCE}`)
  const size = problem.sparse.cols + 1
  const fits = Array.from({ length: FOLDS * CS }, (_, at) => w.subarray(at * size, (at + 1) * size))
  return { seconds, objectives: objectives(problem, fits), C: w.at(-1) }
}

/** F(w) = ‖w‖₁ + C Σᵢ log(1 + exp(−yᵢ (xᵢ·w + b))) over the training rows of its fold, the intercept b in the norm. */
function objectives({ dense, labels, sparse, X }: Problem, fits: readonly Float64Array[]): number[] {
  const { cols } = sparse
  const values = dense!
  const folds = [...new StratifiedKFold({ nSplits: FOLDS }).split(X, labels)]
  return fits.map((w, at) => {
    const C = 10 ** (-4 + (8 * (at % CS)) / (CS - 1))
    let loss = 0
    for (const i of folds[Math.floor(at / CS)].train) {
      let margin = w[cols]
      for (let j = 0; j < cols; j++) margin += w[j] * values[i * cols + j]
      margin *= labels[i]
      loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)))
    }
    return w.reduce((sum, value) => sum + Math.abs(value), 0) + C * loss
  })
}

/** Penalties and Cs in a pipeline over many folds. */
async function againstOneThread({ quick, rounds, markdown }: Arguments): Promise<void> {
  const { X, labels } = digitsProblem()
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression())
  const grid = {
    logisticRegression__penalty: ['l1', 'l2'] as const,
    logisticRegression__C: Array.from({ length: quick ? 5 : 20 }, (_, k) => 10 ** (-2 + k / 5)),
  }
  const threads = [1, 2]
  const times = threads.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [k, nJobs] of threads.entries()) {
      const started = performance.now()
      await new GridSearchCV(pipeline, grid, { cv: 20, refit: false, nJobs }).fit(X, labels)
      times[k].push((performance.now() - started) / 1000)
    }
  }
  const rows = threads.map((nJobs, k) => ({
    nJobs,
    seconds: median(times[k]),
    ratio: median(times[k].map((seconds, round) => times[0][round] / seconds)),
  }))
  type ThreadsRow = (typeof rows)[number]
  const columns = [
    { heading: 'nJobs', cell: ({ nJobs }: ThreadsRow) => `${nJobs}` },
    { heading: 'ms', cell: ({ seconds }: ThreadsRow) => milliseconds(seconds) },
    { heading: 'times as fast', cell: ({ ratio }: ThreadsRow) => digits(ratio, 2) },
  ]
  console.log(`GridSearchCV on the digits, workers started anew\n\n${table(columns, rows, markdown)}\n`)
}
