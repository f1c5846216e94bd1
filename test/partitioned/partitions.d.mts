import type { Chunk } from '../../src/partitioned'

export function openPartition(partition: unknown): Promise<Chunk[]>
export function chunkOf(seed: number, rows: number, features: number): Chunk
