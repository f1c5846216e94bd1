/**
 * Compiles the WebAssembly kernel to the module that embeds it, src/kernels/wasm-kernel-data.ts:
 *
 *   npx tsx assembly/compile.ts
 */

import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

const SOURCE = 'index.ts'
const TARGET = new URL('../src/kernels/wasm-kernel-data.ts', import.meta.url)

/**
 * The text of the generated module. A byte is a character, and one before it where it is 64 or more: whole bytes are what gzip
 * finds again, so that they take 250 bytes less than as hexadecimal digits, and those less than in base64.
 */
export async function compileKernel(): Promise<string> {
  const outputs = new Map<string, string | Uint8Array>()
  const { error, stderr } = await main(
    [SOURCE, '--outFile', 'kernel.wasm', ...OPTIONS, '--baseDir', dirname(fileURLToPath(import.meta.url))],
    { writeFile: (name, contents) => void outputs.set(name, contents) },
  )
  const bytes = outputs.get('kernel.wasm')
  if (error !== null || bytes === undefined) throw new Error(`asc failed: ${stderr}`)
  return `// Made by assembly/compile.ts from assembly/${SOURCE}.
export const KERNELS = '${Array.from(Buffer.from(bytes), toText).join('')}'
`
}

/** `src/kernels/wasm-kernels.ts` reads it back. */
function toText(byte: number): string {
  const own = String.fromCharCode(40 + (byte & 63))
  return (byte < 64 ? '' : 'ghij'[byte >> 6]) + (own === '\\' ? '\\\\' : own)
}

/** No runtime, no checks, no memory of its own. */
const OPTIONS = [
  '--optimizeLevel=3',
  '--shrinkLevel=1',
  '--converge',
  '--noAssert',
  '--runtime=stub',
  '--importMemory',
  '--noExportMemory',
  '--enable=simd',
]

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, await compileKernel())
