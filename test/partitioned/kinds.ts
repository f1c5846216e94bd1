/** A task of every kind, so that what is said of one round can be tried with all. */

import type { Executor, PartitionResult, Question, Statement, Task } from '../../src/partitioned'
import { VERSION } from '../../src/support/version'

/** For partitions of `partitions.mjs`, which have 4 features, the labels no and yes, and folds. */
export function tasksOfEveryKind(): [string, Task][] {
  const statement: Statement = {
    labels: ['no', 'yes'],
    codes: Int32Array.of(0, 1),
    classCount: 2,
    features: 4,
    constant: 1,
    units: undefined,
    scaler: undefined,
  }
  const free = Int32Array.of(4)
  const part = { code: 1, factors: Float64Array.of(1, 2), withoutFold: undefined, free }
  const w = Float64Array.of(0.5, 0, -0.25, 0, 0.125)
  const delta = w.map(value => value / 3 - 0.1)
  const set = Int32Array.of(0, 1, 2, 3, 4)
  const ofKind: { readonly [K in Question['kind']]: readonly Extract<Question, { kind: K }>[] } = {
    expand: [
      { kind: 'expand', part, w, set, damping: 0, diagonal: false, directions: [] },
      // The certificate: the intercept alone.
      { kind: 'expand', part, w, set: free, damping: 0, diagonal: true, directions: [delta.subarray(4)] },
    ],
    values: [{ kind: 'values', part, w, delta, steps: Float64Array.of(1, 0.5) }],
    product: [{ kind: 'product', part, w, v: delta, damping: 0.5 }],
    conjugate: [{ kind: 'conjugate', part, w, scale: 0.75 }],
    score: [
      {
        kind: 'score',
        part,
        coef: w.slice(0, 4),
        intercept: w.slice(4),
        link: 'logistic',
        fold: 1,
      },
    ],
  }
  const rounds = Object.entries(ofKind).flatMap(([kind, questions]) =>
    questions.map((question, k): [string, Task] => [
      `${kind} ${k}`,
      { kind: 'round', ndlogit: VERSION, statement, questions: [question] },
    ]),
  )
  return [['scan', { kind: 'scan', ndlogit: VERSION, scaler: undefined, weighted: false }], ...rounds]
}

/** The results of all partitions, in their order. */
export async function resultsOf(
  executor: Executor,
  task: Task,
  partitions: readonly unknown[],
): Promise<PartitionResult[]> {
  const results: PartitionResult[] = []
  for await (const { index, result } of executor.map(task, partitions, undefined)) results[index] = result
  return results
}

/** Tasks whose questions are asked in one round. */
export function together(tasks: readonly [string, Task][]): [string, Task] {
  const questions = tasks.flatMap(([, task]) => (task.kind === 'round' ? task.questions : []))
  const [[name, first]] = tasks
  return [name, { ...first, questions } as Task]
}

/** Faults of a second reading, and what is said of them where partition 2 has them. */
export const SECOND_READINGS = [
  ['fewer', /^partition 2 had 30 rows when it was first read, and 29 now;/],
  [
    'other',
    /^partition 2 has other values than when it was first read: their checksum was -?[\d.]+ and is -?[\d.]+;/,
  ],
] as const

/** The partitions, of which the one at 2 has this fault at its `at`-th reading; `file` is where readings are counted. */
export function withFault<P extends object>(
  partitions: readonly P[],
  file: string,
  at: number,
  fault: string,
) {
  return partitions.map((partition, k) => (k === 2 ? { ...partition, faults: file, at, fault } : partition))
}
