import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

const WORK = `
const warnings = []
setWarningHandler(message => warnings.push(message))
const X = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const y = X.map(([a, b], i) => a + b + Math.sin(7 * i) > 0)
const run = nJobs => crossValScore(new LogisticRegression(), X, y, { scoring: 'neg_log_loss', nJobs })
Promise.all([run(1), run(2)]).then(scores => {
  console.log(JSON.stringify({ one: Array.from(scores[0].data), two: Array.from(scores[1].data), warnings }))
})
`
const NAMES = '{ crossValScore, LogisticRegression, setWarningHandler }'

interface Printed {
  readonly one: number[]
  readonly two: number[]
  readonly warnings: string[]
}

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

function run(file: string): Printed {
  return JSON.parse(
    execFileSync(process.execPath, [file], { cwd: dirname(file), encoding: 'utf8' }),
  ) as Printed
}

async function bundle(format: 'esm' | 'cjs', outDir: string): Promise<string> {
  const source = write(
    'app.mjs',
    `import ${NAMES} from ${JSON.stringify(join(root, 'dist/index.js'))}\n${WORK}`,
  )
  await build({
    entry: { [format]: source },
    format: [format],
    outDir,
    outExtension: () => ({ js: format === 'esm' ? '.mjs' : '.cjs' }),
    noExternal: [/./],
    splitting: false,
    clean: false,
    config: false,
    silent: true,
  })
  return join(outDir, `${format}.${format === 'esm' ? 'mjs' : 'cjs'}`)
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ndlogit-workers-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('workers start from ESM', () => {
  const { one, two, warnings } = run(
    write('esm.mjs', `import ${NAMES} from ${JSON.stringify(join(root, 'dist/index.js'))}\n${WORK}`),
  )
  expect(warnings).toEqual([])
  expect(two).toEqual(one)
})

test('and from CommonJS', () => {
  const { one, two, warnings } = run(
    write('cjs.cjs', `const ${NAMES} = require(${JSON.stringify(join(root, 'dist/index.cjs'))})\n${WORK}`),
  )
  expect(warnings).toEqual([])
  expect(two).toEqual(one)
})

test.each(['esm', 'cjs'] as const)('from a bundle (%s) where the package is installed', async format => {
  const app = join(folder, `installed-${format}`)
  const modules = join(app, 'node_modules')
  mkdirSync(modules, { recursive: true })
  symlinkSync(root, join(modules, 'ndlogit'), 'dir')
  const { one, two, warnings } = run(await bundle(format, app))
  expect(warnings).toEqual([])
  expect(two).toEqual(one)
})

test.each(['esm', 'cjs'] as const)('from a bundle (%s) alone one thread does the work', async format => {
  const { one, two, warnings } = run(await bundle(format, join(folder, 'alone')))
  expect(warnings).toEqual(['nJobs: worker threads are not available here; the work is done in one thread'])
  expect(two).toEqual(one)
})
