/** Files in svmlight format as partitions: each is a range of bytes, and reads the lines that begin in it. */

import { loadSvmlight } from '../datasets/svmlight'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkCount, checkKeys, checkNumber, describe } from '../support/validate'
import { nodeModule } from './node-module'
import type { Chunk } from './read-chunk'

/** Bytes that are read, and become a chunk, at once. */
const PIECE = 2 ** 22

/** Columns that an index of 32 bits can name. */
const MOST_FEATURES = 2 ** 31 - 2

/** The lines of a file that begin within a range of its bytes: plain data, which any executor can open. */
export interface SvmlightPartition {
  readonly kind: 'svmlight'
  readonly file: string
  /** the first byte, and the one after the last */
  readonly start: number
  readonly end: number
  /** d: it has to be known, since not every part of a file has its last column */
  readonly features: number
  readonly zeroBased: boolean
}

/** What {@link svmlightPartitions} takes. */
export interface SvmlightPartitionsOptions {
  /** columns of X */
  readonly nFeatures: number
  /** whether the file numbers columns from 0. Default false. */
  readonly zeroBased?: boolean
  /** how many partitions. Default: one for every 64 MB. */
  readonly count?: number
}

/**
 * Cuts a file in svmlight format into partitions of about the same size. The file has to be where the partitions are opened.
 *
 * @throws ValidationError for an unknown option or a wrong one, and for what is no file
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { fitPartitioned, svmlightPartitions } from 'ndlogit/partitioned'
 *
 * const file = `${tmpdir()}/ndlogit-rows.svm`
 * await writeFile(file, '1 1:0.5 3:2\n0 2:1\n1 1:3\n0 3:1\n')
 * const partitions = await svmlightPartitions(file, { nFeatures: 3, count: 2 })
 * const model = await fitPartitioned(partitions)
 * console.log(model.coef.shape) // [ 1, 3 ]
 * ```
 */
export async function svmlightPartitions(
  file: string,
  options: SvmlightPartitionsOptions,
): Promise<SvmlightPartition[]> {
  checkKeys('svmlightPartitions', options, ['nFeatures', 'zeroBased', 'count'])
  if (typeof file !== 'string') {
    throw new ValidationError(`svmlightPartitions: file must be the name of a file, got ${describe(file)}`)
  }
  const features = checkNumber('nFeatures', options.nFeatures, { min: 1, max: MOST_FEATURES, integer: true })
  const zeroBased = checkBoolean('zeroBased', options.zeroBased ?? false)
  const size = await sizeOf(file)
  const { count = Math.max(1, Math.round(size / 2 ** 26)) } = options
  checkCount('count', count)
  return Array.from({ length: count }, (_, k) => ({
    kind: 'svmlight',
    file,
    start: Math.floor((k * size) / count),
    end: Math.floor(((k + 1) * size) / count),
    features,
    zeroBased,
  }))
}

/** The rows of a partition, some megabytes at a time. */
export async function* openSvmlight(partition: SvmlightPartition): AsyncGenerator<Chunk> {
  const { file, features, zeroBased } = checkPartition(partition)
  await sizeOf(file)
  const opened = await nodeModule('node:fs/promises').open(file)
  try {
    for await (const text of linesOf(opened, partition)) {
      const { X, y } = loadSvmlight(text, { nFeatures: features, zeroBased })
      yield { X, y }
    }
  } finally {
    await opened.close()
  }
}

/** Plain data may come from anywhere. @throws ValidationError unless it says which lines */
function checkPartition(partition: SvmlightPartition): SvmlightPartition {
  const { file, start, end, features, zeroBased } = partition
  if (typeof file !== 'string') {
    throw new ValidationError(`partition: file must be the name of a file, got ${describe(file)}`)
  }
  checkNumber('partition: start', start, { min: 0, integer: true })
  checkNumber('partition: end', end, { min: start, integer: true })
  checkNumber('partition: features', features, { min: 1, max: MOST_FEATURES, integer: true })
  checkBoolean('partition: zeroBased', zeroBased)
  return partition
}

/** @throws ValidationError for what is no file: a folder, or a pipe, which would wait for somebody to write to it */
async function sizeOf(file: string): Promise<number> {
  const stats = await nodeModule('node:fs/promises')
    .stat(file)
    .catch((error: Error & { readonly code?: string }) => {
      // What no other try will change.
      if (!/^(ENOENT|ENOTDIR|EACCES|ENAMETOOLONG|ELOOP|ERR_INVALID.*)$/.test(error.code ?? '')) throw error
      throw new ValidationError(`${describe(file)} is no file: ${error.message}`, { cause: error })
    })
  if (!stats.isFile()) throw new ValidationError(`${describe(file)} is no file`)
  return stats.size
}

type FileHandle = Awaited<ReturnType<typeof import('node:fs/promises')['open']>>

const NEWLINE = 10

/** Whole lines, in pieces: from the first that begins at or after `start` to the last that begins before `end`. */
async function* linesOf(file: FileHandle, { start, end }: SvmlightPartition): AsyncGenerator<Uint8Array> {
  // The line before the range is over where the byte before it ends one.
  let position = Math.max(0, start - 1)
  let skipping = start > 0
  let held: Uint8Array = new Uint8Array(0)
  while (position < end || held.length > 0) {
    const buffer = new Uint8Array(PIECE)
    const { bytesRead } = await file.read(buffer, 0, PIECE, position)
    let bytes: Uint8Array = buffer.subarray(0, bytesRead)
    let first = position
    position += bytesRead
    if (skipping) {
      const newline = bytes.indexOf(NEWLINE)
      if (newline < 0 && bytesRead > 0) continue
      skipping = false
      bytes = bytes.subarray(newline + 1)
      first += newline + 1
      if (first >= end) return
    }
    // The last line that begins before `end` ends at the first newline from end − 1 on.
    const last = position >= end ? bytes.indexOf(NEWLINE, Math.max(0, end - 1 - first)) : -1
    const isOver = last >= 0 || bytesRead === 0
    const cut = last >= 0 ? last : bytesRead === 0 ? bytes.length - 1 : bytes.lastIndexOf(NEWLINE)
    if (cut >= 0 || isOver) {
      const lines = joined(held, bytes.subarray(0, cut + 1))
      if (lines.length > 0) yield lines
      held = bytes.slice(cut + 1)
    } else held = joined(held, bytes)
    if (isOver) return
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
