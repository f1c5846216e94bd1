/** Links, images and anchors of README, changelog, guides and examples, as GitHub shows them; the README also as npm does. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../package/bare-project'

const FILES = [
  ...readdirSync(ROOT).filter(name => name.endsWith('.md')),
  ...['docs', 'examples'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md') && !/node_modules|^api/.test(name))
      .map(name => `${folder}/${name}`),
  ),
]

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
}

/** GitHub's anchors of the headings. */
function anchorsOf(file: string): Set<string> {
  const headings = [...read(file).matchAll(/^#+ (.*)$/gm)]
  return new Set(
    headings.map(([, text]) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

const links = FILES.flatMap(file =>
  [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, address]) => ({ file, address })),
)

test('every relative link, image and anchor leads somewhere', () => {
  expect(links.length).toBeGreaterThan(60)
  const dead = links.filter(({ file, address }) => {
    if (/^[a-z]+:/.test(address)) return false
    const [path, anchor] = address.split('#')
    const target = path === '' ? file : normalize(join(dirname(file), path))
    if (!existsSync(join(ROOT, target))) return true
    if (anchor === undefined) return false
    return statSync(join(ROOT, target)).isDirectory() || !anchorsOf(target).has(anchor)
  })
  expect(dead.map(({ file, address }) => `${file} → ${address}`)).toEqual([])
})

test('npm knows where the repository is, and so where relative links of the README lead', () => {
  const { repository, homepage, bugs } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const url = repository.url.replace(/^git\+|\.git$/g, '')
  expect(url).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w-]+$/)
  expect(homepage).toBe(`${url}#readme`)
  expect(bugs.url).toBe(`${url}/issues`)
})
