import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

// A clock that goes so fast that the work seems long enough to be shared.
const WORK = `
const now = performance.now.bind(performance)
performance.now = () => 1e4 * now()
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

function run(file: string, cwd = dirname(file)): Printed {
  return JSON.parse(execFileSync(process.execPath, [file], { cwd, encoding: 'utf8' })) as Printed
}

const imported = (name: string) => JSON.stringify(join(root, `dist/${name}.js`))

async function bundle(format: 'esm' | 'cjs', outDir: string, head = ''): Promise<string> {
  const source = write('app.mjs', `import ${NAMES} from ${imported('index')}\n${head}\n${WORK}`)
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

test('an aborted search leaves nothing behind that keeps the process', () => {
  const program = `
    const controller = new AbortController()
    const onProgress = () => controller.abort(new Error('enough'))
    performance.now = (now => () => 1e4 * now())(performance.now.bind(performance))
    const X = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
    const y = X.map(([a, b], i) => a + b + Math.sin(7 * i) > 0)
    crossValScore(new LogisticRegression(), X, y, { nJobs: 2, onProgress, signal: controller.signal }).catch(error =>
      console.log(error.message),
    )
  `
  const file = write('aborted.mjs', `import ${NAMES} from ${imported('index')}\n${program}`)
  expect(execFileSync(process.execPath, [file], { encoding: 'utf8', timeout: 20_000 })).toBe('enough\n')
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
  expect(warnings).toEqual([expect.stringContaining('nJobs: worker threads are not available here')])
  expect(two).toEqual(one)
})

test.each(['esm', 'cjs'] as const)('from a bundle (%s) alone that brings their code along', async format => {
  const head = `import { setWorkers } from ${imported('index')}
    import { startWorker } from ${imported('workers')}
    setWorkers(startWorker)`
  const { one, two, warnings } = run(await bundle(format, join(folder, 'carrying'), head))
  expect(warnings).toEqual([])
  expect(two).toEqual(one)
})

describe('code from elsewhere', () => {
  const MARK = 'require("node:fs").writeFileSync(__dirname + "/executed", "")'

  /** A folder of somebody's with workers by every name that the library has used. */
  function planted(name: string): string {
    const theirs = join(folder, name)
    mkdirSync(join(theirs, 'dist'), { recursive: true })
    writeFileSync(join(theirs, 'package.json'), '{ "name": "ndlogit" }')
    for (const file of ['worker.js', 'ndlogit-worker.cjs', 'dist/ndlogit-worker.cjs']) {
      writeFileSync(join(theirs, file), MARK)
    }
    return theirs
  }

  test.each([
    'esm',
    'cjs',
  ] as const)('in the folder where a bundle (%s) is started is not run', async format => {
    const theirs = planted(`theirs-${format}`)
    const { one, two, warnings } = run(await bundle(format, join(folder, 'elsewhere')), theirs)
    expect(warnings).toHaveLength(1)
    expect(two).toEqual(one)
    expect(readdirSync(theirs, { recursive: true })).not.toContain('executed')
  })

  test.each([
    'esm',
    'cjs',
  ] as const)('beside a bundle (%s) by the name of worker.js is not run', async format => {
    const app = join(folder, `beside-${format}`)
    mkdirSync(app, { recursive: true })
    writeFileSync(join(app, 'worker.js'), MARK)
    const { one, two, warnings } = run(await bundle(format, app))
    expect(warnings).toHaveLength(1)
    expect(two).toEqual(one)
    expect(readdirSync(app)).not.toContain('executed')
  })

  test('that is not of this version has no say', async () => {
    const app = join(folder, 'other-version')
    mkdirSync(app, { recursive: true })
    const forged = '{ index: 0, result: { testScores: { score: 1 } }, warnings: [] }'
    writeFileSync(
      join(app, 'ndlogit-worker.cjs'),
      `require('worker_threads').parentPort.postMessage(${forged})`,
    )
    const { one, two, warnings } = run(await bundle('cjs', app))
    expect(warnings).toHaveLength(1)
    expect(two).toEqual(one)
  })
})
