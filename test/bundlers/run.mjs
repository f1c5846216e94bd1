// Real builds by the bundlers of front-ends, each opened in Chromium: npm run bundlers -- [--folder=…] [bundler …]. A page
// must show what Node computes; what uses no threads must carry no worker, and what uses them must. Prints a table with
// the sizes. Packages are installed in a temporary folder, or in the one given.

import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { findChromium } from '../support/chromium'
import { serve } from '../support/static-server'
import { FILES, RECIPES, WORK } from './apps.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '../..')

/** A name that only the code of a worker holds, of all that the apps use. */
const WORKER = 'selectOnHalf'

const MANIFEST = '{ "type": "module", "private": true }'

/** Longest that a build may take, and that a page may take to show what it has computed, in milliseconds. */
const LIMIT = 300_000
const SHOW = 30_000

const BUNDLERS = {
  'next-turbopack': 'next',
  'next-webpack': 'next',
  'vite-react': 'react',
  'vite-vue': 'vue',
  'vite-svelte': 'svelte',
  webpack: 'none',
  parcel: 'none',
  rollup: 'none',
  esbuild: 'none',
}

const { values, positionals } = parseArgs({ options: { folder: { type: 'string' } }, allowPositionals: true })
const given = values.folder
const folder = given ?? mkdtempSync(join(tmpdir(), 'ndlogit-bundlers-'))
const executablePath = findChromium()
const browser = executablePath && (await chromium.launch({ executablePath, args: ['--no-sandbox'] }))
let failed = 0
try {
  install()
  const shown = await expected()
  const rows = []
  for (const bundler of positionals.length > 0 ? positionals : Object.keys(BUNDLERS)) {
    const cells = {}
    for (const kind of ['plain', 'threads', 'recipe']) {
      if (kind === 'recipe' && RECIPES[BUNDLERS[bundler]] === undefined) continue
      const started = performance.now()
      const { fault, size } = await check(bundler, kind, shown[kind])
      cells[kind] = fault === undefined ? `${size.toFixed(1)}` : 'fails'
      if (fault !== undefined) failed++
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(
        `${fault === undefined ? 'ok  ' : 'FAIL'} ${bundler}, ${kind}: ${seconds} s${fault === undefined ? '' : `\n${fault}`}`,
      )
    }
    rows.push([bundler, cells.plain, cells.threads, cells.recipe ?? '–'])
  }
  const head = [
    'KB gzipped',
    'fit, save, load, predict',
    'the same in two threads',
    'the recipe: fit in a worker',
  ]
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`)
} finally {
  await browser?.close()
  if (given === undefined) rmSync(folder, { recursive: true, force: true })
}
console.log(failed === 0 ? 'All builds end, carry what they use, and show it.' : `${failed} builds fail`)
process.exitCode = failed === 0 ? 0 : 1

function install() {
  for (const file of ['package.json', 'build.mjs']) copyFileSync(join(HERE, file), join(folder, file))
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock']
  if (!existsSync(join(folder, 'node_modules/next')))
    execFileSync('npm', ['install', ...quiet], { cwd: folder, stdio: 'inherit' })
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }))
  execFileSync('npm', ['install', '--no-save', ...quiet, join(folder, filename)], {
    cwd: folder,
    stdio: 'inherit',
  })
}

/** What a page shows in the end, as Node computes it with the package that is installed there. */
async function expected() {
  const shown = { recipe: 'C = 1: b' }
  for (const [kind, code] of Object.entries(WORK)) {
    const file = join(folder, `expected-${kind}.mjs`)
    writeFileSync(file, code)
    shown[kind] = await (await import(pathToFileURL(file).href)).work()
  }
  return shown
}

/** A saved model, for the recipe of a server. */
function savedModel() {
  const code = `import { LogisticRegression } from 'ndlogit'
    console.log(JSON.stringify(new LogisticRegression().fit([[0, 1], [1, 0], [2, 1], [3, 0]], ['a', 'a', 'b', 'b'])))`
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  })
}

/** Builds, looks at what was built, and opens it: what is wrong, if anything, and KB of scripts, gzipped. */
async function check(bundler, kind, shown) {
  const framework = BUNDLERS[bundler]
  const app = join(folder, `${bundler}-${kind}`)
  rmSync(app, { recursive: true, force: true })
  const files =
    kind === 'recipe' ? RECIPES[framework](savedModel()) : { ...FILES[framework], 'work.js': WORK[kind] }
  for (const [name, text] of Object.entries({ ...files, 'package.json': MANIFEST })) {
    mkdirSync(dirname(join(app, name)), { recursive: true })
    writeFileSync(join(app, name), text)
  }
  const { error, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'build.mjs'), bundler], {
    cwd: app,
    encoding: 'utf8',
    timeout: LIMIT,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
  if (error !== undefined) return { fault: `${error}` }
  if (!existsSync(join(app, 'done')))
    return { fault: `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n') }
  const out = join(app, framework === 'next' ? 'out' : 'dist')
  // These two build the script of a page that is there already.
  if (!existsSync(join(out, 'index.html'))) copyFileSync(join(app, 'index.html'), join(out, 'index.html'))
  const scripts = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.m?js$/.test(name))
    .map(name => ({ name, text: readFileSync(join(out, name), 'utf8') }))
  const size = scripts.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length / 1024, 0)
  const carrying = scripts.filter(({ text }) => text.includes(WORKER)).map(({ name }) => name)
  if (scripts.length === 0) return { fault: 'nothing was built' }
  if (kind !== 'threads' && carrying.length > 0) return { fault: `a worker is carried in ${carrying}` }
  if (kind === 'threads' && carrying.length === 0) return { fault: 'no worker is carried' }
  return { fault: await open(out, shown), size }
}

/** What is wrong with the page, if anything. */
async function open(out, shown) {
  if (browser === undefined) return undefined
  const server = await serve(out)
  const page = await browser.newPage()
  const errors = []
  page.on('pageerror', error => errors.push(error.message))
  try {
    await page.goto(server.url)
    await page.getByText(shown, { exact: false }).first().waitFor({ timeout: SHOW })
    return errors.length === 0 ? undefined : errors.join('\n')
  } catch (error) {
    const text = await page.textContent('body').catch(() => '')
    return `the page does not show '${shown}' but '${text.slice(0, 200)}': ${errors.join('\n')} ${error.message.slice(0, 200)}`
  } finally {
    await page.close()
    await server.close()
  }
}
