/** Numbers in the single precision that ONNX works in. */

import { UnsupportedError } from '../../support/errors'

/** @throws UnsupportedError when one is beyond its range */
export function singles(name: string, values: readonly number[]): Float32Array {
  const rounded = Float32Array.from(values)
  const at = rounded.findIndex(value => !Number.isFinite(value))
  if (at >= 0) {
    throw new UnsupportedError(`ONNX works in single precision, which cannot hold the ${name} ${values[at]}`)
  }
  return rounded
}
