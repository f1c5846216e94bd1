/**
 * Where the built package runs: Node 20, 22 and 24, Bun, Deno, workerd, a runtime at the edge, and Chromium, each asked for
 * everything in `checks.mjs`. Prints the table of docs/in-the-browser.md: npm run runtimes -- [--write] [--if-available]
 * [runtime …]. What is not here is installed in a temporary folder.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { EdgeVM } from '@edge-runtime/vm'
import { chromium } from 'playwright-core'
import { ROOT } from '../package/bare-project'
import { bundle } from '../package/front-end'
import { STRICT } from '../support/browser-lab'
import { findChromium } from '../support/chromium'
import { serve } from '../support/static-server'
import { type Seen, table, writeTable } from './table'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** What is said to fail where nothing can be asked. */
const FIRST_CHECK = 'fit, predict'

/** Longest that a runtime may take, in milliseconds. */
const LIMIT = 240_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    write: { type: 'boolean' },
    'if-available': { type: 'boolean' },
  },
})
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'ndlogit-runtimes-'))

const bin = (path: string) => join(folder, 'node_modules', path)
let inBundle = ''

/** What each is called, and how it is asked. */
const RUNTIMES: Readonly<Record<string, () => Promise<[runtime: string, seen: Seen]>>> = {
  node: async () => [`Node ${process.versions.node}`, run(process.execPath)],
  node22: async () => [`Node ${said(bin('node22/bin/node')).slice(1)}`, run(bin('node22/bin/node'))],
  node24: async () => [`Node ${said(bin('node24/bin/node')).slice(1)}`, run(bin('node24/bin/node'))],
  bun: async () => [`Bun ${said(bin('.bin/bun'))}`, run(bin('.bin/bun'), 'run')],
  deno: async () => [
    `Deno ${said(bin('.bin/deno')).split(' ')[1]}`,
    run(bin('.bin/deno'), 'run', '--allow-all', '--node-modules-dir=manual'),
  ],
  workerd: async () => [
    `workerd ${said(bin('.bin/workerd')).split(' ')[1]} (Cloudflare)`,
    inWorkerd(bin('.bin/workerd'), inBundle),
  ],
  edge: async () => ['an edge runtime (`@edge-runtime/vm`)', await atTheEdge(inBundle)],
  'page-strict': () => inPage('', STRICT),
  page: () =>
    inPage('; worker-src blob:', { 'Content-Security-Policy': "default-src 'self'; worker-src blob:" }),
}
/** What no `npm install` of the repository has. */
const FOREIGN = ['node22', 'node24', 'bun', 'deno', 'workerd']

const rows: [runtime: string, seen: Seen][] = []
try {
  const names = positionals.length > 0 ? positionals : Object.keys(RUNTIMES)
  const available = install(names.some(name => FOREIGN.includes(name)))
  inBundle = await bundle(`export { runChecks } from '${HERE}checks.mjs'`)
  for (const name of names) {
    if (available || !FOREIGN.includes(name)) await ask(name)
  }
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
}

console.log(`\n${table(rows)}`)
if (values.write) writeTable(table(rows))
const bits = new Set(rows.map(([, seen]) => seen['bits of six fits']))
if (bits.size > 1) {
  console.log('FAIL the coefficients of the digits have not the same bits everywhere')
  process.exitCode = 1
}
const failed = rows.filter(([, seen]) => Object.values(seen).some(word => word.startsWith('FAILS')))
console.log(
  failed.length === 0 ? `${rows.length} runtimes are as they should be` : `${failed.length} runtimes fail`,
)
if (failed.length > 0) process.exitCode = 1

