/** Predicting 200,000 × 30 against one pass over as many doubles. */

import { LogisticRegression } from 'ndlogit'
import type { Arguments } from '../arguments'
import { tall } from '../problems/tall'
import { median } from '../statistics'
import { digits, milliseconds, table } from '../table'

interface Row {
  readonly name: string
  readonly seconds: number
  readonly ratio: number
}

export async function predict({ quick, markdown }: Arguments): Promise<void> {
  const { X, dense, labels } = tall(quick ? 50_000 : 200_000)
  const model = new LogisticRegression({ penalty: 'l2', C: 1 }).fit(X, labels)
  let sink = 0
  const actions: Record<string, () => void> = {
    'sum of a Float64Array': () => {
      sink += sum(dense as Float64Array)
    },
    decisionFunction: () => {
      sink += model.decisionFunction(X).data[0]
    },
    predictProba: () => {
      sink += model.predictProba(X).data[0]
    },
    predict: () => {
      sink += model.predict(X)[0]
    },
  }
  const times = Object.values(actions).map((): number[] => [])
  for (let round = 0; round < 25; round++) {
    Object.values(actions).forEach((action, k) => {
      const started = performance.now()
      action()
      if (round >= 5) times[k].push((performance.now() - started) / 1000)
    })
  }
  if (!Number.isFinite(sink)) throw new Error('the sums are to be finite')
  const rows = Object.keys(actions).map((name, k): Row => {
    const ratio = median(times[k].map((seconds, round) => seconds / times[0][round]))
    return { name, seconds: median(times[k]), ratio }
  })
  const columns = [
    { heading: 'pass', cell: ({ name }: Row) => name, align: 'left' as const },
    { heading: 'ms', cell: ({ seconds }: Row) => milliseconds(seconds) },
    { heading: 'ratio', cell: ({ ratio }: Row) => digits(ratio, 2) },
  ]
  console.log(`Predicting ${labels.length} × 30\n\n${table(columns, rows, markdown)}\n`)
}

function sum(values: Float64Array): number {
  let total = 0
  for (let p = 0; p < values.length; p++) total += values[p]
  return total
}
