import { describe, expect, it } from 'vitest'
import {
  type Coefficients,
  GridSearchCV,
  type Label,
  LogisticRegression,
  LogisticRegressionCV,
  makePipeline,
  NotFittedError,
  StandardScaler,
  UnsupportedError,
  ValidationError,
} from '../../../src'
import { toOnnx } from '../../../src/exchange/onnx'
import { CASES, ROWS, scaledPipeline } from '../../fixtures/onnx-cases'
import { loadRuntime, type OnnxPrediction, runOnnx } from '../../fixtures/onnxruntime'
import { readFixture } from '../../fixtures/read-fixture'
import { type Field, readFields } from './read-protobuf'

const fixture = readFixture<Record<string, OnnxPrediction & { file: string }>>('onnx.json')
const { fromCoefficients } = LogisticRegression

/** Labels equal; probabilities to single precision. */
function expectPrediction(coefficients: Coefficients, { predicted, probabilities }: OnnxPrediction): void {
  const model = fromCoefficients(coefficients)
  expect(model.predict(ROWS).map(label => (typeof label === 'boolean' ? Number(label) : label))).toEqual(
    predicted,
  )
  const expected = model.predictProba(ROWS).data
  expect(probabilities).toHaveLength(expected.length)
  for (const [p, value] of probabilities.entries()) {
    expect(Math.abs(value - expected[p])).toBeLessThan(5e-7)
    // Small probabilities too, down to where single precision ends.
    if (expected[p] > 1e-37) expect(value / expected[p]).toBeCloseTo(1, 4)
  }
}

/** The only field of that number. */
function only(fields: readonly Field[], number: number): Field {
  const found = fields.filter(({ field }) => field === number)
  expect(found).toHaveLength(1)
  return found[0]
}

/** Nodes of a graph: operator, tensors and the bytes of the attributes by name. */
function readNodes(file: Uint8Array) {
  const nodes = only(readFields(file), 7).fields.filter(({ field }) => field === 1)
  return nodes.map(({ fields }) => ({
    operator: only(fields, 4).text,
    domain: only(fields, 7).text,
    inputs: fields.filter(({ field }) => field === 1).map(({ text }) => text),
    outputs: fields.filter(({ field }) => field === 2).map(({ text }) => text),
    attributes: Object.fromEntries(
      fields
        .filter(({ field }) => field === 5)
        .map(attribute => {
          const parts = attribute.fields
          return [only(parts, 1).text, parts.filter(({ field }) => field !== 1)] as const
        }),
    ),
  }))
}

