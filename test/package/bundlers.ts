/** The bundlers that front-ends use, each told to leave out what is not needed and to keep the names of the rest. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { rollup } from 'rollup'
import { type StatsCompilation, webpack } from 'webpack'
import { ROOT } from './bare-project'

/** Bundles a module that depends on the package; rejects when the bundler warns. */
export type Bundler = (code: string) => Promise<string>

export const bundlers: Readonly<Record<string, Bundler>> = {
  esbuild: withEsbuild,
  Rollup: withRollup,
  webpack: withWebpack,
}

async function withEsbuild(code: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: code, resolveDir: ROOT },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  refuse(warnings.map(({ text }) => text))
  return outputFiles[0].text
}

/** Rollup by itself finds no packages; the one that ndlogit needs is CommonJS and stays outside. */
async function withRollup(code: string): Promise<string> {
  const warnings: string[] = []
  const bundle = await rollup({
    input: 'entry',
    external: ['ndarray'],
    onwarn: ({ message }) => warnings.push(message),
    plugins: [
      {
        name: 'package',
        resolveId: id => {
          if (id === 'entry') return id
          return id.startsWith('ndlogit')
            ? { id: new URL(import.meta.resolve(id)).pathname, moduleSideEffects: false }
            : null
        },
        load: id => (id === 'entry' ? code : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'es' })
  await bundle.close()
  refuse(warnings)
  return output[0].code
}

/** webpack marks what is not used and leaves its removal to a minifier: here esbuild, which can keep the names. */
async function withWebpack(code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-webpack-'))
  try {
    const compiler = webpack({
      mode: 'production',
      context: ROOT,
      entry: `data:text/javascript,${encodeURIComponent(code)}`,
      output: { path: folder, filename: 'bundle.js', module: true, library: { type: 'module' } },
      experiments: { outputModule: true },
      optimization: { minimize: false },
      performance: false,
    })
    const { errors = [], warnings = [] } = await new Promise<StatsCompilation>((resolve, reject) => {
      compiler.run((error, stats) => (error ? reject(error) : resolve(stats!.toJson())))
    })
    refuse([...errors, ...warnings].map(({ message }) => message))
    const marked = readFileSync(join(folder, 'bundle.js'), 'utf8')
    return (await transform(marked, { format: 'esm', treeShaking: true, minifySyntax: true })).code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function refuse(messages: readonly string[]): void {
  if (messages.length > 0) throw new Error(messages.join('\n'))
}
