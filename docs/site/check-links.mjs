// Every link, image and anchor of the built site leads somewhere; addresses elsewhere are not asked.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const SITE = resolve(import.meta.dirname, '../api')
const pages = readdirSync(SITE, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.html'))
  .map(name => join(SITE, name))

const idsOf = new Map()

function ids(page) {
  let found = idsOf.get(page)
  if (found === undefined) {
    found = new Set([...readFileSync(page, 'utf8').matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id))
    idsOf.set(page, found)
  }
  return found
}

const dead = []
let links = 0
for (const page of pages) {
  for (const [, address] of readFileSync(page, 'utf8').matchAll(/\b(?:href|src)="([^"]+)"/g)) {
    if (/^(?:[a-z]+:|\/\/)/.test(address)) continue
    links++
    const [path, anchor] = decodeURI(address).split('#')
    const target = path === '' ? page : join(dirname(page), path.split('?')[0])
    const leads = existsSync(target) && (!anchor || !target.endsWith('.html') || ids(target).has(anchor))
    if (!leads) dead.push(`${page.slice(SITE.length + 1)} → ${address}`)
  }
}
console.log(`The site: ${pages.length} pages, ${links} links, ${dead.length} of them dead`)
for (const link of dead) console.error(link)
process.exitCode = dead.length === 0 ? 0 : 1
