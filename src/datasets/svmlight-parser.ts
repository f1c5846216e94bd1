import { CsrMatrix } from '../data/csr-matrix'
import { grown } from '../support/arrays'
import { UnsupportedError, ValidationError } from '../support/errors'
import { checkChoice, checkKeys, checkNumber, describe } from '../support/validate'

/** A piece of a file: text, or bytes of UTF-8. */
export type SvmlightChunk = string | Uint8Array

/** What `loadSvmlight` takes. */
export interface LoadSvmlightOptions {
  /**
   * whether the file numbers columns from 0 or from 1; `'auto'` (default) takes it from 1 unless an index 0 occurs
   */
  readonly zeroBased?: boolean | 'auto'
  /**
   * columns of `X`, at least those in the file; by default up to the last one in the file, which must be below
   * 4,194,304 or 16 times the bytes of the file: a short file would take gigabytes for the models of its columns
   */
  readonly nFeatures?: number
  /** precision of the values of `X`: `'float64'` (default) or `'float32'` */
  readonly dtype?: 'float64' | 'float32'
}

/** What `loadSvmlight` returns. */
export interface Svmlight {
  /** the samples `[rows, columns]` */
  readonly X: CsrMatrix
  /** the label of each row */
  readonly y: Float64Array
  /** the query (group) of each row, integers, where the file has them */
  readonly queryId?: Float64Array
}

/** Keeps indices, and their number, within 32 bits. */
const MAX_INDEX = 2 ** 31 - 2

/** The first two bytes of a compressed file; neither is text. */
const GZIP = [0x1f, 0x8b]

/** Columns that any file may have, and those that it may have for each of its characters, without `nFeatures`. */
const MOST_COLUMNS = 2 ** 22
const COLUMNS_PER_CHARACTER = 16

/** Characters that a line may have: ten times what a dense row of a million columns takes. */
const LONGEST_LINE = 2 ** 27

/** Bytes that become text at once: an engine's strings end at half a gigabyte. */
const PIECE = 2 ** 24

/** Takes a file chunk by chunk, wherever it is cut, and gives its matrix at the end. */
export class SvmlightParser {
  private readonly zeroBased: boolean | 'auto'
  private readonly nFeatures: number | undefined
  private readonly round: (value: number) => number

  private readonly decoder = new TextDecoder()
  /** the pieces of a line whose end has not come yet */
  private readonly pieces: string[] = []
  private held = 0
  private read = 0
  private line = 0

  private readonly labels = new Growing(length => new Float64Array(length))
  private readonly queries = new Growing(length => new Float64Array(length))
  private readonly ends = new Growing(length => new Int32Array(length))
  private readonly indices = new Growing(length => new Int32Array(length))
  private readonly values: Growing<Float64Array | Float32Array>

  private hasIndex0 = false
  private largest = { index: -1, line: 0 }

  constructor(options: LoadSvmlightOptions) {
    checkKeys('loadSvmlight', options, ['zeroBased', 'nFeatures', 'dtype'])
    const { zeroBased = 'auto', nFeatures, dtype = 'float64' } = options
    if (typeof zeroBased !== 'boolean' && zeroBased !== 'auto') {
      throw new ValidationError(
        `loadSvmlight: zeroBased must be true, false or 'auto', got ${describe(zeroBased)}`,
      )
    }
    this.zeroBased = zeroBased
    if (nFeatures !== undefined) {
      checkNumber('loadSvmlight: nFeatures', nFeatures, { min: 0, max: MAX_INDEX + 1, integer: true })
    }
    this.nFeatures = nFeatures
    const single = checkChoice('loadSvmlight: dtype', dtype, ['float64', 'float32']) === 'float32'
    this.round = single ? Math.fround : value => value
    this.values = new Growing(length => (single ? new Float32Array(length) : new Float64Array(length)))
    this.ends.push(0)
  }

  push(chunk: SvmlightChunk): void {
    if (typeof chunk === 'string') this.take(this.decoder.decode() + chunk)
    else if (chunk instanceof Uint8Array) {
      if (this.line === 0 && chunk[0] === GZIP[0] && chunk[1] === GZIP[1]) {
        throw new ValidationError(
          "loadSvmlight: the bytes are compressed by gzip; pass stream.pipeThrough(new DecompressionStream('gzip'))",
        )
      }
      this.takeBytes(chunk)
    } else
      throw new ValidationError(`loadSvmlight: chunks must be strings or Uint8Arrays, got ${describe(chunk)}`)
  }

  finish(): Svmlight {
    this.take(`${this.decoder.decode()}\n`)
    const base = this.zeroBased === true || (this.zeroBased === 'auto' && this.hasIndex0) ? 0 : 1
    const needed = Math.max(0, this.largest.index + 1 - base)
    const { nFeatures = needed } = this
    const most = Math.max(MOST_COLUMNS, COLUMNS_PER_CHARACTER * this.read)
    if (this.nFeatures === undefined && needed > most) {
      throw new ValidationError(
        `loadSvmlight: line ${this.largest.line} has feature ${this.largest.index}, and a file of ${this.read} characters ` +
          `is taken to have at most ${most} columns; pass nFeatures to allow more`,
      )
    }
    if (nFeatures < needed) {
      throw new ValidationError(
        `loadSvmlight: line ${this.largest.line} has feature ${this.largest.index}, counted from ${base}, ` +
          `but nFeatures is ${nFeatures}`,
      )
    }
    const y = this.labels.toArray()
    const X = new CsrMatrix({
      shape: [y.length, nFeatures],
      indptr: this.ends.toArray(),
      indices: this.indices.toArray().map(index => index - base),
      data: this.values.toArray(),
    })
    return this.queries.length === 0 ? { X, y } : { X, y, queryId: this.queries.toArray() }
  }

