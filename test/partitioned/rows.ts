/** Rows cut into partitions and chunks. */

import type { Chunk } from '../../src/partitioned'

export interface Table {
  readonly X: readonly (readonly number[])[]
  readonly y: readonly (string | number | boolean)[]
  readonly sampleWeight?: readonly number[]
  readonly fold?: readonly number[]
}

/** The rows `start` to `end - 1` as a chunk. */
export function chunkOf({ X, y, sampleWeight, fold }: Table, start: number, end: number): Chunk {
  return {
    X: X.slice(start, end) as number[][],
    y: y.slice(start, end) as string[],
    ...(sampleWeight && { sampleWeight: sampleWeight.slice(start, end) }),
    ...(fold && { fold: fold.slice(start, end) }),
  }
}

/** Partitions of these many chunks each; the chunks begin and end at the cuts. */
export function partitionsOf(table: Table, cuts: readonly number[], sizes: readonly number[]) {
  const bounds = [0, ...[...cuts].sort((a, b) => a - b), table.X.length]
  const chunks = bounds.slice(1).map((end, k) => chunkOf(table, bounds[k], end))
  const partitions: (() => Chunk[])[] = []
  for (const size of sizes) {
    const own = chunks.splice(0, size)
    partitions.push(() => own)
  }
  partitions.push(() => chunks)
  return partitions
}

/** So many partitions of about the same size, a chunk each. */
export function evenly(table: Table, count: number) {
  const n = table.X.length
  return Array.from({ length: count }, (_, k) => {
    const chunk = chunkOf(table, Math.floor((k * n) / count), Math.floor(((k + 1) * n) / count))
    return () => [chunk]
  })
}
