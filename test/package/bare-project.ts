/**
 * A project outside the repository that has the package as a user installs it: the packed tarball, unpacked, beside
 * copies of what it declares as dependencies and of nothing else. No network is needed.
 */

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
}

export interface BareProject {
  readonly folder: string
  /** the path of the tarball */
  readonly tarball: string
  /** the files in the tarball, from its root */
  readonly files: readonly string[]
  /** what users import: `ndlogit`, `ndlogit/datasets`, … */
  readonly entries: readonly string[]
  remove(): void
}

/** Packs the built package and installs it; the caller removes the project. */
export function bareProject(): BareProject {
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-bare-'))
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' })) as [
    { filename: string; files: { path: string }[] },
  ]
  const tarball = join(folder, packed.filename)
  const installed = join(folder, 'node_modules/ndlogit')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed])
  copyDependencies(ROOT, installed, join(folder, 'node_modules'))

  const { name, exports } = readManifest(installed)
  const entries = Object.keys(exports)
    .filter(path => path !== './package.json')
    .map(path => path.replace('.', name))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  return { folder, tarball, files: packed.files.map(({ path }) => path), entries, remove }
}

/** Copies the dependencies of the package in `manifestFolder`, found from `from` upwards, and theirs in turn. */
function copyDependencies(from: string, manifestFolder: string, to: string): void {
  for (const name of Object.keys(readManifest(manifestFolder).dependencies ?? {})) {
    const target = join(to, name)
    if (existsSync(target)) continue
    const source = findPackage(from, name)
    cpSync(source, target, { recursive: true, filter: path => path !== join(source, 'node_modules') })
    copyDependencies(source, source, to)
  }
}

function findPackage(from: string, name: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(found)) return found
    if (dirname(folder) === folder) throw new Error(`${name} is not installed`)
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
