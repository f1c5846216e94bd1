/**
 * The declarations of the built package, as strict projects compile them: by every version of TypeScript in package.json,
 * with each kind of resolution. Prints a table: npm run typescript [-- --folder=…]. The versions are installed in a
 * temporary folder, or in the one given.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ROOT } from '../package/bare-project'

const HERE = fileURLToPath(new URL('.', import.meta.url))

const STRICT = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
}

/** What each kind of resolution compiles. */
const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16', files: ['consumer.mts', 'consumer.cts'] },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', files: ['consumer.mts', 'consumer.cts'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', files: ['consumer.mts'] },
}

const { values } = parseArgs({ options: { folder: { type: 'string' } } })
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'ndlogit-typescript-'))
let failed = 0
try {
  install()
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'))
  const rows = Object.keys(dependencies).map(name => [
    name,
    ...Object.keys(RESOLUTIONS).map(kind => compile(name, kind)),
  ])
  for (const row of [['', ...Object.keys(RESOLUTIONS)], ...rows])
    console.log(row.map(cell => cell.padEnd(16)).join(''))
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
}
console.log(failed === 0 ? 'All versions compile all entries.' : `${failed} compilations fail`)
process.exitCode = failed === 0 ? 0 : 1

function install(): void {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock']
  for (const name of readdirSync(HERE)) {
    if (name !== 'run.ts') copyFileSync(join(HERE, name), join(folder, name))
  }
  if (!existsSync(join(folder, 'node_modules/typescript-7.0')))
    execFileSync('npm', ['install', ...quiet], { cwd: folder })
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }))
  execFileSync('npm', ['install', '--no-save', ...quiet, join(folder, filename)], { cwd: folder })
}

/** 'ok', or the number of errors, which are printed. */
function compile(version: string, kind: string): string {
  const { files, ...resolution } = RESOLUTIONS[kind as keyof typeof RESOLUTIONS]
  const config = join(folder, `tsconfig.${kind}.json`)
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...STRICT, ...resolution }, files }))
  const compiler = join(folder, 'node_modules', version, 'bin/tsc')
  const { status, stdout, stderr } = spawnSync(compiler, ['-p', config], { cwd: folder, encoding: 'utf8' })
  if (status === 0) return 'ok'
  failed++
  console.log(`${stdout}${stderr}`.trim())
  return `${stdout.split('error TS').length - 1} errors`
}
