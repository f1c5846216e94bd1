/**
 * Rows of Parquet and CSV files, and of whatever else DuckDB can select from, as partitions. DuckDB streams them a few
 * thousand at a time; they are gathered into chunks of one size, column by column, so that a pass holds one chunk and what
 * DuckDB reads ahead. `@duckdb/node-api` is an optional peer dependency, loaded when the first of these is opened.
 */

import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Label } from '../data/labels'
import { ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkKeys, checkNumber, describe } from '../support/validate'
import { connect } from './duckdb-connection'
import type { Chunk } from './read-chunk'
import { checkColumns, checkPartition, errorOfTable, type TableColumns } from './table-columns'

export type { TableColumns }

/**
 * Values of a chunk, about: half a megabyte of them, and the copies that the sums of a pass take, stay in a cache of a
 * megabyte. Twice as many took 1.16 times as long a pass.
 */
const VALUES = 2 ** 16

/** Rows that DuckDB hands over at a time. */
const VECTOR = 2048

/** Rows of a partition of a Parquet file, unless it is said otherwise. */
const PARTITION = 1_000_000

/** Rows that DuckDB selects: plain data, which any executor can open. */
export interface DuckDBPartition extends TableColumns {
  readonly kind: 'duckdb'
  readonly features: readonly string[]
  /** what stands behind FROM, and WHERE, if there is one; rows must come in the same order every time */
  readonly from: string
  readonly where?: string
  /** the file of a database; without it one in memory */
  readonly database?: string
}

/** What {@link parquetPartitions} takes. */
export interface ParquetOptions extends TableColumns {
  /** rows of a partition. Default 1,000,000. */
  readonly rows?: number
}

/**
 * Cuts a Parquet file into partitions of so many rows. The file has to be where the partitions are opened.
 *
 * @throws ValidationError for an unknown option or a wrong one, or a column that is not there
 * @throws UnsupportedError where `@duckdb/node-api` is not installed
 *
 * @example
 * ```ts compile-only: the file is the caller's
 * import { fitPartitioned, parquetPartitions } from 'ndlogit/partitioned'
 *
 * const partitions = await parquetPartitions('clicks.parquet', { label: 'clicked' })
 * const model = await fitPartitioned(partitions, { penalty: 'l1', C: 0.1 })
 * ```
 */
export async function parquetPartitions(file: string, options: ParquetOptions): Promise<DuckDBPartition[]> {
  checkKeys('parquetPartitions', options, ['label', 'features', 'weight', 'fold', 'rows'])
  const { rows = PARTITION, ...columns } = options
  const size = checkNumber('rows', rows, { min: 1, integer: true })
  const from = `read_parquet(${literal('parquetPartitions', file)})`
  const numbered = `read_parquet(${literal('parquetPartitions', file)}, file_row_number = true)`
  const features = await featuresOf('parquetPartitions', from, columns)
  const total = await countRows(from)
  const count = Math.max(1, Math.ceil(total / size))
  return Array.from({ length: count }, (_, k) => ({
    ...columns,
    kind: 'duckdb',
    features,
    from: numbered,
    where: `file_row_number >= ${k * size} AND file_row_number < ${(k + 1) * size}`,
  }))
}

/**
 * CSV files as partitions, one a file, as DuckDB reads them: with a header, types and separators found by themselves. The
 * files have to be where the partitions are opened.
 *
 * @throws ValidationError for an unknown option or a wrong one, or a column that is not there
 * @throws UnsupportedError where `@duckdb/node-api` is not installed
 *
 * @example
 * ```ts compile-only: the files are the caller's
 * import { csvPartitions, fitPartitioned } from 'ndlogit/partitioned'
 *
 * const partitions = await csvPartitions(['may.csv', 'june.csv'], { label: 'clicked' })
 * const model = await fitPartitioned(partitions)
 * ```
 */
export async function csvPartitions(
  files: readonly string[],
  options: TableColumns,
): Promise<DuckDBPartition[]> {
  checkKeys('csvPartitions', options, ['label', 'features', 'weight', 'fold'])
  if (!Array.isArray(files) || files.length === 0) {
    throw new ValidationError(
      `csvPartitions: files must be an array of names of files, got ${describe(files)}`,
    )
  }
  const partitions: DuckDBPartition[] = []
  for (const file of files) {
    const from = `read_csv(${literal('csvPartitions', file)})`
    // All files have the columns of the first, or the fit refuses them by name.
    const features = partitions[0]?.features ?? (await featuresOf('csvPartitions', from, options))
    partitions.push({ ...options, kind: 'duckdb', features, from })
  }
  return partitions
}

/**
 * The rows of a partition, in chunks of one size. A chunk is good until the next one is asked for, which has its memory: one
 * that is new every time costs page faults, for which threads wait in turn.
 */
export async function* openDuckDB(partition: DuckDBPartition): AsyncGenerator<Chunk> {
  checkPartition(partition)
  const connection = await connect(partition.database)
  try {
    const query = queryOf(partition)
    const result = await connection.stream(query)
    const block = new Block(partition)
    let isWhole = false
    for await (const chunk of readAhead(() => result.fetchChunk())) {
      isWhole = chunk.getColumnVector(chunk.columnCount - 1).getItem(chunk.rowCount - 1) === true
      const end = chunk.rowCount - Number(isWhole)
      for (let start = 0; start < end; ) {
        start = block.take(chunk, start, end)
        if (!block.isFull) continue
        yield block.chunk()
        block.clear()
      }
    }
    if (!isWhole) {
      // A stream that fails ends without a word: the same rows, counted, say why.
      await connection.run(`SELECT count(COLUMNS(*)) FROM (${query})`)
      throw new ValidationError('DuckDB has ended the rows before their last one')
    }
    if (!block.isEmpty) yield block.chunk()
  } catch (error) {
    throw errorOfTable(error)
  } finally {
    connection.closeSync()
  }
}

