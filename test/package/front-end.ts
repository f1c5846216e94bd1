/** What a front-end that depends on the package ships. */

import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { ROOT } from './bare-project'

/** The minified bundle of `code` for browsers, as a front-end that depends on the package gets it. */
export async function bundle(code: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: code, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'))
  return outputFiles[0].text
}

export function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length
}
