import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareProject, bareProject, ROOT } from './bare-project'

let project: BareProject

beforeAll(() => {
  project = bareProject()
})

afterAll(() => {
  project.remove()
})

/** Fits on the digits and prints the accuracy and the type of what `predict` gives. */
const PROGRAM = `
const digits = loadDigits()
const y = Array.from(digits.target.data, digit => digit > 4)
const model = new LogisticRegression({ penalty: 'l1', C: 0.01 }).fit(digits.data, y)
console.log(model.score(digits.data, y).toFixed(2), typeof model.predict(digits.data)[0])
`
const PRINTED = '0.89 boolean'

/** What a file of the build refers to: an import, the file of the workers. */
const REFERENCE = /['"]\.\/([\w.-]+)\.(c?js)\b/g

/** Runs a script of the project's. */
function run(name: string, code: string): string {
  writeFileSync(join(project.folder, name), code)
  return execFileSync(process.execPath, [name], { cwd: project.folder, encoding: 'utf8' }).trim()
}

describe('what is in the tarball', () => {
  test('is the build and what must accompany it', () => {
    const others = project.files.filter(path => !/^dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts)$/.test(path))
    expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
  })

  test('has nothing that no entry leads to', () => {
    const installed = join(project.folder, 'node_modules/ndlogit')
    const { exports, bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const reached = new Set(JSON.stringify([exports, bin]).match(/dist\/[\w.-]+/g)!)
    // A set that grows is walked to its new end.
    for (const path of reached) {
      const text = readFileSync(join(installed, path), 'utf8')
      for (const [, name, extension] of text.matchAll(REFERENCE)) {
        // A declaration says './name.js' for './name.d.ts', and './name.cjs' for './name.d.cts'.
        const isDeclaration = /\.d\.c?ts$/.test(path)
        reached.add(`dist/${name}.${isDeclaration ? `d.${extension.replace('js', 'ts')}` : extension}`)
      }
    }
    const built = project.files.filter(path => path.startsWith('dist/'))
    expect(built.filter(path => !reached.has(path))).toEqual([])
    expect([...reached].filter(path => !built.includes(path))).toEqual([])
  })

  test('has no script that runs at installation, nor do its dependencies', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(scripts).not.toHaveProperty('prepare')

    const modules = join(project.folder, 'node_modules')
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' })
    const manifests = files.filter(path => /^(@[\w-]+[\\/])?[\w-]+[\\/]package\.json$/.test(path))
    expect(manifests.length).toBeGreaterThan(3)
    for (const path of manifests) {
      const { scripts = {} } = JSON.parse(readFileSync(join(modules, path), 'utf8'))
      const hooks = Object.keys(scripts).filter(name => /^(pre|post)?install$/.test(name))
      expect(hooks, path).toEqual([])
    }
    // npm compiles a package that has this file, without a script that says so.
    expect(files.filter(path => path.endsWith('binding.gyp'))).toEqual([])
  })
})

test('what is an optional peer and not installed is named in one line', () => {
  const program = `
import { fitPartitioned, parquetPartitions } from 'ndlogit/partitioned'
import { onBullMQ, workOnBullMQ } from 'ndlogit/partitioned/bullmq'
const say = error => console.log(error.name + ': ' + error.message)
await parquetPartitions('rows.parquet', { label: 'y' }).catch(say)
await fitPartitioned([{ file: 'a' }], {}, { executor: onBullMQ({ queue: 'fits' }) }).catch(say)
await workOnBullMQ({ queue: 'fits' }).catch(say)`
  const [duckdb, ...bullmq] = run('peers.mjs', program).split('\n')
  expect(duckdb).toBe(
    'UnsupportedError: Parquet and CSV files are read by DuckDB, which is not here: npm install @duckdb/node-api',
  )
  expect(bullmq).toEqual(
    Array(2).fill('UnsupportedError: Workers on several machines need BullMQ: npm install bullmq ioredis'),
  )
})

