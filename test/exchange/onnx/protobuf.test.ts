import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  concat,
  floatsField,
  integerField,
  integersField,
  messageField,
  textField,
} from '../../../src/exchange/onnx/protobuf'
import { readFields } from './read-protobuf'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('protocol buffers', () => {
  it('gives the bytes of the examples in the specification', () => {
    expect(hex(integerField(1, 150))).toBe('089601')
    expect(hex(textField(2, 'testing'))).toBe('120774657374696e67')
    expect(hex(messageField(3, [integerField(1, 150)]))).toBe('1a03089601')
    expect(hex(integersField(6, [3, 270, 86942]))).toBe('3206038e029ea705')
    expect(hex(integerField(1, -2))).toBe('08feffffffffffffffff01')
  })

  it('gives back what went in', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    const float = fc.float({ noNaN: true })
    fc.assert(
      fc.property(int64, fc.string({ unit: 'binary' }), fc.array(float), (integer, text, floats) => {
        const fields = readFields(
          concat([integerField(1, integer), textField(1000, text), floatsField(16, floats)]),
        )
        expect(fields.map(({ field }) => field)).toEqual([1, 1000, 16])
        expect(fields[0].integer).toBe(integer)
        expect(fields[1].text).toBe(text)
        expect(fields[2].floats).toEqual(floats)
      }),
    )
  })
})
