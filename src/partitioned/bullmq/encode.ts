/** Tasks and sums as JSON, bit for bit: typed arrays as base64, numbers that JSON does not have by their name. */

const FLOATS = '$f64'
const INTEGERS = '$i32'
const NUMBER = '$number'

export function encode(value: unknown): unknown {
  if (value instanceof Float64Array) return { [FLOATS]: toBase64(value) }
  if (value instanceof Int32Array) return { [INTEGERS]: toBase64(value) }
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { [NUMBER]: nameOf(value) }
  }
  if (Array.isArray(value)) return value.map(encode)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, encode(part)]))
}

export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode)
  if (typeof value !== 'object' || value === null) return value
  const { [FLOATS]: floats, [INTEGERS]: integers, [NUMBER]: number } = value as Record<string, unknown>
  if (typeof floats === 'string') return new Float64Array(fromBase64(floats))
  if (typeof integers === 'string') return new Int32Array(fromBase64(integers))
  if (typeof number === 'string') return Number(number)
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decode(part)]))
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function toBase64({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function fromBase64(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer
}
