/** Partitions: their files, mutated, on a disk, and the functions that fit over them, with one or two arguments replaced. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dumpSvmlight, loadSvmlight } from '../../../src/datasets/svmlight'
import * as partitioned from '../../../src/partitioned'
import { openSvmlight } from '../../../src/partitioned/svmlight'
import { type Call, call } from './call'
import type { Chance } from './chance'
import { mutateText } from './documents'
import { judge, type Verdict } from './judge'

const X = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const y = X.map((_, i) => i % 2)
const chunks = [0, 6].map(from => ({ X: X.slice(from, from + 6), y: y.slice(from, from + 6) }))
const folded = chunks.map(chunk => ({ ...chunk, fold: [0, 0, 1, 1, 2, 2] }))
const partitions = chunks.map(chunk => () => [chunk])
const quick = { tol: 0.01, maxIter: 20 }

const folder = mkdtempSync(join(tmpdir(), 'ndlogit-hostile-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const svmlight = dumpSvmlight(X, y)
const csv = `a,b,label\n${X.map((row, i) => [...row, y[i] ? 'yes' : 'no'].join(',')).join('\n')}\n`
const svmlightFile = join(folder, 'rows.svm')
const csvFile = join(folder, 'rows.csv')
writeFileSync(svmlightFile, svmlight)
writeFileSync(csvFile, csv)

/** What a caller's function throws is the caller's. */
const notFunction = (partition: unknown): unknown => (typeof partition === 'function' ? undefined : partition)

export const SOURCE_CALLS: readonly Call[] = [
  call('fitPartitioned', (p, o, w) => partitioned.fitPartitioned(p, o, w), partitions, quick, {}),
  call('fitPartitioned, a chunk', c => partitioned.fitPartitioned([() => [c]] as never, quick), chunks[0]),
  call(
    'fitPartitioned, parts of a chunk',
    (Z, l, w) => partitioned.fitPartitioned([() => [{ X: Z, y: l, sampleWeight: w }]] as never, quick),
    X,
    y,
    y,
  ),
  call('fitScaler', (p, o) => partitioned.fitScaler(p, o), partitions, { withMean: true }),
  call(
    'fitPathPartitioned',
    (p, Cs, o, w) => partitioned.fitPathPartitioned(p, Cs, o, w),
    partitions,
    [1],
    quick,
    {},
  ),
  call(
    'crossValidatePartitioned',
    (p, Cs, o, w) => partitioned.crossValidatePartitioned(p, Cs, o, w),
    folded.map(chunk => () => [chunk]),
    [1],
    quick,
    {},
  ),
  call('svmlightPartitions', o => partitioned.svmlightPartitions(svmlightFile, o), {
    nFeatures: 2,
    count: 2,
  }),
  call(
    'a svmlight partition',
    p => partitioned.fitPartitioned([notFunction(p)], quick),
    (await partitioned.svmlightPartitions(svmlightFile, { nFeatures: 2 }))[0],
  ),
  call('csvPartitions', o => partitioned.csvPartitions([csvFile], o), { label: 'label', features: ['a'] }),
  call('a DuckDB partition', p => partitioned.fitPartitioned([notFunction(p)], quick), {
    kind: 'duckdb',
    label: 'label',
    features: ['a', 'b'],
    from: `read_csv('${csvFile}')`,
  }),
]

/** A file on a disk, read by what opens partitions. */
export async function readFromDisk(chance: Chance): Promise<Verdict> {
  if (chance.below(2) === 0) {
    const text = mutateText(csv, chance)
    writeFileSync(csvFile, text)
    const verdict = await judge(text.length, async () => {
      const made = await partitioned.csvPartitions([csvFile], { label: 'label' })
      await partitioned.fitScaler(made)
    })
    writeFileSync(csvFile, csv)
    return verdict
  }
  const text = mutateText(svmlight, chance)
  const file = join(folder, 'mutated.svm')
  writeFileSync(file, text)
  return judge(text.length, async () => {
    const whole = loadSvmlight(text, { nFeatures: 2 })
    const made = await partitioned.svmlightPartitions(file, { nFeatures: 2, count: 1 + chance.below(4) })
    const labels: number[] = []
    for (const partition of made) {
      for await (const chunk of openSvmlight(partition)) labels.push(...Array.from(chunk.y as Float64Array))
    }
    if (JSON.stringify(labels) !== JSON.stringify(Array.from(whole.y)))
      throw new Error(`svmlightPartitions: the labels ${whole.y} become ${labels}`)
  })
}
