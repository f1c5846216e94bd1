/**
 * The part of the protocol-buffers wire format that a model file needs, written only. A message is its fields in a
 * row; a field is a varint `number << 3 | wire type` and then, by wire type,
 *
 *   0  a varint: 7 bits a byte, least significant first, the top bit set on all but the last byte
 *   2  a varint length and as many bytes: text, a message, or packed numbers
 *   5  four bytes, little-endian
 *
 * Source: protobuf.dev/programming-guides/encoding. Written out here because the well-kept encoders are either ES
 * modules only, which `require` cannot load on every supported Node, or many times the size of what uses them.
 */

/** The bytes of one or more fields: of an ordinary buffer, in the words of every version of TypeScript: before 5.7 `Uint8Array` is not generic. */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>

const VARINT = 0
const LENGTH_DELIMITED = 2
const FOUR_BYTES = 5

/** A 64-bit integer; a negative one is its two's complement, ten bytes long. */
export function integerField(field: number, value: number | bigint): Bytes {
  return concat([varint(tag(field, VARINT)), varint(BigInt.asUintN(64, BigInt(value)))])
}

/** A string, in UTF-8. */
export function textField(field: number, text: string): Bytes {
  return bytesField(field, new TextEncoder().encode(text))
}

/** A message made of the fields `parts`. */
export function messageField(field: number, parts: readonly Bytes[]): Bytes {
  return bytesField(field, concat(parts))
}

/** A single-precision number. */
export function floatField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return concat([varint(tag(field, FOUR_BYTES)), bytes])
}

/** Single-precision numbers, packed. */
export function floatsField(field: number, values: ArrayLike<number>): Bytes {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true)
  return bytesField(field, bytes)
}

/** 64-bit integers, packed. */
export function integersField(field: number, values: readonly (number | bigint)[]): Bytes {
  return messageField(
    field,
    values.map(value => varint(BigInt.asUintN(64, BigInt(value)))),
  )
}

/** The parts one after the other. */
export function concat(parts: readonly Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

function bytesField(field: number, bytes: Bytes): Bytes {
  return concat([varint(tag(field, LENGTH_DELIMITED)), varint(BigInt(bytes.length)), bytes])
}

function tag(field: number, wireType: number): bigint {
  return BigInt((field << 3) | wireType)
}

function varint(value: bigint): Bytes {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
