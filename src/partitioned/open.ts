/** How a partition is opened: by itself, by a module, or by this library where it is one of its own kinds. */

import { ValidationError } from '../support/errors'
import { describe, isPlainObject } from '../support/validate'
import { type DuckDBPartition, openDuckDB } from './duckdb'
import type { Chunks } from './read-chunk'
import { openSvmlight, type SvmlightPartition } from './svmlight'

/** Opens a partition, anew for every pass over the data; every time it must give the same rows. */
export type OpenPartition<P = never> = (partition: P) => Chunks | PromiseLike<Chunks>

/** A partition of this process: a function that opens it. */
export type Partition = () => Chunks | PromiseLike<Chunks>

/** Partitions that every executor can open without a module, on whatever machine the files are. */
export type ReadyPartition = SvmlightPartition | DuckDBPartition

/** Opens functions and ready partitions, and leaves all others to `open`. */
export function opener(open: OpenPartition<unknown> | undefined, advice: string): OpenPartition<unknown> {
  return partition => {
    if (typeof partition === 'function') return (partition as Partition)()
    if (open !== undefined) return open(partition)
    const ready = isPlainObject(partition) ? openReady(partition as unknown as ReadyPartition) : undefined
    if (ready !== undefined) return ready
    throw new ValidationError(`must be a function that opens it, got ${describe(partition)}; or ${advice}`)
  }
}

/** By what a module exports as `openPartition`. @throws ValidationError when it exports no such function */
export async function openFromModule(module: string | undefined): Promise<OpenPartition<unknown>> {
  const advice = 'give the workers a module that exports openPartition'
  if (module === undefined) return opener(undefined, advice)
  const { openPartition } = (await import(
    /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ module
  )) as {
    readonly openPartition?: unknown
  }
  if (typeof openPartition === 'function') return opener(openPartition as OpenPartition<unknown>, advice)
  throw new ValidationError(
    `the module ${module} must export a function openPartition, got ${describe(openPartition)}`,
  )
}

function openReady(partition: ReadyPartition): Chunks | undefined {
  switch (partition.kind) {
    case 'svmlight':
      return openSvmlight(partition)
    case 'duckdb':
      return openDuckDB(partition)
    default:
      return undefined
  }
}
