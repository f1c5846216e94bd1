/**
 * npm packages on the digits, L2, C = 1, where they have a penalty. None comes near the target of the comparison, so
 * they get a table of their own: the time of one fit, and how far above the optimum it ends.
 */

import type { Arguments } from '../arguments'
import { runChild } from '../child'
import { findPackage } from '../npm-packages'
import { ndlogit, reference } from '../peers/ndlogit'
import { absence } from '../peers/peer'
import { digits as digitsProblem } from '../problems/digits'
import { median } from '../statistics'
import { milliseconds, table } from '../table'
import { objective, type Task } from '../task'

const PACKAGES = [
  { name: 'ml-logistic-regression', note: 'no penalty; defaults' },
  { name: 'apparatus', note: 'no penalty; the classifier of `natural`' },
  { name: '@stdlib/ml', note: 'λ = 1 / n; 20 passes of its online gradient descent' },
]

interface Row {
  readonly name: string
  readonly seconds: number | undefined
  readonly above: number | undefined
  readonly note: string
}

export async function npmPeers({ limit, markdown }: Arguments): Promise<void> {
  const task: Task = { problem: digitsProblem(), penalty: 'l2', C: 1, multiple: undefined }
  const { objective: optimum } = reference(task)
  const above = (w: ArrayLike<number>) => (objective(task, Float64Array.from(w)) - optimum) / optimum
  const rows: Row[] = [await ours(task, limit, above)]
  for (const { name, note } of PACKAGES) {
    const found = findPackage(name)
    if ('absent' in found) {
      console.log(absence(found))
      continue
    }
    const fit = await runChild<{ seconds: number; w: number[] }>('children/npm-peer.ts', [name], {
      limitSeconds: limit,
    })
    rows.push({
      name,
      seconds: fit?.seconds,
      above: fit && above(fit.w),
      note: fit ? note : `${note}; not done after ${limit} s`,
    })
  }
  const columns = [
    { heading: 'package', cell: ({ name }: Row) => name, align: 'left' as const },
    { heading: 'ms', cell: ({ seconds }: Row) => (seconds === undefined ? '' : milliseconds(seconds)) },
    {
      heading: '(F − F*)/F*',
      cell: (row: Row) => (row.above === undefined ? '' : row.above.toExponential(0)),
    },
    { heading: '', cell: ({ note }: Row) => note, align: 'left' as const },
  ]
  console.log(`npm packages on the digits, L2, C = 1\n\n${table(columns, rows, markdown)}\n`)
}

async function ours(task: Task, limit: number, above: (w: Float64Array) => number): Promise<Row> {
  const peer = ndlogit(limit)
  const fits = []
  for (let i = 0; i < 15; i++) fits.push(await peer.fit(task, 1e-4))
  const seconds = median(fits.map(fit => fit.seconds))
  return { name: 'ndlogit', seconds, above: above(fits[0].w), note: 'tolerance 1e-4' }
}