/** What DuckDB streams; it reads the next rows, in a thread of its own, while those before are summed up. */
async function* readAhead(
  fetch: () => Promise<DuckDBDataChunk | null>,
): AsyncGenerator<DuckDBDataChunk, void, void> {
  let next = fetch()
  try {
    for (let chunk = await next; chunk?.rowCount; chunk = await next) {
      next = fetch()
      // An error that comes while nobody waits is told when the rows are asked for, and ends no process before.
      next.catch(() => undefined)
      yield chunk
    }
  } finally {
    // Nobody may close the connection while it is being read from.
    await next.catch(() => undefined)
  }
}

/** Rows on their way to a chunk. */
class Block {
  private rows = 0
  /** rows that there is room for */
  private readonly room: number
  /** column-major */
  private readonly X: Float64Array<ArrayBuffer>
  private y: Label[] = []
  private readonly sampleWeight: Float64Array | undefined
  private readonly fold: Float64Array | undefined

  constructor(private readonly partition: DuckDBPartition) {
    const d = partition.features.length
    this.room = VECTOR * Math.max(1, Math.min(8, Math.round(VALUES / d / VECTOR)))
    this.X = new Float64Array(this.room * d)
    this.sampleWeight = partition.weight === undefined ? undefined : new Float64Array(this.room)
    this.fold = partition.fold === undefined ? undefined : new Float64Array(this.room)
  }

  get isFull(): boolean {
    return this.rows === this.room
  }

  get isEmpty(): boolean {
    return this.rows === 0
  }

  clear(): void {
    this.rows = 0
    this.y = []
  }

  /** Takes the rows `start` to `end - 1`, as many as there is room for; returns the first that is left. */
  take(chunk: DuckDBDataChunk, start: number, end: number): number {
    const { X, y, sampleWeight, fold, rows, room, partition } = this
    const count = Math.min(room - rows, end - start)
    const d = partition.features.length
    const copy = (column: number, to: Float64Array, at: number): void => {
      to.set(numbersOf(chunk, column).subarray(start, start + count), at)
    }
    for (let j = 0; j < d; j++) copy(j, X, j * room + rows)
    let column = d
    if (sampleWeight) copy(column++, sampleWeight, rows)
    if (fold) copy(column++, fold, rows)
    const labels = chunk.getColumnValues(column)
    for (let i = start; i < start + count; i++) y.push(labelOf(labels[i]))
    this.rows += count
    return start + count
  }

  chunk(): Chunk {
    const { X, y, sampleWeight, fold, rows, room, partition } = this
    return {
      X: ndview(X, [rows, partition.features.length], [1, room]),
      y,
      ...(sampleWeight && { sampleWeight: sampleWeight.subarray(0, rows) }),
      ...(fold && { fold: fold.subarray(0, rows) }),
    }
  }
}

/** A column of doubles, none of them NULL. */
function numbersOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const { items } = chunk.getColumnVector(column) as { items?: unknown }
  return items instanceof Float64Array
    ? items
    : Float64Array.from(chunk.getColumnValues(column) as readonly number[])
}

/** Whole numbers beyond 32 bits come as big integers. */
function labelOf(value: unknown): Label {
  return (typeof value === 'bigint' ? Number(value) : value) as Label
}

/** The columns, and whether the rows have ended: after them comes one that says so. */
function queryOf({ features, label, weight, fold, from, where }: DuckDBPartition): string {
  // What is missing becomes NaN, which is refused by row and column.
  const number = (name: string): string => `coalesce(CAST(${quoted(name)} AS DOUBLE), 'nan'::DOUBLE)`
  const columns = [...features, ...[weight, fold].filter(name => name !== undefined)].map(number)
  const condition = where === undefined ? '' : ` WHERE ${where}`
  const rows = `SELECT ${[...columns, quoted(label)].join(', ')}, false FROM ${from}${condition}`
  return `${rows} UNION ALL SELECT ${'NULL, '.repeat(columns.length + 1)}true`
}

async function featuresOf(owner: string, from: string, options: TableColumns): Promise<readonly string[]> {
  checkColumns(owner, options)
  const { label, features, weight, fold } = options
  const special = [label, weight, fold].filter(name => name !== undefined)
  const rows = await ask(`DESCRIBE SELECT * FROM ${from}`)
  const names = rows.map(([name]) => String(name))
  const absent = [...special, ...(features ?? [])].find(name => !names.includes(name))
  if (absent !== undefined) {
    throw new ValidationError(
      `${owner}: there is no column ${describe(absent)}; columns: ${names.slice(0, 20).join(', ')}`,
    )
  }
  const rest = features ?? names.filter(name => !special.includes(name))
  if (rest.length === 0) throw new ValidationError(`${owner}: there is no column left for X`)
  return [...rest]
}

async function countRows(from: string): Promise<number> {
  const [[count]] = await ask(`SELECT count(*) FROM ${from}`)
  return Number(count)
}

async function ask(sql: string): Promise<readonly (readonly unknown[])[]> {
  const connection = await connect(undefined)
  try {
    return (await connection.runAndReadAll(sql)).getRows()
  } catch (error) {
    throw errorOfTable(error)
  } finally {
    connection.closeSync()
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text of SQL. */
function literal(owner: string, file: unknown): string {
  if (typeof file !== 'string') {
    throw new ValidationError(`${owner}: file must be the name of a file, got ${describe(file)}`)
  }
  return `'${file.replaceAll("'", "''")}'`
}
