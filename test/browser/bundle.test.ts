/**
 * A bundle of the library where there is no Node: in a page and in a worker under the strictest policy, and in a runtime
 * as those at the edge of a network are. Everywhere it gives the same as in Node.
 */

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EdgeVM } from '@edge-runtime/vm'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../package/bare-project'
import { bundle } from '../package/front-end'
import { STRICT } from '../support/browser-lab'
import { findChromium } from '../support/chromium'
import { serve } from '../support/static-server'

const executablePath = findChromium()

/** Loads, scales, fits, predicts and saves, and leaves what came out as text in `seen`. */
const PROGRAM = `
  import { LogisticRegression, makePipeline, Pipeline, sparsity, StandardScaler } from 'ndlogit'
  import { loadDigits } from 'ndlogit/datasets'
  const { data, target } = loadDigits()
  const y = Array.from(target.data, digit => digit > 4)
  const model = new LogisticRegression({ penalty: 'l1', C: 0.1 })
  const pipeline = makePipeline(new StandardScaler(), model).fit(data, y)
  const again = Pipeline.fromJSON(JSON.parse(JSON.stringify(pipeline)))
  const seen = JSON.stringify({
    coef: [...model.coef.data],
    sparsity: sparsity(model.coef),
    accuracy: again.score(data, y),
    probability: again.predictProba(data).get(7, 1),
  })
`

interface Seen {
  readonly coef: number[]
  readonly sparsity: number
  readonly accuracy: number
  readonly probability: number
}

let folder: string
let inNode: Seen