  private takeBytes(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += PIECE) {
      this.take(this.decoder.decode(bytes.subarray(start, start + PIECE), { stream: true }))
    }
  }

  private take(text: string): void {
    this.read += text.length
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.hold(text.slice(start, end))
      this.readLine(this.pieces.join(''))
      this.pieces.length = 0
      this.held = 0
      start = end + 1
    }
    if (start < text.length) this.hold(text.slice(start))
  }

  private hold(piece: string): void {
    this.held += piece.length
    if (this.held > LONGEST_LINE) {
      throw new ValidationError(
        `loadSvmlight: line ${this.line + 1} is longer than ${LONGEST_LINE} characters; is it another format?`,
      )
    }
    this.pieces.push(piece)
  }

  private readLine(text: string): void {
    this.line++
    const hash = text.indexOf('#')
    const sample = (hash < 0 ? text : text.slice(0, hash)).trim()
    if (sample === '') return
    let last = -1
    let count = 0
    for (const token of tokensOf(sample)) {
      count++
      if (count === 1) this.readLabel(token)
      else if (count > 2) last = this.readEntry(token, last)
      else if (token.startsWith('qid:')) this.readQuery(token.slice('qid:'.length))
      else {
        this.readQuery(undefined)
        last = this.readEntry(token, last)
      }
    }
    if (count === 1) this.readQuery(undefined)
    if (last > this.largest.index) this.largest = { index: last, line: this.line }
    this.ends.push(this.indices.length)
  }

  private readLabel(token: string): void {
    const label = parseNumber(token)
    if (Number.isNaN(label) && token.includes(',')) {
      throw new UnsupportedError(
        `loadSvmlight: line ${this.line} has several labels, ${describe(token)}; one label a line is supported`,
      )
    }
    if (!Number.isFinite(label))
      throw this.malformed(`expected a label, a finite number, got ${describe(token)}`)
    this.labels.push(label)
  }

  /** All samples have a query, or none. */
  private readQuery(token: string | undefined): void {
    if (token === undefined) {
      if (this.queries.length > 0) throw this.malformed('no qid, but earlier lines have one')
      return
    }
    if (this.queries.length < this.labels.length - 1)
      throw this.malformed('a qid, but earlier lines have none')
    const query = parseNumber(token)
    if (!Number.isSafeInteger(query)) throw this.malformed(`qid must be an integer, got ${describe(token)}`)
    this.queries.push(query)
  }

  private readEntry(token: string, last: number): number {
    const colon = token.indexOf(':')
    const index = /^\d+$/.test(token.slice(0, Math.max(0, colon)))
      ? Number(token.slice(0, colon))
      : Number.NaN
    const value = this.round(parseNumber(token.slice(colon + 1)))
    if (Number.isNaN(index) || Number.isNaN(value))
      throw this.malformed(`expected index:value, got ${describe(token)}`)
    if (!Number.isFinite(value)) throw this.malformed(`values must be finite, got ${describe(token)}`)
    if (index > MAX_INDEX)
      throw this.malformed(`indices must be at most ${MAX_INDEX}, got ${describe(token)}`)
    if (index === 0) {
      if (this.zeroBased === false) throw this.malformed('index 0, but zeroBased is false')
      this.hasIndex0 = true
    }
    if (index <= last) throw this.malformed(`index ${index} after ${last}; indices must increase`)
    this.indices.push(index)
    this.values.push(value)
    return index
  }

  private malformed(what: string): ValidationError {
    return new ValidationError(`loadSvmlight: line ${this.line}: ${what}`)
  }
}

/** Lines up to this many characters are split at once, which is the quicker way. */
const SPLIT_AT_ONCE = 2 ** 20

/** What white space separates; of a long line one after another, so that nonsense ends at the first of them. */
function tokensOf(sample: string): Iterable<string> {
  return sample.length <= SPLIT_AT_ONCE ? sample.split(/\s+/) : eachToken(sample)
}

function* eachToken(sample: string): Generator<string, void> {
  for (const [token] of sample.matchAll(/\S+/g)) yield token
}

/** A decimal number, else NaN; unlike `Number` it does not read '', '0x1f' or 'Infinity'. */
function parseNumber(token: string): number {
  return /^[-+.e\d]+$/i.test(token) ? Number(token) : Number.NaN
}

/** A typed array of a length not known in advance. */
class Growing<T extends Float64Array | Float32Array | Int32Array> {
  length = 0
  private array: T

  constructor(make: (length: number) => T) {
    this.array = make(64)
  }

  push(value: number): void {
    if (this.length === this.array.length) {
      this.array = grown(this.array, 2 * this.length)
    }
    this.array[this.length++] = value
  }

  toArray(): T {
    return this.array.slice(0, this.length) as T
  }
}
