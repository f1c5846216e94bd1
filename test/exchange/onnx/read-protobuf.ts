/** A reader of protocol buffers, made apart from the writer that it checks. */

/** A field, read in every way that its bytes allow. */
export interface Field {
  readonly field: number
  readonly integer: bigint | undefined
  readonly bytes: Buffer
  readonly text: string
  /** packed */
  readonly floats: number[]
  /** packed */
  readonly integers: bigint[]
  /** the fields of a message */
  readonly fields: Field[]
}

export function readFields(bytes: Uint8Array): Field[] {
  const buffer = Buffer.from(bytes)
  const fields: Field[] = []
  let at = 0
  while (at < buffer.length) {
    const [tag, afterTag] = readVarint(buffer, at)
    const [value, afterValue] = readVarint(buffer, afterTag)
    const wireType = Number(tag & 7n)
    if (wireType !== 0 && wireType !== 2) throw new Error(`wire type ${wireType} at ${at}`)
    const end = wireType === 0 ? afterValue : afterValue + Number(value)
    if (end > buffer.length) throw new Error(`field at ${at} ends at ${end} of ${buffer.length}`)
    const integer = wireType === 0 ? BigInt.asIntN(64, value) : undefined
    fields.push(lazily(Number(tag >> 3n), integer, buffer.subarray(afterValue, end)))
    at = end
  }
  return fields
}

function lazily(field: number, integer: bigint | undefined, bytes: Buffer): Field {
  return {
    field,
    integer,
    bytes,
    get text() {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    },
    get floats() {
      return Array.from({ length: bytes.length / 4 }, (_, k) => bytes.readFloatLE(4 * k))
    },
    get integers() {
      const integers: bigint[] = []
      for (let at = 0; at < bytes.length; ) {
        const [value, next] = readVarint(bytes, at)
        integers.push(BigInt.asIntN(64, value))
        at = next
      }
      return integers
    },
    get fields() {
      return readFields(bytes)
    },
  }
}

function readVarint(buffer: Buffer, start: number): [value: bigint, next: number] {
  let value = 0n
  for (let at = start; at < buffer.length; at++) {
    value += BigInt(buffer[at] % 128) * 128n ** BigInt(at - start)
    if (buffer[at] < 128) return [value, at + 1]
  }
  throw new Error(`varint at ${start} has no end`)
}
