import { CsrMatrix, isCsr } from '../data/csr-matrix'
import { checkLength, type LabelsLike, readNumbers } from '../data/labels'
import { type MatrixLike, matrixShape, readMatrix } from '../data/matrix-like'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkKeys, describe } from '../support/validate'
import {
  type LoadSvmlightOptions,
  type Svmlight,
  type SvmlightChunk,
  SvmlightParser,
} from './svmlight-parser'

/** A web stream, as far as it is used here: Safari's cannot be iterated. */
export interface SvmlightStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: SvmlightChunk | undefined }>
    cancel(): Promise<void>
  }
}

/** What {@link dumpSvmlight} takes. */
export interface DumpSvmlightOptions {
  /** number columns from 0; by default from 1, as LIBSVM's and LIBLINEAR's own tools require */
  readonly zeroBased?: boolean
  /** text for the head of the file, every line after a `#` */
  readonly comment?: string
  /** query of each row, an integer */
  readonly queryId?: LabelsLike<number>
}

/**
 * Reads the text format of SVMlight, LIBSVM and LIBLINEAR: a sample a line, `label index:value index:value …`, columns
 * in increasing order, zeros left out. A `qid:number` may follow the label; `#` begins a comment.
 *
 * Text, bytes (UTF-8) or an iterable of such chunks are read at once. An async iterable (a Node stream) or a web stream
 * (the body of a `fetch`) is read as it comes, and gives a promise. Chunks may end anywhere.
 *
 * Format: {@link https://www.csie.ntu.edu.tw/~cjlin/libsvm/faq.html}; options are those of scikit-learn's
 * `load_svmlight_file`.
 *
 * @param source - what to read
 * @returns `X` `[rows, columns]`, `y` `[rows]` and, where the file has them, `queryId` `[rows]`
 * @throws ValidationError naming the line that is malformed, has columns out of order or out of range, a value that is
 * not finite, or a `qid` where others have none; or naming an option that is wrong
 * @throws UnsupportedError when a line has several labels (multilabel data)
 *
 * @example
 * ```ts
 * import { loadSvmlight } from 'ndlogit/datasets'
 *
 * const { X, y } = loadSvmlight('+1 1:0.5 3:2 # a sample\n-1 2:1\n')
 * console.log(X.shape, X.toDense().get(0, 2), y[1]) // [2, 3] 2 -1
 *
 * const stream = new Response('+1 1:0.5 3:2\n').body!
 * console.log((await loadSvmlight(stream)).X.nnz) // 2
 * ```
 */
export function loadSvmlight(
  source: SvmlightChunk | Iterable<SvmlightChunk>,
  options?: LoadSvmlightOptions,
): Svmlight
export function loadSvmlight(
  source: AsyncIterable<SvmlightChunk> | SvmlightStream,
  options?: LoadSvmlightOptions,
): Promise<Svmlight>
export function loadSvmlight(
  source: SvmlightChunk | Iterable<SvmlightChunk> | AsyncIterable<SvmlightChunk> | SvmlightStream,
  options: LoadSvmlightOptions = {},
): Svmlight | Promise<Svmlight> {
  if (typeof source === 'string' || source instanceof Uint8Array) return loadSync([source], options)
  if (typeof source === 'object' && source !== null && !ArrayBuffer.isView(source)) {
    if (Symbol.asyncIterator in source) return loadAsync(source, options)
    if ('getReader' in source) return loadAsync(chunksOf(source), options)
    if (Symbol.iterator in source) return loadSync(source, options)
  }
  throw new ValidationError(
    `loadSvmlight: source must be text, bytes, an iterable of these or a stream, got ${describe(source)}`,
  )
}

function loadSync(chunks: Iterable<SvmlightChunk>, options: LoadSvmlightOptions): Svmlight {
  const parser = new SvmlightParser(options)
  for (const chunk of chunks) parser.push(chunk)
  return parser.finish()
}

async function loadAsync(
  chunks: AsyncIterable<SvmlightChunk>,
  options: LoadSvmlightOptions,
): Promise<Svmlight> {
  const parser = new SvmlightParser(options)
  for await (const chunk of chunks) parser.push(chunk)
  return parser.finish()
}

/** Cancels the stream when the reading ends early, so that a download stops. */
async function* chunksOf(stream: SvmlightStream): AsyncGenerator<SvmlightChunk, void> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value as SvmlightChunk
    }
  } finally {
    await reader.cancel()
  }
}

/**
 * Writes the format that {@link loadSvmlight} reads. Every number is written so that reading gives it back exactly;
 * of a dense matrix the zeros are left out. Pass `nFeatures` when reading if the last columns may be empty.
 *
 * Columns are numbered from 1 by default, unlike in scikit-learn's `dump_svmlight_file`: a file that is numbered from 0
 * is refused by LIBLINEAR, and misread by a reader that guesses if its first column is empty.
 *
 * @param X - `[rows, columns]`
 * @param y - a number per row
 * @throws ValidationError when `X`, `y` or `queryId` holds something else than finite numbers, their lengths differ, or
 * an option is unknown or of the wrong type
 *
 * @example
 * ```ts
 * import { dumpSvmlight } from 'ndlogit/datasets'
 *
 * console.log(dumpSvmlight([[0.5, 0, 2], [0, 1, 0]], [1, -1])) // '1 1:0.5 3:2\n-1 2:1\n'
 * ```
 */
export function dumpSvmlight(
  X: MatrixLike,
  y: LabelsLike<number>,
  options: DumpSvmlightOptions = {},
): string {
  checkKeys('dumpSvmlight', options, ['zeroBased', 'comment', 'queryId'])
  const { zeroBased = false, comment = '', queryId } = options
  const base = checkBoolean('dumpSvmlight: zeroBased', zeroBased) ? 0 : 1
  if (typeof comment !== 'string') {
    throw new ValidationError(`dumpSvmlight: comment must be a string, got ${describe(comment)}`)
  }
  const matrix = readMatrix('dumpSvmlight: X', X)
  const [rows] = matrixShape('dumpSvmlight: X', matrix)
  const { indptr, indices, data } = isCsr(matrix) ? matrix : CsrMatrix.fromDense(matrix)
  const labels = readNumbers('dumpSvmlight: y', y)
  checkLength('dumpSvmlight: y', labels.length, rows)
  const queries = queryId === undefined ? undefined : readQueries(queryId, rows)

  const lines = comment === '' ? [] : comment.split(/\r\n|\r|\n/).map(text => `# ${text}`)
  for (let i = 0; i < rows; i++) {
    let line = decimal(labels[i])
    if (queries) line += ` qid:${queries[i]}`
    for (let p = indptr[i]; p < indptr[i + 1]; p++) line += ` ${indices[p] + base}:${decimal(data[p])}`
    lines.push(line)
  }
  return `${lines.join('\n')}\n`
}

/** The shortest decimal that reads back as the same double; the text of −0 would be that of 0. */
function decimal(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`
}

function readQueries(queryId: LabelsLike<number>, rows: number): Float64Array {
  const queries = readNumbers('dumpSvmlight: queryId', queryId)
  checkLength('dumpSvmlight: queryId', queries.length, rows)
  const bad = queries.findIndex(query => !Number.isSafeInteger(query))
  if (bad >= 0) {
    throw new ValidationError(`dumpSvmlight: queryId[${bad}] must be an integer, got ${queries[bad]}`)
  }
  return queries
}
