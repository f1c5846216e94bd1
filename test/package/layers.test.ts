/** The drawing of docs/architecture.md, held against the imports of src. */

import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './bare-project'

/** The folders of src from the top down; a file imports from its own folder and from lower ones. */
const LAYERS = [
  ['entry'],
  ['predict'],
  ['decisions', 'exchange', 'figures', 'inference', 'partitioned', 'paths', 'tables'],
  ['pipeline', 'testing', 'text'],
  ['linear-model', 'model-selection', 'preprocessing'],
  ['metrics', 'datasets'],
  ['data'],
  ['solvers'],
  ['problem'],
  ['design'],
  ['kernels'],
  ['support'],
]

/** The wall: from here down nothing knows of labels, options, names or ndarrays. */
const NUMERICS = depth('solvers')

interface Import {
  readonly from: string
  /** a path in src without its extension, or the name of a package */
  readonly to: string
  readonly typeOnly: boolean
}

const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path.endsWith('.ts'))
  .sort()

const imports = files.flatMap(importsOf)

function importsOf(file: string): Import[] {
  const text = readFileSync(`${ROOT}src/${file}`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const statement = /^(?:import|export)\s+(type\s)?(?:[\w*\s{},]*?\sfrom\s+)?'([^']+)'/gm
  const dynamic = /(?<!typeof )\b()import\('([^']+)'\)/g
  return [...text.matchAll(statement), ...text.matchAll(dynamic)].map(([, type, name]) => ({
    from: file.replace(/\.ts$/, ''),
    to: name.startsWith('.') ? posix.join(posix.dirname(file), name) : name,
    typeOnly: type !== undefined && type !== '',
  }))
}

function folderOf(path: string): string {
  return path.includes('/') ? path.split('/')[0] : 'entry'
}

function depth(folder: string): number {
  return LAYERS.findIndex(layer => layer.includes(folder))
}

function inSource(path: string): boolean {
  return files.includes(`${path}.ts`)
}

function show({ from, to }: Import): string {
  return `${from} → ${to}`
}

test('every folder is in the drawing', () => {
  const folders = new Set(files.map(folderOf))
  expect([...folders].filter(folder => depth(folder) < 0)).toEqual([])
  const [, drawing] = readFileSync(`${ROOT}docs/architecture.md`, 'utf8').split('```')
  const drawn = [...drawing.matchAll(/│ ([\w-]+)\//g)].map(([, folder]) => folder)
  expect(drawn).toEqual(LAYERS.slice(1).flat())
})

test('imports point down', () => {
  const inner = imports.filter(({ to }) => inSource(to))
  expect(inner.length).toBeGreaterThan(100)
  expect(inner.filter(({ from, to }) => depth(folderOf(to)) < depth(folderOf(from))).map(show)).toEqual([])
})

test('the numerics know nothing of what users pass', () => {
  const over = imports.filter(({ from, to }) => {
    const [above, below] = [depth(folderOf(to)), depth(folderOf(from))]
    return below >= NUMERICS && inSource(to) && above < NUMERICS
  })
  expect(over.map(show)).toEqual([])
})

test('folders of one layer do not know each other', () => {
  const sideways = imports.filter(({ from, to }) => {
    const [a, b] = [folderOf(from), folderOf(to)]
    return inSource(to) && a !== b && depth(a) === depth(b)
  })
  expect(sideways.map(show)).toEqual([])
})

test('each package is imported in one place', () => {
  const outer = imports.filter(({ to, typeOnly }) => !inSource(to) && !typeOnly)
  // An optional peer, loaded when it is first asked for. (DuckDB, another, is imported by a name that bundlers do not see.)
  expect(outer.map(show)).toEqual(['partitioned/bullmq/connection → bullmq'])
})

test('the entries say nothing but the names', () => {
  expect(imports.filter(({ to }) => to === 'index').map(show)).toEqual([])
})

test('no import goes in a circle, not even of types', () => {
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    done.add(file)
    for (const { from, to } of imports) if (from === file) walk(to, [...trail, file])
  }
  for (const file of files) walk(file.replace(/\.ts$/, ''), [])
  expect(circles).toEqual([])
})
