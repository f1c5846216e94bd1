/**
 * The messages of an ONNX model file, with the field numbers of onnx.proto, as far as a linear classifier needs them.
 * Source: github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */

import {
  type Bytes,
  concat,
  floatField,
  floatsField,
  integerField,
  integersField,
  messageField,
  textField,
} from './protobuf'

/** Element types of tensors (`TensorProto.DataType`). */
export const ELEMENT = { float: 1, int64: 7, string: 8 } as const

/** The domain of the operators for classic machine learning; the other operators have none. */
export const ML_DOMAIN = 'ai.onnx.ml'

/** ONNX 1.8 (2020): the first release with these operator sets. Every runtime since then reads it. */
const IR_VERSION = 7
const OPERATOR_SETS = [
  ['', 13],
  [ML_DOMAIN, 1],
] as const

/** An operator that is applied to tensors known by name. */
export interface Node {
  readonly operator: string
  readonly domain?: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** made by {@link textAttribute} and its like */
  readonly attributes?: readonly Bytes[]
}

/** A tensor with a row per sample: `[N]`, or `[N, cols]`. */
export interface Tensor {
  readonly name: string
  readonly element: number
  readonly cols?: number
}

/** Numbers that are part of the graph, row-major. */
export interface Constant {
  readonly name: string
  readonly dims: readonly number[]
  readonly values: ArrayLike<number>
}

/** A model file of one graph. */
export function modelProto(
  name: string,
  nodes: readonly Node[],
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  constants: readonly Constant[] = [],
): Bytes {
  const graph = [
    ...nodes.map(node => messageField(1, nodeProto(node))),
    textField(2, name),
    ...constants.map(constant => messageField(5, tensorProto(constant))),
    ...inputs.map(tensor => messageField(11, valueInfo(tensor))),
    ...outputs.map(tensor => messageField(12, valueInfo(tensor))),
  ]
  return concat([
    integerField(1, IR_VERSION),
    textField(2, 'ndlogit'),
    messageField(7, graph),
    ...OPERATOR_SETS.map(([domain, version]) =>
      messageField(8, [textField(1, domain), integerField(2, version)]),
    ),
  ])
}

function tensorProto({ name, dims, values }: Constant): Bytes[] {
  return [
    ...dims.map(length => integerField(1, length)),
    integerField(2, ELEMENT.float),
    floatsField(4, values),
    textField(8, name),
  ]
}

export function textAttribute(name: string, text: string): Bytes {
  return attribute(name, 3, textField(4, text))
}

export function integerAttribute(name: string, value: number): Bytes {
  return attribute(name, 2, integerField(3, value))
}

export function floatAttribute(name: string, value: number): Bytes {
  return attribute(name, 1, floatField(2, value))
}

export function floatsAttribute(name: string, values: ArrayLike<number>): Bytes {
  return attribute(name, 6, floatsField(7, values))
}

export function integersAttribute(name: string, values: readonly number[]): Bytes {
  return attribute(name, 7, integersField(8, values))
}

export function textsAttribute(name: string, texts: readonly string[]): Bytes {
  return attribute(name, 8, concat(texts.map(text => textField(9, text))))
}

/** @param type - of the value (`AttributeProto.AttributeType`) */
function attribute(name: string, type: number, value: Bytes): Bytes {
  return messageField(5, [textField(1, name), value, integerField(20, type)])
}

function nodeProto({ operator, domain = '', inputs, outputs, attributes = [] }: Node): Bytes[] {
  return [
    ...inputs.map(name => textField(1, name)),
    ...outputs.map(name => textField(2, name)),
    textField(4, operator),
    ...attributes,
    textField(7, domain),
  ]
}

function valueInfo({ name, element, cols }: Tensor): Bytes[] {
  const dimensions = [messageField(1, [textField(2, 'N')])]
  if (cols !== undefined) dimensions.push(messageField(1, [integerField(1, cols)]))
  const tensorType = [integerField(1, element), messageField(2, dimensions)]
  return [textField(1, name), messageField(2, [messageField(1, tensorType)])]
}
