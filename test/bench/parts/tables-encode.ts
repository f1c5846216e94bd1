/**
 * From tables and texts to matrices: one-hot of 1,000,000 rows × 10 columns of words, and TF-IDF of 20,000 messages, against
 * scikit-learn on the same data, both taking turns. What comes out is compared, too.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { CsrMatrix } from 'ndlogit'
import { OneHotEncoder } from 'ndlogit/tables'
import { TfidfVectorizer } from 'ndlogit/text'
import type { Arguments } from '../arguments'
import { findScikitLearn } from '../peers/scikit-learn'
import { Random } from '../random'
import { median } from '../statistics'
import { digits, milliseconds, table } from '../table'

const DRIVER = fileURLToPath(new URL('../peers/sklearn_encode.py', import.meta.url))
const COLUMNS = 10
/** Distinct values of each column. */
const LEVELS = [2, 3, 5, 8, 12, 20, 40, 60, 100, 200]
const MESSAGES = 20_000
const WORDS = 40_000

type Encode = 'one-hot' | 'tf-idf'

interface Row {
  readonly name: string
  readonly ours: number
  readonly theirs: number | undefined
  readonly ratio: number | undefined
}

export async function tablesEncode({ quick, rounds, markdown }: Arguments): Promise<void> {
  const rows = quick ? 100_000 : 1_000_000
  const codes = makeCodes(rows)
  const texts = makeTexts()
  const levels = Array.from({ length: 256 }, (_, k) => `level ${k}`)
  const columns = Object.fromEntries(codes.map((column, j) => [`c${j}`, Array.from(column, k => levels[k])]))
  const ours: Readonly<Record<Encode, () => CsrMatrix>> = {
    'one-hot': () => new OneHotEncoder().fitTransform(columns),
    'tf-idf': () => new TfidfVectorizer().fitTransform(texts),
  }
  const peer = await startPeer(codes, texts)
  const results: Row[] = []
  for (const [name, title] of [
    ['one-hot', `one-hot, ${rows} rows × ${COLUMNS} columns`],
    ['tf-idf', `TF-IDF, ${MESSAGES} messages`],
  ] as const) {
    const times: { ours: number; theirs: number }[] = []
    for (let round = 0; round < rounds; round++) {
      const theirs = await peer?.run(name)
      const started = performance.now()
      const { nnz, data } = ours[name]()
      const seconds = (performance.now() - started) / 1000
      if (theirs !== undefined) compare(title, theirs, nnz, data)
      times.push({ ours: seconds, theirs: theirs?.seconds ?? Number.NaN })
    }
    const known = peer !== undefined
    results.push({
      name: title,
      ours: median(times.map(time => time.ours)),
      theirs: known ? median(times.map(time => time.theirs)) : undefined,
      ratio: known ? median(times.map(time => time.ours / time.theirs)) : undefined,
    })
  }
  peer?.close()
  const shown = (seconds: number | undefined) => (seconds === undefined ? '' : milliseconds(seconds))
  const columnsOf = [
    { heading: 'encoding', cell: ({ name }: Row) => name, align: 'left' as const },
    { heading: 'ndlogit, ms', cell: (row: Row) => shown(row.ours) },
    { heading: 'scikit-learn, ms', cell: (row: Row) => shown(row.theirs) },
    { heading: 'ratio', cell: ({ ratio }: Row) => (ratio === undefined ? '' : digits(ratio, 2)) },
  ]
  console.log(
    `Tables and texts to sparse matrices, fit and transform\n\n${table(columnsOf, results, markdown)}\n`,
  )
}

function makeCodes(rows: number): Uint8Array[] {
  const random = new Random(1)
  return LEVELS.map(levels => Uint8Array.from({ length: rows }, () => random.integer(levels)))
}

/** Words as frequent as Zipf's law has them, 5 to 34 a message. */
function makeTexts(): string[] {
  const random = new Random(2)
  const words = Array.from({ length: WORDS }, (_, k) => k.toString(36).padStart(2, 'w'))
  const word = () => words[Math.floor(WORDS ** random.uniform()) - 1]
  return Array.from({ length: MESSAGES }, () =>
    Array.from({ length: 5 + random.integer(30) }, (_, k) => (k === 0 ? word().toUpperCase() : word())).join(
      ' ',
    ),
  )
}

interface Answer {
  readonly seconds: number
  readonly entries: number
  readonly sum: number
}

function compare(title: string, theirs: Answer, entries: number, data: ArrayLike<number>): void {
  let sum = 0
  for (let p = 0; p < entries; p++) sum += data[p]
  if (entries !== theirs.entries || Math.abs(sum / theirs.sum - 1) > 1e-8) {
    throw new Error(
      `${title}: ${entries} entries of sum ${sum}, but scikit-learn has ${theirs.entries}, ${theirs.sum}`,
    )
  }
}

/** A process that has read the data; `undefined` where there is no scikit-learn. */
async function startPeer(codes: readonly Uint8Array[], texts: readonly string[]) {
  const found = findScikitLearn()
  if ('absent' in found) {
    console.log(`absent: ${found.name} — ${found.absent}\n`)
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-bench-'))
  writeFileSync(join(folder, 'codes'), Buffer.concat(codes))
  writeFileSync(join(folder, 'texts'), texts.join('\n'))
  const program = spawn(found.python, [DRIVER, folder, `${codes[0].length}`, `${codes.length}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: program.stdout })
  await once(lines, 'line')
  return {
    async run(name: Encode): Promise<Answer> {
      program.stdin.write(`${name}\n`)
      const [line] = (await once(lines, 'line')) as [string]
      const [seconds, entries, sum] = line.split(' ').map(Number)
      return { seconds, entries, sum }
    },
    close(): void {
      program.stdin.end()
      rmSync(folder, { recursive: true })
    },
  }
}
