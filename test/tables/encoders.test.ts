/** Every transformer of tables against scikit-learn: values, names, categories, unknown ones, and what was saved. */

import { describe, expect, test } from 'vitest'
import { CsrMatrix, isCsr } from '../../src/data/csr-matrix'
import type { SamplesLike } from '../../src/data/matrix-like'
import type { NdArray } from '../../src/data/ndview'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { ValidationError } from '../../src/support/errors'
import { ColumnTransformer } from '../../src/tables/column-transformer'
import { FeatureUnion } from '../../src/tables/feature-union'
import { MinMaxScaler, Normalizer, RobustScaler } from '../../src/tables/linear-scalers'
import { OneHotEncoder } from '../../src/tables/one-hot-encoder'
import { OrdinalEncoder } from '../../src/tables/ordinal-encoder'
import { PolynomialFeatures } from '../../src/tables/polynomial-features'
import { SelectFromModel } from '../../src/tables/select-from-model'
import { SimpleImputer } from '../../src/tables/simple-imputer'
import { tableTransformers } from '../../src/tables/table-transformers'
import { TableVectorizer } from '../../src/tables/table-vectorizer'
import { TransformerChain } from '../../src/tables/transformer-chain'
import { CountVectorizer } from '../../src/text/count-vectorizer'
import { readFixture } from '../fixtures/read-fixture'

type Row = (number | string | null)[]

interface Case {
  readonly options: Record<string, unknown>
  readonly output: Row[]
  readonly fresh?: Row[]
  readonly own?: Row[]
  readonly names?: string[]
  readonly categories?: Row[]
  readonly words?: boolean
  readonly labels?: number[]
  readonly selected?: number[]
}

interface Tables {
  readonly columns: Record<string, Row>
  readonly fresh: Row[]
  readonly oneHot: Case[]
  readonly ordinal: Case[]
  readonly holes: Row[]
  readonly other: Row[]
  readonly textsWithHoles: Row[]
  readonly imputer: Case[]
  readonly numbers: number[][]
  readonly tied: number[][]
  readonly freshNumbers: number[][]
  readonly minMax: Case[]
  readonly robust: Case[]
  readonly normalizer: Case[]
  readonly polynomial: Case[]
  readonly select: Case[]
  readonly frame: Record<string, Row>
  readonly column: Case[]
  readonly union: Case
}

const fixture = readFixture<Tables>('tables.json')

/** The options of scikit-learn by their names here. */
function camel(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value === '-Infinity' ? 0 : value,
    ]),
  )
}

function rowsOf(out: SamplesLike): unknown[][] {
  if (isCsr(out)) return rowsOf(out.toDense())
  if ('shape' in out && 'get' in out) {
    const view = out as unknown as NdArray
    const [rows, cols] = view.shape
    return Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => view.get(i, j)))
  }
  const columns = Object.values(out as Record<string, ArrayLike<unknown>>)
  return Array.from(columns[0], (_, i) => columns.map(column => column[i]))
}

function expectClose(out: SamplesLike, expected: readonly Row[]): void {
  const rows = rowsOf(out)
  expect(rows.length).toBe(expected.length)
  rows.forEach((row, i) => {
    expect(row.length).toBe(expected[i].length)
    row.forEach((value, j) => {
      const wanted = expected[i][j]
      if (typeof value !== 'number' || typeof wanted !== 'number') expect(value).toBe(wanted)
      else expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)))
    })
  })
}

interface Saved {
  toJSON(): unknown
}

/** What `toJSON` wrote, read back after a journey as text. */
function reread<T extends Saved>(transformer: T): T {
  const saved = JSON.parse(JSON.stringify(transformer)) as { type: keyof typeof tableTransformers }
  return tableTransformers[saved.type].fromJSON(saved, tableTransformers as never) as unknown as T
}

const names = Object.keys(fixture.columns)
const table = fixture.columns
const records = table[names[0]].map((_, i) => Object.fromEntries(names.map(name => [name, table[name][i]])))
const fresh = fixture.fresh.map(row => Object.fromEntries(names.map((name, j) => [name, row[j]])))

