/** Where WebAssembly has no memory to give, or is not there at all, the plain loops do the work, to the same bits. */

import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const dist = JSON.stringify(new URL('../../dist/index.js', import.meta.url))

/** Fits by Gram matrices, by products with rows and by visits of rows, after enough work for WebAssembly to be asked. */
const PROGRAM = `
const { LogisticRegression } = await import(${dist})
const X = Array.from({ length: 400 }, (_, i) => Array.from({ length: 60 }, (_, j) => Math.sin(i * (j + 1) + j)))
const y = X.map((row, i) => row[0] + row[3] + Math.sin(5 * i) > 0)
const fits = [
  { penalty: 'l1', C: 10 },
  { C: 10 },
  { solver: 'newton-cg', C: 10 },
  { solver: 'dual-cd', fitIntercept: false },
]
const coefs = () => fits.map(options => [...new LogisticRegression(options).fit(X, y).coef.data])
coefs()
console.log(JSON.stringify(coefs()))
`

function run(head: string, flags: readonly string[] = []): unknown {
  const args = [...flags, '--input-type=module', '-e', `${head}\n${PROGRAM}`]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

test.each([
  { what: 'no WebAssembly', head: 'delete globalThis.WebAssembly', flags: [] },
  { what: 'no compiler at all (--jitless)', head: '', flags: ['--jitless'] },
  {
    what: 'no memory from the first',
    head: 'WebAssembly.Memory = class { constructor() { throw new RangeError("could not allocate memory") } }',
    flags: [],
  },
  {
    what: 'no more memory than at first',
    head: `const { Memory } = WebAssembly
      let given = 0
      WebAssembly.Memory = function (size) {
        if (given++ > 0) throw new RangeError('could not allocate memory')
        return new Memory(size)
      }`,
    flags: [],
  },
])('$what', ({ head, flags }) => {
  expect(run(head, flags)).toEqual(run(''))
})
