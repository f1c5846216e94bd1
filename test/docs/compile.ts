/** Type-checks blocks against the built package, strictly, and turns them into modules that Node runs. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { type Block, ROOT } from './collect'
import { type Expectation, expectedOutputs } from './expectations'

/** A block, what the compiler says about it, and the module to run. */
export interface Compiled {
  readonly block: Block
  /** one message a line, each with the line of the document */
  readonly errors: string[]
  readonly module: string
  readonly expectations: Expectation[]
}

/** Here `ndlogit` is found as the workspaces see it: by its `exports`, in `dist`. */
const FOLDER = join(ROOT, 'node_modules/.cache/documented-code')

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
}

/**
 * Compiles all blocks in one program.
 *
 * @param name - the subfolder that takes the modules; callers that run at the same time need names of their own
 */
export function compileBlocks(blocks: readonly Block[], name: string): Compiled[] {
  const folder = join(FOLDER, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const paths = blocks.map(({ file, line }, k) =>
    join(folder, `${k}-${file.replaceAll('/', '-')}-${line}.mts`),
  )
  blocks.forEach((block, k) => {
    writeFileSync(paths[k], block.code)
  })

  const program = ts.createProgram(paths, OPTIONS)
  return blocks.map((block, k) => {
    const source = program.getSourceFile(paths[k])!
    const { code, expectations } = expectedOutputs(source)
    const module = paths[k].replace(/\.mts$/, '.mjs')
    writeFileSync(
      module,
      ts.transpileModule(code, { compilerOptions: OPTIONS, fileName: paths[k] }).outputText,
    )
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]
    return { block, module, expectations, errors: diagnostics.map(found => describe(block, found)) }
  })
}

function describe({ file, line }: Block, { file: source, start, messageText }: ts.Diagnostic): string {
  const inside = source && start !== undefined ? source.getLineAndCharacterOfPosition(start).line + 1 : 0
  return `${file}:${line + inside}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
}
