import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', datasets: 'src/datasets/index.ts', onnx: 'src/onnx/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // TypeScript 6 reports the `baseUrl` that tsup sets for declarations as deprecated (TS5101).
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  sourcemap: true,
  clean: true,
  splitting: true,
  treeshake: true,
})
