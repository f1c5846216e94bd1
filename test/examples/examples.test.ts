/** Every example twice: as its command runs it here, and in a project that has the packed package. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareProject, bareProject, ROOT } from '../package/bare-project'
import { hasRedis } from '../support/redis'
import { EXAMPLES, printedValue, runExample, startExample } from './run-example'

/** What examples use besides the package. */
const TOOLS = ['esbuild', '@duckdb', 'bullmq', 'ioredis', 'd3-dsv', 'ndlogit-figures']

const noRedis = !hasRedis('the example cluster is')

let project: BareProject

beforeAll(() => {
  project = bareProject()
  for (const tool of TOOLS)
    symlinkSync(join(ROOT, 'node_modules', tool), join(project.folder, 'node_modules', tool))
})

afterAll(() => {
  project.remove()
})

const places = [
  { place: 'here', folderOf: (name: string) => join(EXAMPLES, name) },
  { place: 'with the packed package', folderOf: copyOf },
]

/** A copy of an example, in the project that has the packed package. */
function copyOf(name: string): string {
  const copy = join(project.folder, name)
  const filter = (path: string) => !['node_modules', 'out'].includes(basename(path))
  cpSync(join(EXAMPLES, name), copy, { recursive: true, filter })
  return copy
}

// References: scikit-learn 1.2.1 on the same data and split, saga (L1) or lbfgs (L2) at tol 1e-6 or less. A row more or
// less is left to the last digits of the logarithms.

describe.each(places)('run $place', ({ folderOf }) => {
  test('text-classification: the words that matter', () => {
    const printed = runExample(folderOf('text-classification'))
    expect(printedValue(printed, 'words kept')).toBe('12 of 593 (sparsity 0.9798)')
    expect(printed).toMatch(
      /:\n +the +-13\.99 {2}ham\n +# +11\.18 {2}spam\n +<link> +10\.44 {2}spam\n +now +5\.41 {2}spam\n/,
    )
    expect(printedValue(printed, 'ham recognised')).toBe('29 of 32')
    expect(printedValue(printed, 'spam recognised')).toBe('18 of 20')
    expect(printedValue(printed, 'test accuracy')).toBe('0.9038')
  })

  test('table: from a CSV file to what matters, by name', () => {
    const out = mkdtempSync(join(tmpdir(), 'ndlogit-table-'))
    const printed = runExample(folderOf('table'), out)
    expect(printedValue(printed, 'features kept')).toMatch(/^\d\d of 61$/)
    expect(printed).toMatch(/ month_mar +1\.\d{3} +\d\.\d\d\n/)
    expect(Number(printedValue(printed, 'test area under the ROC curve'))).toBeGreaterThan(0.75)
    expect(readFileSync(join(out, 'what-matters.svg'), 'utf8')).toMatch(/^<svg [^>]*>.*month_mar.*<\/svg>$/s)
    rmSync(out, { recursive: true })
  })

  test('duckdb: from SQL to a model and back', () => {
    const printed = runExample(folderOf('duckdb'))
    expect(printedValue(printed, 'birds of known sex')).toBe('333')
    expect(printedValue(printed, 'cross-validated accuracy')).toBe('0.901')
    expect(printedValue(printed, 'written back')).toBe('11 predictions')
    expect(printed).toMatch(/^ {2}bird 247 {2}Gentoo +4100 g {2}FEMALE {2}0\.999$/m)
  })

  test('embeddings: fifty topics', () => {
    const printed = runExample(folderOf('embeddings'))
    expect(printedValue(printed, 'coefficients')).toBe('50 × 64')
    expect(Number.parseFloat(printedValue(printed, 'fit time'))).toBeGreaterThan(0)
    expect(Number.parseFloat(printedValue(printed, 'relative gap'))).toBeLessThanOrEqual(1e-4)
    expect(Math.abs(Number(printedValue(printed, 'test accuracy')) - 0.987)).toBeLessThan(0.0011)
    expect(Math.abs(Number(printedValue(printed, 'among the three most probable')) - 0.999)).toBeLessThan(
      0.0011,
    )
    expect(Math.abs(Number.parseFloat(printedValue(printed, 'test log loss')) - 0.19984)).toBeLessThan(0.0002)
  })

  test('commonjs: odd or even', () => {
    const printed = runExample(folderOf('commonjs'))
    expect(printedValue(printed, 'right')).toBe('408 of 450')
    expect(printedValue(printed, 'test accuracy')).toBe('0.9067')
    expect(printedValue(printed, 'same predictions after saving as JSON')).toBe('true')
  })

  test('node-to-browser: trained and bundled', () => {
    const printed = runExample(folderOf('node-to-browser'))
    expect(printedValue(printed, 'test accuracy')).toBe('0.9711')
    expect(printedValue(printed, 'predicted in Node')).toMatch(/^\d{40}$/)
    expect(printed).toMatch(/^Wrote out.index\.html: open it in a browser$/m)
  })

  test('svmlight-stream: the digits from files', () => {
    const printed = runExample(folderOf('svmlight-stream'))
    expect(printed).toMatch(
      /^Read out.train\.svm\.gz:\n {2}1347 rows, 44029 entries, \d+ bytes of text in \d+ chunks$/m,
    )
    expect(printedValue(printed, 'classes')).toBe('0 1 2 3 4 5 6 7 8 9')
    expect(Number.parseFloat(printedValue(printed, 'relative gap'))).toBeLessThanOrEqual(1e-4)
    // With an even number of classes the L1 optimum need not be unique: a coefficient more or less may be zero.
    expect(Math.abs(Number(printedValue(printed, 'sparsity')) - 0.7672)).toBeLessThan(0.01)
    expect(printedValue(printed, 'training accuracy')).toBe('0.9814')
    expect(printedValue(printed, 'test accuracy')).toBe('0.9689')
  })

  test('larger-than-memory: a file that the heap could not hold', () => {
    const printed = runExample(folderOf('larger-than-memory'), '--rows', '150000')
    expect(Number.parseFloat(printedValue(printed, 'file').split(', ')[1])).toBeGreaterThan(1)
    expect(printedValue(printed, 'converged')).toBe('true')
    expect(Number(printedValue(printed, 'relative gap'))).toBeLessThanOrEqual(1e-4)
    expect(Number(printedValue(printed, 'passes taken'))).toBeLessThanOrEqual(15)
  })

  test.skipIf(noRedis)('cluster: a worker dies, and the coefficients are those of a single process', () => {
    const printed = runExample(folderOf('cluster'))
    expect(printed).toMatch(/^ {2}a worker is killed$/m)
    expect(printedValue(printed, 'workers left')).toBe('2')
    expect(printedValue(printed, 'converged')).toBe('true')
    expect(printedValue(printed, 'the very coefficients of a single process')).toBe('true')
  })

  test('from-scikit-learn: the probabilities of scikit-learn', () => {
    const printed = runExample(folderOf('from-scikit-learn'))
    expect(printedValue(printed, 'labels as in scikit-learn')).toBe('38 of 38')
    expect(Number(printedValue(printed, 'largest difference in probability'))).toBeLessThan(1e-14)
    expect(printedValue(printed, 'same predictions after saving as JSON')).toBe('true')
  })
})

