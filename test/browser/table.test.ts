/**
 * Tables in Chromium under the strictest policy: the page that fits a CSV file and explains it, and a pipeline with its
 * encoders that was saved in Node, read back and served.
 */

import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { autoType, csvParse } from 'd3-dsv'
import { explain, LogisticRegression, makePipeline, trainTestSplit } from 'ndlogit'
import { TableVectorizer } from 'ndlogit/tables'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../package/front-end'
import { STRICT, serveLab } from '../support/browser-lab'
import { findChromium } from '../support/chromium'

const executablePath = findChromium()

const text = readFileSync(join(import.meta.dirname, '../../examples/browser-lab/public/penguins.csv'), 'utf8')
const rows = csvParse<Record<string, unknown>, string>(text, autoType)
const y = rows.map(row => String(row.species))
const X = rows.map(({ species, ...row }) => row)
const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })
const model = makePipeline(new TableVectorizer(), new LogisticRegression()).fit(XTrain, yTrain)

describe.skipIf(executablePath === undefined)('under the strictest policy', () => {
  let lab: Awaited<ReturnType<typeof serveLab>>
  let browser: Browser

  beforeAll(async () => {
    lab = await serveLab(STRICT)
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  })

  afterAll(async () => {
    await browser?.close()
    await lab?.close()
  })

  async function open(page: string) {
    const tab = await browser.newPage()
    const said: string[] = []
    tab.on('console', message => said.push(message.text()))
    tab.on('pageerror', error => said.push(error.message))
    await tab.goto(new URL(page, lab.url).href)
    return { tab, said }
  }

  test('a page fits a CSV file, says what matters, and why a row is what it is', async () => {
    const { tab, said } = await open('table.html')
    const status = () => tab.textContent('#status')
    const score = model.score(XTest, yTest).toFixed(3)
    await expect
      .poll(status, { timeout: 15_000 })
      .toBe(`344 rows: 258 rows to train on, accuracy ${score} on 86 others.`)
    const cells = (id: string) => tab.locator(`#${id} tbody tr:first-child td`).allTextContents()
    const [strongest] = model.coefficients({ sort: true })
    expect(await cells('weights')).toEqual([
      strongest.feature,
      strongest.class,
      strongest.coef.toFixed(3),
      strongest.oddsRatio.toFixed(3),
    ])
    const [said0] = model.predict([X[4]])
    await tab.fill('#row', '5')
    expect(await tab.textContent('#verdict')).toContain(`The model says ${said0}, with probability`)
    const [reason] = explain(model, X[4]).filter(one => one.class === said0)
    expect(await cells('reasons')).toEqual([reason.feature, reason.contribution.toFixed(3)])

    const csv = `age;plan\n${Array.from({ length: 40 }, (_, i) => `${i % 7 === 0 ? '' : i};${i % 20 < 9 ? 'small' : 'large'}`).join('\n')}\n`
    await tab.setInputFiles('#file', { name: 'own.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await expect.poll(status, { timeout: 15_000 }).toMatch(/^40 rows: 30 rows to train on/)
    await tab.setInputFiles('#file', { name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n') })
    await expect.poll(() => tab.textContent('#problem')).toBe('The file has no rows below the line of names.')
    // A file that cannot be fitted leaves what was there, to be fitted again.
    const rare = `a,plan\n${Array.from({ length: 20 }, (_, i) => `9,${i === 3 ? 'one' : 'other'}`).join('\n')}\n`
    await tab.setInputFiles('#file', { name: 'rare.csv', mimeType: 'text/csv', buffer: Buffer.from(rare) })
    await expect.poll(() => tab.textContent('#problem')).toMatch(/at least 2 rows of every class/)
    expect(await status()).toMatch(/^40 rows: 30 rows to train on/)
    await tab.selectOption('#c', '10')
    await expect.poll(() => tab.isVisible('#problem')).toBe(false)
    await expect.poll(status).toMatch(/^40 rows: 30 rows to train on/)
    expect(said).toEqual([])
  })

  test('a pipeline that was saved in Node, encoders and all, predicts there what it predicts here', async () => {
    const program = `
      import { Pipeline } from 'ndlogit'
      import { tableTransformers } from 'ndlogit/tables'
      const { saved, rows } = await (await fetch('served.json')).json()
      const model = Pipeline.fromJSON(saved, tableTransformers)
      globalThis.served = [...model.predictProba(rows).data]`
    await writeFile(join(lab.folder, 'served.json'), JSON.stringify({ saved: model, rows: XTest }))
    await writeFile(join(lab.folder, 'served.js'), await bundle(program))
    await writeFile(
      join(lab.folder, 'served.html'),
      '<!doctype html><link rel="icon" href="icon.svg"><script type="module" src="served.js"></script>',
    )
    const { tab, said } = await open('served.html')
    await expect.poll(() => tab.evaluate('typeof served'), { timeout: 15_000 }).toBe('object')
    const served = await tab.evaluate<number[]>('served')
    const own = [...model.predictProba(XTest).data]
    // Engines round Math.exp differently.
    expect(served.length).toBe(own.length)
    expect(Math.max(...served.map((value, p) => Math.abs(value - own[p])))).toBeLessThan(1e-12)
    expect(said).toEqual([])
  })
})