describe('toOnnx', () => {
  it.each(Object.keys(CASES))('writes the file that onnxruntime ran to the same result: %s', name => {
    const { file, ...prediction } = fixture[name]
    expect(Buffer.from(toOnnx(fromCoefficients(CASES[name]))).toString('base64')).toBe(file)
    expectPrediction(CASES[name], prediction)
  })

  it('writes a pipeline with its scalers, or what a search has found', async () => {
    const { X, y, pipeline } = scaledPipeline()
    const { file, predicted, probabilities } = fixture.pipeline
    expect(Buffer.from(toOnnx(pipeline)).toString('base64')).toBe(file)
    expect(pipeline.predict(X)).toEqual(predicted)
    const expected = pipeline.predictProba(X).data
    for (const [p, value] of probabilities.entries()) expect(Math.abs(value - expected[p])).toBeLessThan(1e-5)

    const search = new GridSearchCV(pipeline.clone(), { logisticRegression__C: [1] }, { cv: 2 })
    expect(() => toOnnx(search)).toThrow(NotFittedError)
    await search.fit(X, y)
    expect(Buffer.from(toOnnx(search)).toString('base64')).toBe(file)
    const model = await new LogisticRegressionCV({ Cs: [1], cv: 2 }).fit(X, y)
    expect(toOnnx(model)).toEqual(toOnnx(model.bestModel))
  })

  it('says which step it cannot write', () => {
    const own = Object.assign(new StandardScaler(), { toJSON: () => ({ type: 'own/Encoder' }) })
    const pipeline = makePipeline(own, new LogisticRegression()).fit([[1], [2]], [0, 1])
    expect(() => toOnnx(pipeline)).toThrow(
      /step 'standardScaler' cannot be exported, as its type is 'own\/Encoder'/,
    )
    expect(() => toOnnx({} as never)).toThrow(ValidationError)
    expect(() => toOnnx(makePipeline(new StandardScaler(), new LogisticRegression()))).toThrow(NotFittedError)
  })

  it('names its inputs, outputs, versions and shapes', () => {
    const model = readFields(toOnnx(fromCoefficients(CASES['multinomial, texts'])))
    expect(only(model, 1).integer).toBe(7n)
    const operatorSets = model.filter(({ field }) => field === 8).map(({ fields }) => fields)
    expect(operatorSets.map(set => [only(set, 1).text, only(set, 2).integer])).toEqual([
      ['', 13n],
      ['ai.onnx.ml', 1n],
    ])
    const tensors = only(model, 7).fields.filter(({ field }) => field === 11 || field === 12)
    const described = tensors.map(({ fields }) => {
      const type = only(only(fields, 2).fields, 1).fields
      const dimensions = only(type, 2).fields.map(({ fields: [size] }) => size.integer ?? size.text)
      return [only(fields, 1).text, only(type, 1).integer, dimensions]
    })
    expect(described).toEqual([
      ['input', 1n, ['N', 4n]],
      ['label', 8n, ['N']],
      ['probabilities', 1n, ['N', 3n]],
    ])
  })

  it('gives two classes a row each', () => {
    const [node, ...others] = readNodes(
      toOnnx(fromCoefficients({ coef: [0.5, -2], intercept: [1], classes: [false, true] })),
    )
    expect(others).toHaveLength(0)
    expect(node).toMatchObject({
      operator: 'LinearClassifier',
      domain: 'ai.onnx.ml',
      inputs: ['input'],
      outputs: ['label', 'probabilities'],
    })
    const { coefficients, intercepts, classlabels_ints, post_transform } = node.attributes
    expect(only(coefficients, 7).floats).toEqual([-0.25, 1, 0.25, -1])
    expect(only(intercepts, 7).floats).toEqual([-0.5, 0.5])
    expect(only(classlabels_ints, 8).integers).toEqual([0n, 1n])
    expect(only(post_transform, 4).text).toBe('SOFTMAX')
  })

  it('normalises one-vs-rest by a softmax of log σ', () => {
    const nodes = readNodes(toOnnx(fromCoefficients(CASES['one-vs-rest, texts'])))
    expect(nodes.map(({ operator }) => operator)).toEqual([
      'LinearClassifier',
      'Neg',
      'Softplus',
      'Neg',
      'Softmax',
    ])
    for (const [k, { inputs }] of nodes.entries()) {
      if (k > 0) expect(inputs).toEqual([nodes[k - 1].outputs.at(-1)])
    }
    const labels = nodes[0].attributes.classlabels_strings.filter(({ field }) => field === 9)
    expect(labels.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
  })

  it('says which models it cannot write', () => {
    const binary = { coef: [1], intercept: [0] }
    const refused: Label[][] = [
      [0, 0.5],
      [0, 2 ** 53],
      ['a', '\ud800'],
    ]
    for (const classes of refused) {
      expect(() => toOnnx(fromCoefficients({ ...binary, classes }))).toThrow(UnsupportedError)
    }
    const huge = fromCoefficients({ coef: [0, -1e39], intercept: [0], classes: [0, 1] })
    expect(() => toOnnx(huge)).toThrow(/single precision, which cannot hold the coef 5e\+38/)
    expect(() => toOnnx(new LogisticRegression())).toThrow(NotFittedError)
  })
})

for (const name of ['onnxruntime-node', 'onnxruntime-web'] as const) {
  const ort = loadRuntime(name)
  describe.runIf(ort)(name, () => {
    it.each(Object.keys(CASES))('runs the file to the same result: %s', async key => {
      expectPrediction(CASES[key], await runOnnx(ort!, toOnnx(fromCoefficients(CASES[key])), ROWS))
    })
  })
}