describe('with files of one’s own', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ndlogit-files-'))
  })

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  test('text-classification reads them', () => {
    const file = join(folder, 'colours.tsv')
    writeFileSync(
      file,
      Array.from({ length: 40 }, (_, i) => `${i % 2 ? 'warm\tred' : 'cold\tblue'} word${i}\n`).join(''),
    )
    const printed = runExample(join(EXAMPLES, 'text-classification'), file)
    expect(printedValue(printed, 'warm recognised')).toBe('5 of 5')
    expect(printedValue(printed, 'test accuracy')).toBe('1.0000')
  })

  test('svmlight-stream reads them, the test file with fewer columns', () => {
    const files = [join(folder, 'train.svm.gz'), join(folder, 'test.svm.gz')]
    writeFileSync(files[0], gzipSync(`${'1 1:1\n-1 2:1\n'.repeat(300)}1 1:1 5:0.5\n`))
    writeFileSync(files[1], gzipSync('1 1:1\n-1 2:1\n1 1:2\n'))
    const printed = runExample(join(EXAMPLES, 'svmlight-stream'), ...files)
    expect(printedValue(printed, 'columns')).toBe('5')
    expect(printedValue(printed, 'test accuracy')).toBe('1.0000')
  })
})

describe('what an example cannot use is said in a line, before it begins', () => {
  test.each([
    ['lab', '--folder', /^--folder is no option: what may follow is a folder for the files/],
    ['model-selection', '-o', /^-o is no option/],
    ['table', '--folder', /^--folder is no option/],
    ['node-to-browser', '--folder', /^--folder is no folder: name the one that gets the page/],
    ['text-classification', 'none.tsv', /^There is no file none.tsv: name one/],
    ['svmlight-stream', 'none.svm.gz', /^Expected two files that are there/],
    ['larger-than-memory', '--row', /^Expected, each with a whole number from 1 on, any of --rows,/],
    ['larger-than-memory', '--rows=many', /^Expected, each with a whole number/],
  ])('%s %s', (name, argument, message) => {
    const { status, stdout, stderr } = startExample(join(EXAMPLES, name), {}, argument)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('cluster where there is no redis-server', () => {
    const { status, stderr } = startExample(join(EXAMPLES, 'cluster'), { PATH: '' })
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1])
    expect(stderr).toMatch(/^redis-server is not in the PATH: apt-get install redis-server/)
  })
})

test('the list of the examples is whole', () => {
  const list = readFileSync(join(EXAMPLES, 'README.md'), 'utf8')
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter(entry => entry.isDirectory())
  const linked = Array.from(list.matchAll(/\]\((.*?)\)/g), match => match[1])
  expect(linked.sort()).toEqual(folders.map(folder => folder.name).sort())
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const commands = Object.keys(scripts).filter(name => name.startsWith('example:'))
  for (const name of commands) expect(list).toContain(`\`npm run ${name}\``)
})