test('a peer of which all versions are prereleases may have any: npm finds none of them in a narrower range', () => {
  const { peerDependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const prereleases = Object.keys(peerDependencies).filter(name => devDependencies[name].includes('-'))
  expect(prereleases).toEqual(['@duckdb/node-api'])
  expect(peerDependencies['@duckdb/node-api']).toBe('*')
})

test('Parcel, which reads no exports unless it is told to, finds every entry', () => {
  const { exports, alias } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const subpaths = Object.keys(exports).filter(path => !['.', './package.json'].includes(path))
  expect(alias).toEqual(Object.fromEntries(subpaths.map(path => [path, exports[path].import.default])))
})

describe('in JavaScript', () => {
  test('every entry is imported', () => {
    const code = project.entries.map(entry => `console.log(Object.keys(await import('${entry}')).length > 0)`)
    expect(run('entries.mjs', code.join('\n'))).toBe(project.entries.map(() => 'true').join('\n'))
  })

  test('every entry is required, and has the names of the module', () => {
    const same = (entry: string) =>
      `import('${entry}').then(module => {
        const names = Object.keys(module).filter(name => !['default', 'module.exports'].includes(name)).sort()
        console.log(String(names) === String(Object.keys(require('${entry}')).sort()))
      })`
    expect(run('entries.cjs', project.entries.map(same).join('\n'))).toBe(
      project.entries.map(() => 'true').join('\n'),
    )
  })

  test('it works as a module', () => {
    const imports =
      "import { LogisticRegression } from 'ndlogit'\nimport { loadDigits } from 'ndlogit/datasets'"
    expect(run('main.mjs', imports + PROGRAM)).toBe(PRINTED)
  })

  test('it works in CommonJS', () => {
    const requires =
      "const { LogisticRegression } = require('ndlogit')\nconst { loadDigits } = require('ndlogit/datasets')"
    expect(run('main.cjs', requires + PROGRAM)).toBe(PRINTED)
  })
})

describe('in TypeScript', () => {
  const NODE16 = { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }
  const BUNDLER = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }

  // Types that silently became `any` would take the two lines after the directives without an error.
  const TYPED = `
import { LogisticRegression, type NdArray, sparsity } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'

const digits = loadDigits({ nClass: 2 })
const y = Array.from(digits.target.data, digit => (digit > 0 ? 'one' : 'zero'))
const model = new LogisticRegression({ penalty: 'l1', C: 0.1 }).fit(digits.data, y)
const labels: string[] = model.predict(digits.data)
const coef: NdArray = model.coef
const value: number = coef.get(0, 0) + sparsity(coef) + labels.length
// @ts-expect-error: labels are strings
const wrongLabels: number[] = model.predict(digits.data)
// @ts-expect-error: a view of numbers has no such member
coef.noSuchMember
// @ts-expect-error: no such penalty
new LogisticRegression({ penalty: 'l3' })
export { value, wrongLabels }
`

  /** The errors of a strict compilation that checks the declarations of the package, too. */
  function compile(name: string, code: string, options: ts.CompilerOptions): string[] {
    const path = join(project.folder, name)
    writeFileSync(path, code)
    const strict = {
      target: ts.ScriptTarget.ES2022,
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
    }
    const program = ts.createProgram([path], { ...strict, skipLibCheck: false, types: [], ...options })
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      )
  }

  test.each([
    ['node16, a module', 'main.mts', NODE16],
    ['node16, CommonJS', 'main.cts', NODE16],
    ['bundler', 'main.ts', BUNDLER],
  ])('it compiles with resolution %s', (_, name, options) => {
    expect(compile(name, TYPED, options)).toEqual([])
  })

  test.each([
    ['node16, a module', 'main.mts', NODE16],
    ['node16, CommonJS', 'main.cts', NODE16],
    ['bundler', 'main.ts', BUNDLER],
  ])('it compiles without esModuleInterop, with resolution %s', (_, name, options) => {
    const plain = { esModuleInterop: false, allowSyntheticDefaultImports: false, ignoreDeprecations: '6.0' }
    expect(compile(name, TYPED, { ...options, ...plain })).toEqual([])
  })

  test('no declaration says what TypeScript before 5.7 does not know', () => {
    const declarations = project.files.filter(path => /\.d\.c?ts$/.test(path))
    const newer = declarations.filter(path =>
      /\w(Array|View)<Array/.test(readFileSync(join(ROOT, path), 'utf8')),
    )
    expect(newer).toEqual([])
  })

  test('every entry has types', () => {
    const code = project.entries.map((entry, k) => `export * as entry${k} from '${entry}'`)
    expect(compile('entries.mts', code.join('\n'), NODE16)).toEqual([])
  })
})

describe('the linters of packages', () => {
  test.each([
    ['publint', ['--strict']],
    ['attw', ['--profile', 'node16', '--no-emoji']],
  ])('%s finds nothing', (name, flags) => {
    const { status, stdout } = spawnSync(join(ROOT, 'node_modules/.bin', name), [project.tarball, ...flags], {
      encoding: 'utf8',
    })
    expect(status, stdout).toBe(0)
  })
})