describe('OneHotEncoder', () => {
  test.each(fixture.oneHot)('as scikit-learn: %j', ({
    options,
    output,
    names: outNames,
    categories,
    ...rest
  }) => {
    const encoder = new OneHotEncoder(camel(options))
    expectClose(encoder.fitTransform(table), output)
    expect(encoder.categories).toEqual(categories)
    const expected = outNames?.map(name =>
      name.replace('infrequent_sklearn', 'infrequent').replace(/_None$/, '_null'),
    )
    expect(encoder.getFeatureNamesOut()).toEqual(expected)
    expectClose(
      new OneHotEncoder({ ...camel(options), sparseOutput: false }).fit(records).transform(records),
      output,
    )
    const back = reread(encoder)
    expect(back.getFeatureNamesOut()).toEqual(expected)
    expectClose(back.transform(records), output)
    if (rest.fresh) expectClose(back.transform(fresh), rest.fresh)
    else expect(() => back.transform(fresh)).toThrow(/X\.(colour|size|flag)\[\d\] is .*does not know/)
  })

  test('takes what tables hold', () => {
    const day = new Date('2026-11-26T00:00:00Z')
    const encoder = new OneHotEncoder().fit({
      v: [null, undefined, Number.NaN, 'a'],
      w: [0, -0, 5n, 5],
      d: [day, day, day, null],
    })
    expect(encoder.categories).toEqual([
      ['a', null],
      [0, 5],
      [day.toISOString(), null],
    ])
    expect(encoder.getFeatureNamesOut()[1]).toBe('v_null')
    expect(() => new OneHotEncoder().fit({ v: [1, 'a'] })).toThrow("X.v mixes kinds: 1 and 'a'")
    expect(() => new OneHotEncoder().fit({ v: [1, {}] })).toThrow('X.v[1] is an object; categories are')
    expect(() => new OneHotEncoder({ drop: ['zz'] }).fit({ v: ['a'] })).toThrow(
      "drop: 'zz' is no category of column v",
    )
    expect(() => new OneHotEncoder({ dorp: 'first' } as object)).toThrow("unknown option 'dorp'")
    expect(() => new OneHotEncoder().transform({ v: ['a'] })).toThrow('call fit first')
    expect(() => encoder.transform({ v: ['a'], w: [0] })).toThrow("X has no column 'd'")
    const given = new OneHotEncoder({ categories: [['b', 'a', 'c']] }).fit([['a'], ['b']])
    expect(given.getFeatureNamesOut()).toEqual(['x0_b', 'x0_a', 'x0_c'])
  })
})

describe('OrdinalEncoder', () => {
  const { gap: _, ...full } = table
  const freshFull = fresh.map(({ gap: _gap, ...row }) => row)
  test.each(fixture.ordinal)('as scikit-learn: %j', ({ options, output, ...rest }) => {
    const encoder = reread(new OrdinalEncoder(camel(options)).fit(full))
    expectClose(encoder.transform(full), output)
    if (rest.fresh) expectClose(encoder.transform(freshFull), rest.fresh)
    else expect(() => encoder.transform(freshFull)).toThrow("X.colour[0] is 'violet': a category")
  })

  test('missing values need a code', () => {
    expect(() => new OrdinalEncoder().fit(table)).toThrow(
      /X\.gap\[\d+\] is null: missing; give encodedMissingValue/,
    )
    const { data } = new OrdinalEncoder({ encodedMissingValue: -1 }).fitTransform({ v: ['b', null, 'a'] })
    expect([...data]).toEqual([1, -1, 0])
  })
})

describe('SimpleImputer', () => {
  test.each(fixture.imputer)('as scikit-learn: %j', ({
    options,
    output,
    words,
    names: outNames,
    ...rest
  }) => {
    const imputer = new SimpleImputer(camel(options))
    const X = words ? fixture.textsWithHoles : fixture.holes
    expectClose(imputer.fitTransform(X), output)
    const back = reread(imputer)
    expectClose(back.transform(X), output)
    if (outNames) expect(back.getFeatureNamesOut()).toEqual(outNames)
    if (rest.fresh) expectClose(back.transform(fixture.other), rest.fresh)
  })

  test('blanks of all kinds; columns of nothing else are left out or kept', () => {
    const holes = { a: [1, '', null, 3, undefined, Number.NaN, '  '], b: ['', '', '', '', '', '', null] }
    expectClose(
      new SimpleImputer().fitTransform(holes),
      [1, 2, 2, 3, 2, 2, 2].map(value => [value]),
    )
    expect(new SimpleImputer({ keepEmptyFeatures: true }).fit(holes).getFeatureNamesOut()).toEqual(['a', 'b'])
    expect(() => new SimpleImputer().fit({ a: [1, 'x'] })).toThrow("X.a[1] is 'x': not a number; fill blanks")
    expect(() => new SimpleImputer({ fillValue: 0 })).toThrow('fillValue has no effect')
  })
})

