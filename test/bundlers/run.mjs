// Real builds by the bundlers of front-ends: npm run bundlers -- [--folder=…] [bundler …]. Every build must end in time;
// what uses no threads must carry no worker, and what uses them must. Packages are installed in a temporary folder, or in
// the one given.

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
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { FILES, WORK } from './apps.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '../..')

/** A name that only the code of a worker holds, of all that the apps use. */
const WORKER = 'selectOnHalf'

/** Parcel looks at the exports of packages only when it is told to. */
const MANIFEST =
  '{ "type": "module", "private": true, "@parcel/resolver-default": { "packageExports": true } }'

/** Longest that a build may take, in milliseconds. */
const LIMIT = 300_000

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
let failed = 0
try {
  install()
  for (const bundler of positionals.length > 0 ? positionals : Object.keys(BUNDLERS)) {
    const framework = BUNDLERS[bundler]
    for (const kind of Object.keys(WORK)) {
      const started = performance.now()
      const fault = check(bundler, framework, kind)
      if (fault !== undefined) failed++
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(
        `${fault === undefined ? 'ok  ' : 'FAIL'} ${bundler}, ${kind}: ${seconds} s${fault === undefined ? '' : `\n${fault}`}`,
      )
    }
  }
} finally {
  if (given === undefined) rmSync(folder, { recursive: true, force: true })
}
console.log(failed === 0 ? 'All builds end, and carry what they use.' : `${failed} builds failed`)
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

/** Builds, and says what is wrong. */
function check(bundler, framework, kind) {
  const app = join(folder, `${bundler}-${kind}`)
  rmSync(app, { recursive: true, force: true })
  for (const [name, text] of Object.entries({
    ...FILES[framework],
    'work.js': WORK[kind],
    'package.json': MANIFEST,
  })) {
    mkdirSync(dirname(join(app, name)), { recursive: true })
    writeFileSync(join(app, name), text)
  }
  const { error, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'build.mjs'), bundler], {
    cwd: app,
    encoding: 'utf8',
    timeout: LIMIT,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
  if (error !== undefined) return `${error}`
  if (!existsSync(join(app, 'done'))) return `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n')
  const out = join(app, framework === 'next' ? '.next/static' : 'dist')
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.(m?js|html)$/.test(name),
  )
  const carrying = files.filter(name => readFileSync(join(out, name), 'utf8').includes(WORKER))
  if (files.length === 0) return 'nothing was built'
  if (kind === 'plain' && carrying.length > 0) return `a worker is carried in ${carrying}`
  if (kind === 'threads' && carrying.length === 0) return 'no worker is carried'
  return undefined
}