/** The same but for the last digits: engines round `Math.exp` differently. */
function expectSame(text: string): void {
  const { coef, probability, ...counted } = JSON.parse(text) as Seen
  expect(counted).toEqual({ sparsity: inNode.sparsity, accuracy: inNode.accuracy })
  expect(probability).toBeCloseTo(inNode.probability, 12)
  expect(coef.map(weight => weight === 0)).toEqual(inNode.coef.map(weight => weight === 0))
  for (const [j, weight] of coef.entries()) expect(weight).toBeCloseTo(inNode.coef[j], 12)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ndlogit-bundle-'))
  writeFileSync(join(folder, 'node.mjs'), await bundle(`${PROGRAM}\nexport default seen`))
  inNode = JSON.parse((await import(pathToFileURL(join(folder, 'node.mjs')).href)).default)
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('gives the figures of the lab in Node', () => {
  expect(inNode).toMatchObject({ sparsity: 25 / 64, accuracy: expect.closeTo(0.9048, 3) })
})

test.skipIf(executablePath === undefined)(
  'gives the same in a page and in a worker, and says nothing',
  async () => {
    const files = {
      'index.html':
        '<!doctype html><link rel="icon" href="icon.svg"><script type="module" src="page.js"></script>',
      'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'page.js': await bundle(`${PROGRAM}
      globalThis.inPage = seen
      new Worker('worker.js', { type: 'module' }).onmessage = ({ data }) => { globalThis.inWorker = data }`),
      'worker.js': await bundle(`${PROGRAM}\nself.postMessage(seen)`),
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const server = await serve(folder, STRICT)
    const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      const messages: string[] = []
      page.on('console', message => messages.push(message.text()))
      page.on('pageerror', error => messages.push(error.message))
      await page.goto(server.url)
      for (const name of ['inPage', 'inWorker']) {
        await expect.poll(() => page.evaluate(`typeof ${name}`), { timeout: 10_000 }).toBe('string')
        expectSame(await page.evaluate(name))
      }
      expect(messages).toEqual([])
    } finally {
      await browser.close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test.skipIf(executablePath === undefined)('gives the same in a page without a bundler', async () => {
  const site = mkdtempSync(join(tmpdir(), 'ndlogit-import-map-'))
  const imports = { ndlogit: '/dist/index.js', 'ndlogit/datasets': '/dist/datasets.js' }
  cpSync(join(ROOT, 'dist'), join(site, 'dist'), { recursive: true })
  writeFileSync(
    join(site, 'index.html'),
    `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>
    <script type="module">${PROGRAM}; globalThis.inPage = seen</script>`,
  )
  const server = await serve(site)
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const messages: string[] = []
    page.on('console', message => messages.push(message.text()))
    page.on('pageerror', error => messages.push(error.message))
    await page.goto(server.url)
    expectSame((await (await page.waitForFunction('globalThis.inPage')).jsonValue()) as string)
    expect(messages).toEqual([])
  } finally {
    await browser.close()
    await server.close()
    rmSync(site, { recursive: true, force: true })
  }
})

/** Cross-validates in two threads, by a clock that goes so fast that the work seems long enough to be shared. */
const THREADS = `
  const now = performance.now.bind(performance)
  performance.now = () => 1e4 * now()
  const X = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
  const y = X.map(([a, b], i) => a + b + Math.sin(7 * i) > 0)
  const said = []
  setWarningHandler(message => said.push(message))
  const run = nJobs => crossValScore(new LogisticRegression(), X, y, { scoring: 'neg_log_loss', nJobs })
  globalThis.ran = (async () => ({ one: [...(await run(1)).data], two: [...(await run(2)).data], said }))()
`
const CROSS_VALIDATION =
  "import { crossValScore, LogisticRegression, setWarningHandler, setWorkers } from 'ndlogit'"

test.skipIf(executablePath === undefined).each([
  {
    where: 'in a page',
    policy: { 'Content-Security-Policy': "default-src 'self'; worker-src blob:" },
    code: "import { startWorker } from 'ndlogit/workers'\nsetWorkers(startWorker)",
  },
  {
    where: 'under the strictest policy, from a file',
    policy: STRICT,
    code: "setWorkers(() => new Worker('ndlogit-worker.js'))",
  },
])('web workers cross-validate $where', async ({ policy, code }) => {
  const site = mkdtempSync(join(tmpdir(), 'ndlogit-threads-'))
  writeFileSync(join(site, 'index.html'), '<!doctype html><script type="module" src="page.js"></script>')
  writeFileSync(join(site, 'page.js'), await bundle(`${CROSS_VALIDATION}\n${code}\n${THREADS}`))
  writeFileSync(join(site, 'ndlogit-worker.js'), (await import('ndlogit/workers')).workerCode)
  const server = await serve(site, policy)
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    const { one, two, said } = await page.evaluate<{ one: number[]; two: number[]; said: string[] }>('ran')
    expect(said).toEqual([])
    expect(two).toEqual(one)
  } finally {
    await browser.close()
    await server.close()
    rmSync(site, { recursive: true, force: true })
  }
})

test('fits in slices and cross-validates at the edge, where there may be no messages and no timers', async () => {
  const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false } })
  vm.evaluate('delete globalThis.MessageChannel; delete globalThis.setTimeout; delete globalThis.WebAssembly')
  const code = await bundle(`${CROSS_VALIDATION}\n${THREADS}
    globalThis.fitted = new LogisticRegression().fitAsync(X, y).then(model => model.score(X, y))`)
  // A script has no such thing as a module's address.
  vm.evaluate(code.replaceAll('import.meta.url', '""'))
  const { one, two, said } = await vm.evaluate('ran')
  expect([...two]).toEqual([...one])
  expect([...said]).toEqual([expect.stringContaining('nJobs: worker threads are not available here')])
  expect(await vm.evaluate('fitted')).toBeGreaterThan(0.5)
})

test('gives the same in a runtime at the edge, which has nothing of Node and compiles no strings', async () => {
  const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false } })
  expect(vm.evaluate('typeof process + typeof require + typeof Buffer')).toBe('undefinedundefinedundefined')
  vm.evaluate(await bundle(`${PROGRAM}\nglobalThis.seen = seen`))
  expectSame(vm.evaluate('globalThis.seen'))
})