describe.each([
  ['MinMaxScaler', MinMaxScaler, fixture.minMax],
  ['RobustScaler', RobustScaler, fixture.robust],
  ['Normalizer', Normalizer, fixture.normalizer],
  ['PolynomialFeatures', PolynomialFeatures, fixture.polynomial],
] as const)('%s', (_, Make, cases) => {
  test.each(cases)('as scikit-learn: %j', ({ options, output, own, names: outNames }) => {
    const [a, b, c, d] = [0, 1, 2, 3].map(j => fixture.tied.map(row => row[j]))
    const model = new Make(camel(options) as object).fit({ a, b, c, d })
    expectClose(model.transform(fixture.tied), own as Row[])
    const back = reread(model)
    expectClose(back.transform(fixture.freshNumbers), output)
    expect(back.getFeatureNamesOut()).toEqual(outNames ?? ['a', 'b', 'c', 'd'])
    expect(back.getParams()).toEqual(model.clone().getParams())
  })
})

test('Normalizer keeps sparse data sparse', () => {
  const dense = new Normalizer().fitTransform(fixture.tied)
  const sparse = new Normalizer().fitTransform(CsrMatrix.fromDense(fixture.tied))
  expect(isCsr(sparse)).toBe(true)
  expectClose(sparse, rowsOf(dense) as number[][])
  expect(() => new MinMaxScaler().fit(CsrMatrix.fromDense(fixture.tied))).toThrow(
    'would fill a sparse matrix',
  )
})

describe('SelectFromModel', () => {
  const Z = new StandardScaler().fitTransform(fixture.numbers)
  test.each(fixture.select)('as scikit-learn: %j', ({ options, labels, selected }) => {
    const model = new SelectFromModel(new LogisticRegression({ tol: 1e-10 }), camel(options))
    model.fit(Z, { y: labels as number[] })
    expect(model.selected).toEqual(selected)
    expectClose(
      reread(model).transform(Z),
      rowsOf(Z).map(row => (selected as number[]).map(j => row[j] as number)),
    )
  })
})

