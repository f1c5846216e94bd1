import { defineConfig } from 'tsup'

const entry = { index: 'src/index.ts', datasets: 'src/datasets/index.ts', onnx: 'src/exchange/onnx/index.ts' }

export default defineConfig({
  // The worker is started by file name; nobody imports it, so it has no declarations.
  entry: { ...entry, worker: 'src/worker.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // TypeScript 6 reports the `baseUrl` that tsup sets for declarations as deprecated (TS5101).
  dts: { entry, compilerOptions: { ignoreDeprecations: '6.0', stripInternal: true } },
  // import.meta.url in CommonJS, to find the worker
  shims: true,
  sourcemap: true,
  clean: true,
  silent: true,
  splitting: true,
  treeshake: true,
  // Constants are put in where they are used: smaller bundles.
  minifySyntax: true,
})
