/** All that is compiled to src/kernels/wasm-kernel-data.ts. */

export * from './dense-kernel'
export * from './exp-log'
export * from './sparse-kernel'
