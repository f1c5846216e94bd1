/** The browser lab in Chromium, without a policy and under the strictest: what it shows is what the library gives. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadDigits } from '../../src/datasets/digits'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { sparsity } from '../../src/linear-model/sparsity'
import { Pipeline } from '../../src/pipeline/pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { STRICT, serveLab } from '../support/browser-lab'
import { findChromium } from '../support/chromium'

const executablePath = findChromium()

const { data, target } = loadDigits()
const X = new StandardScaler().fitTransform(data)
const y = Array.from(target.data, digit => (digit > 4 ? 'large' : 'small'))

function expected(penalty: 'l1' | 'l2', C: number) {
  const model = new LogisticRegression({ penalty, C }).fit(X, y)
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  return { sparsity: percent(sparsity(model.coef)), accuracy: percent(model.score(X, y)) }
}

async function shown(page: Page, penalty = 'l1') {
  return {
    sparsity: await page.textContent(`#${penalty} [data-part=sparsity]`),
    accuracy: await page.textContent(`#${penalty} [data-part=train-accuracy]`),
  }
}

/** Waits for what is to be, on a busy machine too. */
const soon = <T>(value: () => Promise<T> | T) => expect.poll(value, { timeout: 15_000 })

const FIGURES = [
  'l1',
  'l2',
  'map-legend',
  'picture-l1',
  'picture-l2',
  'path-l1',
  'path-l2',
  'sparsity-curves',
  'accuracy-curves',
]

/** Moves the slider as far to the left as it goes and waits for the model: C = 0.001. */
async function moveToStart(page: Page): Promise<void> {
  await page.locator('#exponent').press('Home')
  await page.locator('#fit[data-c="0.001"]').waitFor()
}

/** Presses the key until the focus is on the element with that id. */
async function tabTo(page: Page, id: string, key = 'Tab'): Promise<void> {
  const focused = () => page.evaluate(() => document.activeElement?.id)
  for (let presses = 0; presses < 12 && (await focused()) !== id; presses++) await page.keyboard.press(key)
  expect(await focused()).toBe(id)
}

/** Sums up, in the page, how far what is seen has moved without being asked to. */
function watchShifts(): void {
  Object.assign(globalThis, { shifted: 0 })
  new PerformanceObserver(list => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
      Object.assign(globalThis, { shifted: Reflect.get(globalThis, 'shifted') + entry.value })
  }).observe({ type: 'layout-shift', buffered: true })
}

test.skipIf(executablePath === undefined)('a page without a policy shows the same', async () => {
  const server = await serveLab()
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  const page = await browser.newPage()
  await page.goto(server.url)
  await page.locator('#fit[data-c]').waitFor()
  expect(await shown(page)).toEqual(expected('l1', 0.1))
  await browser.close()
  await server.close()
})

