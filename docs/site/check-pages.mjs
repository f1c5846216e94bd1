// axe finds no fault on a page of each kind, light and dark, wide and narrow, and none is wider than its window. Without a
// Chromium nothing is looked at.

import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const SITE = resolve(import.meta.dirname, '../api')
const PAGES = [
  'index.html',
  'documents/Choosing_the_penalty_and_C.html',
  'classes/index.LogisticRegression.html',
  'modules/predict.html',
  'functions/index.trainTestSplit.html',
  'lab/index.html',
  'lab/table.html',
]
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(path => path && existsSync(path))
if (executablePath === undefined) {
  console.log('No Chromium: axe was not run')
  process.exit()
}

const server = createServer((request, response) => {
  const file = join(SITE, decodeURIComponent(new URL(request.url, 'http://site').pathname))
  if (!existsSync(file)) return response.writeHead(404).end()
  const type = TYPES[extname(file)] ?? 'application/octet-stream'
  response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': "default-src 'self'" })
  return response.end(readFileSync(file))
})
await new Promise(ready => server.listen(0, '127.0.0.1', ready))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })

async function faultsOf(path, colorScheme, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  const said = []
  page.on('console', message => said.push(message.text()))
  page.on('pageerror', error => said.push(error.message))
  await page.goto(`http://127.0.0.1:${server.address().port}/${path}`, { waitUntil: 'networkidle' })
  await page.evaluate(axe)
  const violations = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
  )
  const wide = await page.evaluate('document.documentElement.scrollWidth')
  await page.close()
  return [...said, ...violations, ...(wide > width ? [`${wide} pixels wide`] : [])]
}

const faults = []
for (const path of PAGES) {
  for (const scheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      for (const fault of await faultsOf(path, scheme, width))
        faults.push(`${path}, ${scheme}, ${width}: ${fault}`)
    }
  }
}
await browser.close()
server.close()
console.log(`axe on ${PAGES.length} pages, light and dark, wide and narrow: ${faults.length} faults`)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length === 0 ? 0 : 1
