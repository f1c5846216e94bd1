import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect, it, test } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import {
  dumpSvmlight,
  type LoadSvmlightOptions,
  loadSvmlight,
  type Svmlight,
  type SvmlightChunk,
} from '../../src/datasets'
import { UnsupportedError, ValidationError } from '../../src/support/errors'

interface Load {
  name: string
  text: string
  options: { zero_based?: boolean; n_features?: number }
  shape: [number, number]
  indptr: number[]
  indices: number[]
  data: number[]
  y: number[]
  queryId: number[]
}
interface Dump {
  X: number[][]
  y: number[]
  queryId: number[] | null
  zeroBased: boolean
  text: string
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/svmlight.json', import.meta.url), 'utf8')) as {
  loads: Load[]
  dumps: Dump[]
}

const TEXT = '# Größe €\n+1 1:0.5 3:2 # naïve 😀\n-1 2:1e-3\n'
const EXPECTED = loadSvmlight(TEXT)

/** Cuts bytes at the given places, whatever they fall into. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const ends = [...places.map(place => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, k) => bytes.subarray(ends[k - 1] ?? 0, end))
}

function failure(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('loadSvmlight', () => {
  it.each(
    fixture.loads.map(load => [load.name, JSON.stringify(load.options), load] as const),
  )('reads %s %s as scikit-learn does', (_, __, {
    text,
    options,
    shape,
    indptr,
    indices,
    data,
    y,
    queryId,
  }) => {
    const read = loadSvmlight(text, {
      ...(options.zero_based === undefined ? {} : { zeroBased: options.zero_based }),
      ...(options.n_features === undefined ? {} : { nFeatures: options.n_features }),
    })
    expect(read.X).toEqual(new CsrMatrix({ shape, indptr, indices, data }))
    expect([...read.y]).toEqual(y)
    expect(read.queryId === undefined ? [] : [...read.queryId]).toEqual(queryId)
    expect('queryId' in read).toBe(queryId.length > 0)
  })

  it('reads text, bytes and iterables of them at once', () => {
    const bytes = new TextEncoder().encode(TEXT)
    expect(EXPECTED.X.toDense().get(0, 2)).toBe(2)
    for (const source of [
      bytes,
      Buffer.from(TEXT),
      [TEXT],
      [...TEXT],
      cut(bytes, [4, 5, 40]),
      new Set([TEXT]),
    ]) {
      expect(loadSvmlight(source as Iterable<SvmlightChunk>)).toEqual(EXPECTED)
    }
  })

  it('reads Node streams, web streams and web streams that cannot be iterated', async () => {
    const bytes = () => cut(new TextEncoder().encode(TEXT), [3, 7, 8, 20, 41, 42, 43])
    const web = () => new Blob(bytes() as BlobPart[]).stream()
    expect(await loadSvmlight(Readable.from(bytes()))).toEqual(EXPECTED)
    expect(await loadSvmlight(Readable.from([TEXT.slice(0, 30), TEXT.slice(30)]))).toEqual(EXPECTED)
    expect(await loadSvmlight(web())).toEqual(EXPECTED)
    expect(await loadSvmlight(new Response(TEXT).body!)).toEqual(EXPECTED)
    const stream = web()
    expect(await loadSvmlight({ getReader: () => stream.getReader() })).toEqual(EXPECTED)
  })

  it('stops a stream that it cannot read', async () => {
    let cancelled = 0
    const endless = (value: string) => ({
      getReader: () => ({
        read: () => Promise.resolve({ done: false, value }),
        cancel: () => {
          cancelled++
          return Promise.resolve()
        },
      }),
    })
    await expect(loadSvmlight(endless('1 x\n'))).rejects.toThrow(/line 1: expected index:value, got 'x'/)
    expect(cancelled).toBe(1)
  })

  it('rejects, and does not throw, where it gives a promise', async () => {
    const promise = loadSvmlight(Readable.from(['1 1:1\n']), { nFeatures: -1 })
    await expect(promise).rejects.toThrow(ValidationError)
  })

  it('keeps float32 when asked', () => {
    const { X } = loadSvmlight('1 1:0.1', { dtype: 'float32' })
    expect(X.data).toEqual(Float32Array.of(0.1))
    expect(loadSvmlight('1 1:0.1').X.data).toEqual(Float64Array.of(0.1))
  })

  it('gives an empty matrix for a file without samples, and skips a byte order mark', () => {
    expect(loadSvmlight('# nothing\n').X.shape).toEqual([0, 0])
    expect(loadSvmlight('\uFEFF1 1:2').y).toEqual(Float64Array.of(1))
    expect(loadSvmlight(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31)).y).toEqual(Float64Array.of(1))
  })

  it('grows past any first guess', () => {
    const rows = 5000
    const text = Array.from({ length: rows }, (_, i) => `${i} ${1 + (i % 7)}:${i} 9:1`).join('\n')
    const { X, y } = loadSvmlight(text)
    expect(X.shape).toEqual([rows, 9])
    expect(X.nnz).toBe(2 * rows)
    expect([y[rows - 1], X.data[2 * rows - 2]]).toEqual([rows - 1, rows - 1])
  })

  it.each<[what: string, line: string, message: RegExp, options?: LoadSvmlightOptions]>([
    ['a label that is text', 'spam 1:2', /line 3: expected a label, a finite number, got 'spam'/],
    ['a missing label', '1:2 2:3', /expected a label, a finite number, got '1:2'/],
    ['an infinite label', '1e999 1:2', /expected a label, a finite number/],
    ['a hexadecimal label', '0x10 1:2', /expected a label/],
    ['an entry without value', '1 1', /expected index:value, got '1'/],
    ['an empty value', '1 1:', /expected index:value, got '1:'/],
    ['an empty index', '1 :5', /expected index:value, got ':5'/],
    ['a negative index', '1 -1:5', /expected index:value/],
    ['a fractional index', '1 1.5:5', /expected index:value/],
    ['two colons', '1 1:2:3', /expected index:value/],
    ['a value that is text', '1 1:two', /expected index:value/],
    ['NaN', '1 1:nan', /expected index:value, got '1:nan'/],
    ['an infinite value', '1 1:-1e999', /values must be finite, got '1:-1e999'/],
    ['a value past float32', '1 1:1e39', /values must be finite/, { dtype: 'float32' }],
    ['an index past 32 bits', '1 4294967297:1', /indices must be at most 2147483646/],
    ['indices out of order', '1 3:1 2:1', /index 2 after 3; indices must increase/],
    ['a repeated index', '1 3:1 3:1', /index 3 after 3/],
    ['index 0 counted from 1', '1 0:1', /index 0, but zeroBased is false/, { zeroBased: false }],
    [
      'a column too many',
      '1 1:1 65:1',
      /line 3 has feature 65, counted from 1, but nFeatures is 64/,
      { nFeatures: 64 },
    ],
    ['a new qid', '1 qid:3 1:1', /a qid, but earlier lines have none/],
    ['a qid later in the line', '1 1:1 qid:3', /expected index:value, got 'qid:3'/],
  ])('refuses %s and names the line', (_, line, message, options) => {
    const error = failure(() => loadSvmlight(`# head\n1 1:1\n${line}\n1 1:1\n`, options))
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.message).toMatch(message)
    expect(error.message).toContain('line 3')
  })

  it.each([
    ['a missing qid', '1 qid:1 1:1\n1 1:1', /line 2: no qid, but earlier lines have one/],
    ['a qid that is no integer', '1 qid:1.5 1:1', /line 1: qid must be an integer, got '1.5'/],
    ['an empty qid', '1 qid: 1:1', /line 1: qid must be an integer, got ''/],
  ])('refuses %s', (_, text, message) => {
    expect(failure(() => loadSvmlight(text)).message).toMatch(message)
  })

  it('refuses several labels as unsupported', () => {
    const error = failure(() => loadSvmlight('1 1:1\n1,2 1:1\n'))
    expect(error).toBeInstanceOf(UnsupportedError)
    expect(error.message).toMatch(/line 2 has several labels, '1,2'/)
  })

  it.each([
    [{ zero_based: true }, /unknown option 'zero_based'/],
    [{ zeroBased: 'yes' }, /zeroBased must be true, false or 'auto', got 'yes'/],
    [{ nFeatures: 1.5 }, /nFeatures must be an integer/],
    [{ dtype: 'int8' }, /dtype must be one of 'float64', 'float32'/],
    [null, /options must be an object/],
  ])('refuses the options %j', (options, message) => {
    const error = failure(() => loadSvmlight('1 1:1', options as LoadSvmlightOptions))
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.message).toMatch(message)
  })

  it.each([
    [null],
    [undefined],
    [3],
    [{}],
    [[1, 2]],
    [[new ArrayBuffer(3)]],
  ])('refuses the source %j', source => {
    expect(failure(() => loadSvmlight(source as never))).toBeInstanceOf(ValidationError)
  })
})

describe('dumpSvmlight', () => {
  it.each(fixture.dumps.map((dump, k) => [k, dump] as const))('writes what scikit-learn writes (%i)', (_, {
    X,
    y,
    queryId,
    zeroBased,
    text,
  }) => {
    const trimmed = text.replaceAll(' \n', '\n') // scikit-learn ends an empty row with a space
    expect(dumpSvmlight(X, y, { zeroBased, ...(queryId === null ? {} : { queryId }) })).toBe(trimmed)
  })

  it('counts columns from 1 by default and takes any matrix and vector', () => {
    const rows = [
      [0.5, 0, 2],
      [0, 1, 0],
    ]
    const text = '1 1:0.5 3:2\n-1 2:1\n'
    expect(dumpSvmlight(rows, [1, -1])).toBe(text)
    expect(dumpSvmlight(CsrMatrix.fromDense(rows), Int8Array.of(1, -1))).toBe(text)
    const transposed = ndarray(Float32Array.of(0.5, 0, 0, 1, 2, 0), [3, 2]).transpose(1, 0)
    expect(dumpSvmlight(transposed, ndarray([1, -1]))).toBe(text)
  })

  it('puts every line of a comment behind a #', () => {
    const text = dumpSvmlight([[1]], [2], { comment: 'made\r\nby\n1 1:5' })
    expect(text).toBe('# made\n# by\n# 1 1:5\n2 1:1\n')
    expect(loadSvmlight(text).y).toEqual(Float64Array.of(2))
  })

  it.each<[what: string, act: () => string, message: RegExp]>([
    ['y of another length', () => dumpSvmlight([[1]], [1, 2]), /y must be of length 1, got 2/],
    ['labels that are text', () => dumpSvmlight([[1]], ['a'] as never), /y\[0\] is 'a'/],
    ['NaN in X', () => dumpSvmlight([[Number.NaN]], [1]), /\[0, 0\] is NaN/],
    ['an empty X', () => dumpSvmlight([], []), /X is empty/],
    ['no X', () => dumpSvmlight(null as never, []), /X must be/],
    [
      'fractional queries',
      () => dumpSvmlight([[1]], [1], { queryId: [0.5] }),
      /queryId\[0\] must be an integer/,
    ],
    ['too few queries', () => dumpSvmlight([[1]], [1], { queryId: [] }), /queryId must be of length/],
    [
      'a comment that is no text',
      () => dumpSvmlight([[1]], [1], { comment: 3 as never }),
      /comment must be a string/,
    ],
    [
      "zeroBased 'auto'",
      () => dumpSvmlight([[1]], [1], { zeroBased: 'auto' as never }),
      /zeroBased must be true or/,
    ],
    ['unknown options', () => dumpSvmlight([[1]], [1], { one_based: true } as never), /unknown option/],
  ])('refuses %s', (_, act, message) => {
    const error = failure(act)
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.message).toMatch(message)
  })
})

describe('what dumpSvmlight writes, loadSvmlight reads', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => (x === 0 ? 0 : x))
  const row = fc.record({
    label: number,
    query: fc.maxSafeInteger(),
    entries: fc.uniqueArray(fc.tuple(fc.nat(300), number), { maxLength: 6, selector: ([j]) => j }),
  })
  const file = fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 8 }),
    zeroBased: fc.boolean(),
    withQuery: fc.boolean(),
    comment: fc.string({ unit: 'binary', maxLength: 12 }),
    places: fc.array(fc.nat(2000), { maxLength: 12 }),
  })

  it('bit for bit, wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, zeroBased, withQuery, comment, places }) => {
        const entries = rows.flatMap(({ entries }, i) => entries.map(([j, x]) => [i, j, x] as const))
        const X = CsrMatrix.fromCoo({
          shape: [rows.length, 301],
          row: entries.map(([i]) => i),
          col: entries.map(([, j]) => j),
          data: entries.map(([, , x]) => x),
        })
        const y = Float64Array.from(rows, ({ label }) => label)
        const query = withQuery ? { queryId: Float64Array.from(rows, ({ query }) => query) } : {}
        const text = dumpSvmlight(X, y, { zeroBased, comment, ...query })
        const expected: Svmlight = { X, y, ...query }
        const options = { zeroBased, nFeatures: 301 }
        const chunks = cut(new TextEncoder().encode(text), places)
        expect(loadSvmlight(text, options)).toEqual(expected)
        expect(loadSvmlight(chunks, options)).toEqual(expected)
        expect(await loadSvmlight(Readable.from(chunks), options)).toEqual(expected)
      }),
    )
  })
})

test('−0 comes back as −0', () => {
  const X = new CsrMatrix({ shape: [1, 1], indptr: [0, 1], indices: [0], data: [-0] })
  const text = dumpSvmlight(X, [-0])
  expect(text).toBe('-0 1:-0\n')
  const { X: read, y } = loadSvmlight(text)
  expect(Object.is(read.data[0], -0) && Object.is(y[0], -0)).toBe(true)
})

test('compressed bytes are named', () => {
  const bytes = gzipSync('1 1:2\n')
  expect(() => loadSvmlight(bytes)).toThrow(/compressed by gzip/)
  expect(() => loadSvmlight([bytes.subarray(0, 8), bytes.subarray(8)])).toThrow(/gzip/)
})