/** The package as its users install it, and the foreign runtimes if any is asked for; whether these are to be had. */
function install(foreign: boolean): boolean {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock']
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8' })
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }))
  for (const file of ['package.json', 'checks.mjs', 'here.mjs'])
    copyFileSync(join(HERE, file), join(folder, file))
  writeFileSync(join(folder, 'rows.svmlight'), '1 1:1 2:2\n0 1:-1\n1 2:3\n0 1:-2 2:1\n'.repeat(20))
  let available = true
  try {
    if (foreign && !existsSync(join(folder, 'node_modules/workerd'))) npm('install', ...quiet)
  } catch (error) {
    if (!values['if-available']) throw error
    console.log('The registry does not give the other runtimes: left out')
    available = false
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  }
  npm('install', '--no-save', ...quiet, join(folder, filename))
  return available
}

async function ask(name: string): Promise<void> {
  const started = performance.now()
  const [runtime, seen] = await RUNTIMES[name]().catch((error): [string, Seen] => [
    name,
    { [FIRST_CHECK]: `FAILS: ${error}` },
  ])
  rows.push([runtime, seen])
  const faults = Object.entries(seen).filter(([, word]) => word.startsWith('FAILS'))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${runtime}: ${seconds} s`)
  for (const [check, fault] of faults) console.log(`     ${check}: ${fault}`)
}

/** As a page, served with a policy; without Chromium, a failure that says so. */
async function inPage(remark: string, headers: Record<string, string>): Promise<[string, Seen]> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('no Chromium in the PATH')
  const page = "import { runChecks } from './bundle.js'\nglobalThis.ran = runChecks()"
  const html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>'
  for (const [name, text] of Object.entries({ 'bundle.js': inBundle, 'page.js': page, 'index.html': html })) {
    writeFileSync(join(folder, name), text)
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const server = await serve(folder, headers)
  try {
    const tab = await browser.newPage()
    await tab.goto(server.url)
    await tab.waitForFunction('globalThis.ran')
    const version = browser.version().split('.')[0]
    return [`Chromium ${version}, \`default-src 'self'${remark}\``, await tab.evaluate<Seen>('ran')]
  } finally {
    await server.close()
    await browser.close()
  }
}

/** What a program says of its version. */
function said(program: string): string {
  return execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0].trim()
}

/** The checks in a runtime that has files and packages. */
function run(program: string, ...args: string[]): Seen {
  const { stdout, stderr, error } = spawnSync(program, [...args, 'here.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: LIMIT,
  })
  return seenIn(stdout, error ?? stderr)
}

/** The last line of what was printed. @throws Error when it holds nothing */
function seenIn(stdout: string, otherwise: unknown): Seen {
  const line = stdout.trim().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) throw new Error(`${stdout}\n${otherwise}`)
  return JSON.parse(line) as Seen
}

/** As Cloudflare's Workers run it: a module, without files, strings or WebAssembly from bytes. */
function inWorkerd(program: string, code: string): Seen {
  writeFileSync(join(folder, 'bundle.mjs'), code)
  writeFileSync(
    join(folder, 'main.mjs'),
    `import { runChecks } from './bundle.mjs'
export default { async test() { console.log(JSON.stringify(await runChecks())) } }`,
  )
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  modules = [(name = "main.mjs", esModule = embed "main.mjs"), (name = "bundle.mjs", esModule = embed "bundle.mjs")],
  compatibilityDate = "2026-01-01",
);`,
  )
  const { stdout, stderr, error } = spawnSync(program, ['test', 'config.capnp'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: LIMIT,
  })
  return seenIn(
    stdout
      .split('\n')
      .filter(line => line.startsWith('{'))
      .join('\n'),
    error ?? stderr,
  )
}

/** Interfaces of the web and nothing else: neither strings nor WebAssembly are compiled. */
async function atTheEdge(code: string): Promise<Seen> {
  const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false } })
  const script = code
    .replaceAll('import.meta.url', '""')
    .replace(/export\s*\{\s*(\w+) as runChecks\s*\};?/, ';globalThis.runChecks = $1')
  vm.evaluate(script)
  return { ...(await vm.evaluate<Promise<Seen>>('runChecks()')) }
}
