/** The page of the example shows what Node predicted: in Chromium, and in Node with a stand-in for the document. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../support/chromium'
import { EXAMPLES, printedValue, runExample } from './run-example'

const SUMMARY = '37 of 40 digits that the model has not seen are right.'
const executablePath = findChromium()

let out: string
let page: string
let predicted: string[]

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'ndlogit-page-'))
  const printed = runExample(join(EXAMPLES, 'node-to-browser'), out)
  predicted = printedValue(printed, 'predicted in Node').split('')
  page = join(out, 'index.html')
})

afterAll(() => {
  rmSync(out, { recursive: true, force: true })
})

test.skipIf(executablePath === undefined)('Chromium, from the disk', async () => {
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  try {
    const tab = await browser.newPage()
    const messages: string[] = []
    const requests: string[] = []
    tab.on('console', message => messages.push(message.text()))
    tab.on('pageerror', error => messages.push(error.message))
    tab.on('request', request => requests.push(request.url()))
    await tab.goto(pathToFileURL(page).href)
    await tab.locator('#digits li').nth(39).waitFor()
    expect(await tab.textContent('#summary')).toBe(SUMMARY)
    const labels = await tab.locator('#digits li').evaluateAll(items => items.map(item => item.dataset.label))
    expect(labels).toEqual(predicted)
    expect(messages).toEqual([])
    expect(requests).toEqual([pathToFileURL(page).href])
  } finally {
    await browser.close()
  }
})

/** Runs the script of a page where code generation is refused, as under a content-security policy. */
function shownBy(html: string): { summary: string; labels: string[] } {
  const script = html.match(/<script type="module">([\s\S]*)<\/script>/)![1]
  writeFileSync(join(out, 'page.html'), html)
  writeFileSync(join(out, 'page.mjs'), script)
  const program = `
    import { readFileSync } from 'node:fs'
    import { parseHTML } from ${JSON.stringify(import.meta.resolve('linkedom'))}
    globalThis.document = parseHTML(readFileSync('page.html', 'utf8')).document
    await import('./page.mjs')
    const labels = [...document.querySelectorAll('#digits li')].map(item => item.dataset.label)
    console.log(JSON.stringify({ summary: document.querySelector('#summary').textContent, labels }))`
  writeFileSync(join(out, 'run.mjs'), program)
  const flags = ['--disallow-code-generation-from-strings', 'run.mjs']
  return JSON.parse(execFileSync(process.execPath, flags, { cwd: out, encoding: 'utf8' }))
}

test('Node, with a stand-in for the document', () => {
  expect(shownBy(readFileSync(page, 'utf8'))).toEqual({ summary: SUMMARY, labels: predicted })
})

test('a model that is none is a message on the page', () => {
  const html = readFileSync(page, 'utf8').replace('"type":"ndlogit/Pipeline"', '"type":"something else"')
  const { summary, labels } = shownBy(html)
  expect(summary).toMatch(/^The model cannot be used: .*something else/)
  expect(labels).toEqual([])
})