describe.skipIf(executablePath === undefined)("the page under default-src 'self'", () => {
  let server: Awaited<ReturnType<typeof serveLab>>
  let browser: Browser
  let page: Page
  let messages: string[]

  beforeAll(async () => {
    server = await serveLab(STRICT)
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  })

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    messages = []
    page.on('console', message => messages.push(message.text()))
    page.on('pageerror', error => messages.push(error.message))
  })

  afterEach(async () => {
    await page.close()
  })

  const open = async () => {
    await page.goto(server.url)
    await page.locator('#fit[data-c]').waitFor()
  }
  const openWithCurves = async () => {
    await open()
    await page.locator('#accuracy-curves svg').waitFor()
    await page.locator('#path-l2 svg').waitFor()
  }

  test('shows the model and its curves, and the console stays empty', async () => {
    await openWithCurves()
    expect(await shown(page)).toEqual(expected('l1', 0.1))
    expect(await page.textContent('#raw-score')).toMatch(/^0\.10\d\d$/)
    expect(await shown(page, 'l2')).toEqual(expected('l2', 0.1))
    await page.locator('#picture-l2 svg').waitFor()
    for (const figure of FIGURES) {
      expect(await page.locator(`#${figure} svg`).count(), figure).toBe(1)
    }
    const zeros = (64 * Number.parseFloat((await shown(page)).sparsity!)) / 100
    expect(await page.locator('#l1 circle[visibility=visible]').count()).toBe(Math.round(zeros))
    expect(messages).toEqual([])
  })

  test.each([1280, 768, 390])('says what is to come, and keeps its place (%d pixels)', async width => {
    await page.setViewportSize({ width, height: 900 })
    await page.addInitScript(watchShifts)
    await page.goto(server.url)
    expect(await page.textContent('#path-l1-text')).toMatch(/^L1: 31 models, .* are being fitted\.$/)
    expect(await page.textContent('#accuracy-curves-text')).toMatch(/five models are being fitted/)
    await page.locator('#fit[data-c]').waitFor()
    await soon(() => page.textContent('#status')).toMatch(/cross-validation below are being fitted/)
    await page.evaluate("document.querySelector('#path-card').scrollIntoView()")
    await page.locator('#accuracy-curves svg').waitFor()
    await page.locator('#path-l2 svg').waitFor()
    expect(await page.textContent('#status')).toMatch(/^The paths and the curves .* are drawn\.$/)
    expect(await page.evaluate<number>('shifted')).toBeLessThan(0.02)
  })

  test('fits again when the slider moves', async () => {
    await openWithCurves()
    const marked = () => page.locator('#path-l1 .mark').getAttribute('d')
    const before = await marked()
    await page.locator('#exponent').fill('-2')
    await page.locator('#fit[data-c="0.01"]').waitFor()
    expect(await shown(page)).toEqual(expected('l1', 0.01))
    expect(await marked()).not.toBe(before)
    expect(await shown(page, 'l2')).toEqual(expected('l2', 0.01))
    expect(await page.textContent('#path-l1-text')).toMatch(/^L1 at C = 0.01: \d+ of 64 weights are not 0/)
    await soon(() => page.url()).toMatch(/#C=0.01$/)
    expect(messages).toEqual([])
  })

  test('ends at the C where the slider stops, however fast it moves', async () => {
    await open()
    await page.evaluate(() => {
      const slider = document.querySelector<HTMLInputElement>('#exponent')!
      for (const value of ['2', '1', '-3', '0.5', '-1.5', '0']) {
        slider.value = value
        slider.dispatchEvent(new Event('input', { bubbles: true }))
      }
    })
    await page.locator('#fit[data-c="1"]').waitFor()
    expect(await shown(page)).toEqual(expected('l1', 1))
  })

  test('classifies what is drawn with the mouse', async () => {
    await open()
    await page.locator('#pad').scrollIntoViewIfNeeded()
    const { x, y: top, width } = (await page.locator('#pad').boundingBox())!
    await page.mouse.move(x + 0.5 * width, top + 0.1 * width)
    await page.mouse.down()
    await page.mouse.move(x + 0.5 * width, top + 0.9 * width, { steps: 12 })
    await page.mouse.up()
    expect(await page.textContent('#verdict')).toMatch(
      /^L1: (Small|Large) \(.–.\), with probability [\d.]+ %/,
    )
    expect(await page.locator('#contributions-l2 svg').count()).toBe(1)
  })

  test('classifies what is drawn with a finger', async () => {
    const phone = await browser.newPage({ viewport: { width: 390, height: 800 }, hasTouch: true })
    await phone.goto(server.url)
    await phone.locator('#fit[data-c]').waitFor()
    await phone.locator('#pad').tap()
    await soon(() => phone.textContent('#verdict')).toMatch(/probability/)
    // What is said stays in sight, below the controls, and the drawing is in the address.
    await phone.evaluate(() => scrollBy(0, document.querySelector('#pad')!.getBoundingClientRect().top - 150))
    const box = async (id: string) => (await phone.locator(id).boundingBox())!
    const [controls, verdict] = [await box('#controls'), await box('#verdict')]
    expect(Math.abs(verdict.y - controls.height)).toBeLessThan(4)
    await soon(() => phone.url()).toMatch(/ink=[0-9a-g]{64}$/)
    const shown = await phone.textContent('#verdict')
    await phone.reload()
    await soon(() => phone.textContent('#verdict')).toBe(shown)
    await phone.close()
  })

  test('can be worked by keyboard alone', async () => {
    await open()
    await tabTo(page, 'exponent')
    await page.keyboard.press('Home')
    await page.locator('#fit[data-c="0.001"]').waitFor()
    await tabTo(page, 'pad')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    const first = await page.textContent('#verdict')
    expect(first).toMatch(/probability/)
    await tabTo(page, 'exponent', 'Shift+Tab')
    await page.keyboard.press('End')
    await page.locator('#fit[data-c="100"]').waitFor()
    expect(await page.textContent('#verdict')).not.toBe(first)
  })

  test('saves a model that the library reads', async () => {
    await open()
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#l1 [data-part=save]')])
    expect(download.suggestedFilename()).toBe('digits-l1-0.1.json')
    const pipeline = Pipeline.fromJSON(JSON.parse(readFileSync(await download.path(), 'utf8')))
    expect(`${(100 * pipeline.score(data, y)).toFixed(2)} %`).toBe(expected('l1', 0.1).accuracy)
    await moveToStart(page)
    await page.setInputFiles('#load', await download.path())
    await soon(() => page.textContent('#status')).toMatch(/^This is the model of ./)
    expect(await shown(page)).toEqual({ sparsity: expected('l1', 0.1).sparsity, accuracy: '–' })
    expect(await page.locator('#l1 circle[visibility=visible]').count()).toBe(25)
  })

  test('says that a file holds no model, and goes on', async () => {
    await open()
    for (const content of ['{"type":"something else"}', 'not even JSON', '[]']) {
      const file = { name: 'model.json', mimeType: 'application/json', buffer: Buffer.from(content) }
      await page.setInputFiles('#load', file)
      await soon(() => page.textContent('#problem')).toMatch(/^model.json holds no model of the digits: ./)
    }
    await moveToStart(page)
    expect(await page.isVisible('#problem')).toBe(false)
    expect(await shown(page)).toEqual(expected('l1', 0.001))
  })

  test('says that the worker has stopped, and starts another', async () => {
    const scripts = /worker-.*\.js/
    await page.route(scripts, route =>
      route.fulfill({
        contentType: 'text/javascript',
        body: "throw new Error('out of order')",
        headers: STRICT,
      }),
    )
    await page.goto(server.url)
    await soon(() => page.textContent('#problem')).toMatch(/has stopped: .*out of order/)
    await page.unroute(scripts)
    await moveToStart(page)
    expect(await page.isVisible('#problem')).toBe(false)
    expect(await shown(page)).toEqual(expected('l1', 0.001))
  })

  test('replaces a worker that dies at work, and says so', async () => {
    await page.addInitScript(() => {
      const { Worker } = globalThis
      globalThis.Worker = class extends Worker {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args)
          Object.assign(globalThis, { lastWorker: this })
        }
      }
    })
    await open()
    await page.evaluate(
      "lastWorker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory', cancelable: true }))",
    )
    await soon(() => page.textContent('#status')).toMatch(/had stopped; another has taken over/)
    await moveToStart(page)
    expect(await shown(page)).toEqual(expected('l1', 0.001))
  })

  test('goes on without a network once it is loaded', async () => {
    await open()
    await page.context().setOffline(true)
    await moveToStart(page)
    expect(await shown(page)).toEqual(expected('l1', 0.001))
  })

  test('says what it needs when it is opened from the disk', async () => {
    await page.goto(pathToFileURL(join(server.folder, 'index.html')).href)
    expect(await page.textContent('#status')).toMatch(/it has to come from a web server/)
    expect(await page.isVisible('#status')).toBe(true)
  })

  test('fits on a phone, and at four times the size', async () => {
    for (const { width, height } of [
      { width: 390, height: 800 },
      { width: 320, height: 256 },
    ]) {
      await page.setViewportSize({ width, height })
      await open()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      await page.evaluate(() => scrollTo(0, 2000))
      const { y, height: covered } = (await page.locator('#controls').boundingBox())!
      expect(Math.max(0, y + covered) / height).toBeLessThan(0.25)
    }
  })

  test('opens as the address says, and tells all ten digits apart', async () => {
    await page.goto(`${server.url}#C=0.01&digits=ten`)
    await page.locator('#fit[data-c="0.01"]').waitFor()
    await page.locator('#ten-l2 svg').last().waitFor()
    expect(await page.locator('#ten-l1 svg').count()).toBe(10)
    expect(await page.textContent('#ten-l1-text')).toMatch(/^L1 at C = 0.01: [\d.]+ % of 450 held-out images/)
    expect(messages).toEqual([])
  })

  test('links a pixel with its path and with what it adds', async () => {
    await openWithCurves()
    await page.locator('#sample').click()
    await page.locator('#contributions-l1 svg').waitFor()
    await page.locator('#l1 [data-pixel="20"]').hover()
    expect(await page.locator('.hot').evaluateAll(marks => marks.length)).toBeGreaterThanOrEqual(6)
    expect(await page.locator('#path-l2 path.hot').count()).toBe(1)
    expect(await page.textContent('#pixel-note')).toMatch(/^Pixel in row 3, column 5: weight L1 −/)
    // The middle of a cell whose weight is 0, where its dot is.
    await page.locator('#l1 [data-pixel="0"]').hover({ timeout: 5000 })
    expect(await page.textContent('#pixel-note')).toMatch(/^Pixel in row 1, column 1: weight L1 0/)
  })

  test('shows an image that it gets wrong', async () => {
    await open()
    expect(await page.textContent('#gallery-text')).toMatch(/^\d+ of 1797 images both models get wrong/)
    const name = (await page.locator('#gallery button').first().getAttribute('aria-label'))!
    await page.locator('#gallery button').first().click()
    const said = name.includes('for small') ? 'Small' : 'Large'
    await soon(() => page.textContent('#verdict')).toContain(`L1: ${said}`)
  })

  test('leads through six steps', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await open()
    await page.locator('#tour-start').press('Enter')
    const seen: string[] = []
    for (let step = 1; step <= 6; step++) {
      expect(await page.textContent('#tour-title')).toMatch(`${step} of 6.`)
      seen.push((await page.textContent('#c'))!)
      await page.keyboard.press('Enter')
    }
    expect(seen).toEqual(['100', '0.1', '0.00316', '0.0316', '0.1', '0.1'])
    expect(await page.isVisible('#tour')).toBe(false)
  })

  test.each(['light', 'dark'] as const)('has no fault that axe finds (%s)', async colorScheme => {
    await page.emulateMedia({ colorScheme })
    await page.goto(`${server.url}#digits=ten`)
    await page.locator('#accuracy-curves svg').waitFor()
    await page.locator('#ten-l2 svg').last().waitFor()
    await page.locator('#tour-start').click()
    await page.evaluate(readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))
    const faults = await page.evaluate<string[]>(
      'axe.run().then(({ violations }) => violations.map(v => v.id + ": " + v.nodes.map(n => n.html).slice(0, 3).join()))',
    )
    expect(faults).toEqual([])
  })
})
