/** `ndlogit/predict` where models are served: a service worker, an extension's content script, a runtime at the edge. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EdgeVM } from '@edge-runtime/vm'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LogisticRegression, makePipeline, StandardScaler } from '../../src'
import { loadDigits } from '../../src/datasets'
import { loadModel } from '../../src/predict'
import { ROOT } from '../package/bare-project'
import { bundle } from '../package/front-end'
import { STRICT } from '../support/browser-lab'
import { findChromium } from '../support/chromium'
import { type StaticServer, serve } from '../support/static-server'

const { data, target } = loadDigits()
const trained = makePipeline(new StandardScaler(), new LogisticRegression({ C: 0.01 })).fit(data, target)
const row = Array.from({ length: 64 }, (_, j) => data.get(11, j))
const expected = {
  digit: trained.predict([row])[0],
  feature: loadModel(trained.toJSON()).explain(row).contributions[0].feature,
}

/** Loads the model and leaves in `seen` what it says of one digit. */
const PROGRAM = `
  import { loadModel } from 'ndlogit/predict'
  const model = loadModel(${JSON.stringify(JSON.stringify(trained))})
  const row = ${JSON.stringify(row)}
  const seen = { digit: model.predict(row), feature: model.explain(row).contributions[0].feature }
`

let script: string

beforeAll(async () => {
  script = await bundle(`${PROGRAM}\nglobalThis.seen = seen`)
})

test('a runtime at the edge, which has nothing of Node and compiles neither strings nor WebAssembly', () => {
  const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false } })
  vm.evaluate(script)
  expect(vm.evaluate('JSON.stringify(seen)')).toBe(JSON.stringify(expected))
})

test('neither ndarray nor WebAssembly comes along', () => {
  const reached = new Set(['predict.js'])
  for (const file of reached) {
    const text = readFileSync(join(ROOT, 'dist', file), 'utf8')
    expect(text).not.toMatch(/WebAssembly|from 'ndarray'|new Function/)
    for (const [, name] of text.matchAll(/from '\.\/([\w.-]+)'/g)) reached.add(name)
  }
  expect(reached.size).toBeGreaterThan(1)
})

describe.skipIf(findChromium() === undefined)('in Chromium', () => {
  let folder: string
  let server: StaticServer
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ndlogit-predict-'))
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>predict</title>')
    const answer = `${PROGRAM}\nself.onmessage = event => event.source.postMessage(seen)`
    writeFileSync(join(folder, 'service.js'), await bundle(answer))
    server = await serve(folder, STRICT)
    browser = await chromium.launch({ executablePath: findChromium()!, args: ['--no-sandbox'] })
    page = await browser.newPage()
    await page.goto(server.url)
  })

  afterAll(async () => {
    await browser.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a service worker', async () => {
    const seen = page.evaluate(async () => {
      await navigator.serviceWorker.register('service.js', { type: 'module' })
      const { active } = await navigator.serviceWorker.ready
      return new Promise(resolve => {
        navigator.serviceWorker.onmessage = event => resolve(event.data)
        navigator.serviceWorker.startMessages()
        active!.postMessage('which digit?')
      })
    })
    expect(await seen).toEqual(expected)
  })

  test('the isolated world of a content script', async () => {
    const client = await page.context().newCDPSession(page)
    const { frameTree } = await client.send('Page.getFrameTree')
    const world = { frameId: frameTree.frame.id, worldName: 'extension' }
    const { executionContextId } = await client.send('Page.createIsolatedWorld', world)
    const expression = `${script.replace(/export\s*\{\s*\};?/g, '')}; JSON.stringify(seen)`
    const { result } = await client.send('Runtime.evaluate', { expression, contextId: executionContextId })
    expect(result.value).toBe(JSON.stringify(expected))
  })
})