describe('side by side', () => {
  const make = (options: object) =>
    new ColumnTransformer(
      {
        numbers: [
          [new SimpleImputer({ strategy: 'median', addIndicator: true }), new StandardScaler()],
          ['age', 'fare'],
        ],
        words: [new OneHotEncoder({ handleUnknown: 'ignore' }), ['deck', 'sex']],
      },
      options,
    )
  const frame = { ...fixture.frame, age: fixture.frame.age.flat(), fare: fixture.frame.fare.flat() }

  test.each(fixture.column)('ColumnTransformer as scikit-learn: %j', ({
    options,
    names: outNames,
    output,
  }) => {
    const columns = make(camel(options))
    expectClose(columns.fitTransform(frame), output)
    const back = reread(columns)
    expect(back.getFeatureNamesOut()).toEqual(outNames)
    expectClose(back.transform({ extra: frame.age, ...frame }), output)
    expect(isCsr(back.transform(frame))).toBe(options.sparse_threshold === 1)
  })

  test('ColumnTransformer: a name alone is for texts, and says so to what takes none', () => {
    const X = [
      { age: 22, sex: 'm', note: 'so it is' },
      { age: 30, sex: 'f', note: 'it is' },
    ]
    const alone = [
      ['age', new StandardScaler()],
      ['age', [new SimpleImputer(), new MinMaxScaler()]],
      ['sex', new OneHotEncoder()],
      ['sex', new OrdinalEncoder()],
      ['sex', new TableVectorizer()],
    ] as const
    for (const [name, step] of alone) {
      const refused = new ColumnTransformer({ part: [step, name] })
      expect(() => refused.fit(X)).toThrow(ValidationError)
      expect(() => refused.fit(X)).toThrow(
        `part takes no texts, and a column that is named alone is handed over as a list of texts; write ['${name}'] in place of '${name}'`,
      )
      expect(() => new ColumnTransformer({ part: [step, [name]] }).fit(X)).not.toThrow()
    }
    // What a transformer of texts has to say is not about brackets.
    expect(() => new ColumnTransformer({ part: [new CountVectorizer({ minDf: 3 }), 'note'] }).fit(X)).toThrow(
      /^no term is left/,
    )
    expect(() => new ColumnTransformer({ part: [new CountVectorizer(), ['note']] }).fit(X)).toThrow(
      "in a ColumnTransformer its name alone: 'note', not ['note']",
    )
    expect(() => new CountVectorizer().fit(X)).toThrow(
      /^X\[0\] is an object; texts must be strings; hand over one/,
    )
    const passed = new ColumnTransformer({ part: ['passthrough', 'age'] }).fitTransform(X)
    expect((passed as NdArray).toArray()).toEqual([[22], [30]])
  })

  test('ColumnTransformer: columns, remainder, names, options by path', () => {
    const { age: _age, ...rest } = frame
    const columns = make({ remainder: 'passthrough' }).fit({ ...frame, id: frame.age.map((_, i) => i) })
    expect(columns.getFeatureNamesOut().at(-1)).toBe('id')
    expect(() => columns.transform(rest)).toThrow("X has no column 'age'")
    expect(() => make({}).fit(rest)).toThrow("numbers takes the column 'age', but X has fare, deck, sex")
    columns.setParams({ words__drop: 'first' })
    expect(columns.getParams()).toMatchObject({
      words__drop: 'first',
      numbers__simpleImputer__strategy: 'median',
    })
    expect(() => columns.setParams({ wrods__drop: null } as object)).toThrow("unknown option 'wrods__drop'")
    const verbose = make({ verboseFeatureNamesOut: true }).fit(frame)
    expect(verbose.getFeatureNamesOut()[0]).toBe('numbers__age')
    const byPosition = new ColumnTransformer({ first: ['passthrough', [0, -1]] }).fit([[1, 2, 3]])
    expect(byPosition.getFeatureNamesOut()).toEqual(['x0', 'x2'])
    expect(() => new ColumnTransformer({ a: [{}, ['x']] } as never)).toThrow('without getParams')
    expect(() => new ColumnTransformer({ a: ['drop', 0] } as never)).toThrow(
      "a: columns must be a list of names or positions, such as ['age'] or [0], got 0",
    )
  })

  test('FeatureUnion as scikit-learn', () => {
    const union = new FeatureUnion({
      scale: new StandardScaler(),
      square: new PolynomialFeatures({ includeBias: false }),
    })
    const [a, b, c, d] = [0, 1, 2, 3].map(j => fixture.tied.map(row => row[j]))
    expectClose(union.fitTransform({ a, b, c, d }), fixture.union.output)
    const back = reread(union)
    expect(back.getFeatureNamesOut()).toEqual(fixture.union.names)
    expectClose(back.transform(fixture.tied), fixture.union.output)
    expect(union.clone().getParams()).toMatchObject({ square__degree: 2 })
  })

  test('TransformerChain runs its steps in order', () => {
    const chain = reread(
      new TransformerChain(new SimpleImputer(), new MinMaxScaler()).fit({ a: [1, null, 3] }),
    )
    expectClose(chain.transform({ a: [2, null] }), [[0.5], [0.5]])
    expect(chain.getFeatureNamesOut()).toEqual(['a'])
    expect(() => new TransformerChain()).toThrow('needs a transformer')
  })
})

describe('what was saved is checked', () => {
  const saved = JSON.parse(JSON.stringify(new OneHotEncoder().fit({ a: ['x', 'y'] })))
  test.each([
    [{ ...saved, type: 'ndlogit/Other' }, 'type must be'],
    [{ ...saved, fitted: { ...saved.fitted, categories: [] } }, 'fitted.categories must be of length 1'],
    [{ ...saved, fitted: { ...saved.fitted, categories: [[{}]] } }, 'must hold strings, numbers'],
    [{ ...saved, fitted: { ...saved.fitted, infrequent: [[7]] } }, 'fitted.infrequent[0] must be'],
    [{ ...saved, fitted: { ...saved.fitted, names: [1] } }, 'fitted.names must be 1 strings'],
    [{ ...saved, options: { drop: 'last' } }, 'drop must be one of'],
  ])('%j', (value, message) => {
    expect(() => OneHotEncoder.fromJSON(value)).toThrow(message)
  })
})
