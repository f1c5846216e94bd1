/** All that is public, by entry; and an ndarray as it comes from `postMessage`. */

export * from '../../src'
export * as decisions from '../../src/decisions'
export * as onnx from '../../src/exchange/onnx'
export * as inference from '../../src/inference'
export * as partitioned from '../../src/partitioned'
export * as paths from '../../src/paths'
export * as predict from '../../src/predict'
export * as tables from '../../src/tables'
export * as text from '../../src/text'

export function ndarrayLike(X: readonly (readonly number[])[]): object {
  return structuredClone({
    data: Float64Array.from(X.flat()),
    shape: [X.length, X[0].length],
    stride: [X[0].length, 1],
    offset: 0,
  })
}
