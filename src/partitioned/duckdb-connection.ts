/** DuckDB, an optional peer dependency, and its databases of this process. */

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { UnsupportedError } from '../support/errors'

/**
 * What DuckDB may take. One thread: a stream has its rows in order, so a second one waits for the first, and both together
 * take up to twice the time. Cores are kept busy by partitions.
 */
const SETTINGS = { memory_limit: '256MB', threads: '1' }

const instances = new Map<string, Promise<DuckDBInstance>>()

/** A connection to a database of this process, which is opened once. */
export async function connect(database = ':memory:'): Promise<DuckDBConnection> {
  let instance = instances.get(database)
  if (instance === undefined) {
    instance = loadDuckDB().then(({ DuckDBInstance }) => DuckDBInstance.create(database, SETTINGS))
    instances.set(database, instance)
    instance.catch(() => instances.delete(database))
  }
  return (await instance).connect()
}

async function loadDuckDB(): Promise<typeof import('@duckdb/node-api')> {
  // Bundlers, which follow every import that they can read, would carry a database into pages that read no file, or miss it.
  const name = ['@duckdb', 'node-api'].join('/')
  try {
    return await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name)
  } catch (error) {
    throw new UnsupportedError(
      'Parquet and CSV files are read by DuckDB, which is not here: npm install @duckdb/node-api',
      { cause: error },
    )
  }
}
