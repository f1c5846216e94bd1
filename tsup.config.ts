import { readdir, readFile, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { defineConfig, type Options } from 'tsup'

const entry = {
  index: 'src/index.ts',
  datasets: 'src/datasets/index.ts',
  decisions: 'src/decisions/index.ts',
  figures: 'src/figures/index.ts',
  inference: 'src/inference/index.ts',
  onnx: 'src/exchange/onnx/index.ts',
  partitioned: 'src/partitioned/index.ts',
  paths: 'src/paths/index.ts',
  'partitioned-bullmq': 'src/partitioned/bullmq/index.ts',
  predict: 'src/predict/index.ts',
  testing: 'src/testing/index.ts',
  tables: 'src/tables/index.ts',
  text: 'src/text/index.ts',
  workers: 'src/workers.ts',
}

/**
 * Declarations are made once, for CommonJS. Those of modules hand them on, which a module may, and not the other way
 * round; so a class is one type, whichever way it comes, and the package has them once.
 */
const declarations: Options = {
  entry,
  format: ['cjs'],
  // TypeScript 6 reports the `baseUrl` that tsup sets for declarations as deprecated (TS5101).
  dts: { only: true, entry, compilerOptions: { ignoreDeprecations: '6.0', stripInternal: true } },
  silent: true,
}

export default defineConfig(async ({ dts }) => {
  const worker = await workerScript()
  const code: Options = {
    // What runs in processes of its own has no names to declare.
    entry: {
      ...entry,
      'ndlogit-worker': 'src/worker-file.ts',
      'partition-worker': 'src/partition-worker.ts',
      'queue-worker': 'src/queue-worker.ts',
    },
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    // import.meta.url in CommonJS, to find the worker
    shims: true,
    clean: true,
    silent: true,
    splitting: true,
    // Chunks are imported for their names alone; a bare import of one would make bundlers warn.
    treeshake: { moduleSideEffects: false },
    // Constants are put in where they are used: smaller bundles.
    minifySyntax: true,
    define: { NDLOGIT_WORKER: JSON.stringify(worker) },
    onSuccess: async () => {
      await restoreClassNames()
      for (const name of Object.keys(entry)) {
        await writeFile(`dist/${name}.d.ts`, `export * from './${name}.cjs'\n`)
      }
    },
  }
  return dts === false ? code : [code, declarations]
})

/** What workers run, as one script that imports nothing; `ndlogit/workers` carries it as text. */
async function workerScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['src/worker.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    platform: 'neutral',
    define: { 'import.meta.url': '""' },
    write: false,
  })
  return outputFiles[0].text
}

/** The bundler says `var X = class _X` of a class that names itself; printed, and in stack traces, it should be X. */
async function restoreClassNames(): Promise<void> {
  for (const name of await readdir('dist')) {
    if (!/\.c?js$/.test(name)) continue
    const text = await readFile(`dist/${name}`, 'utf8')
    const renamed = [...text.matchAll(/\b(\w+) = class (_\1)\b/g)]
    const restored = renamed.reduce(
      (code, [, is, was]) => code.replace(new RegExp(`\\b${was}\\b`, 'g'), is),
      text,
    )
    if (restored !== text) await writeFile(`dist/${name}`, restored)
  }
}
