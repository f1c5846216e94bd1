import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SCRIPT = fileURLToPath(new URL('csp-script.mjs', import.meta.url))

function seen(flags: string[]) {
  return JSON.parse(execFileSync(process.execPath, [...flags, SCRIPT], { encoding: 'utf8' }))
}

test('where code generation is refused, everything works and gives the same', () => {
  const free = seen([])
  const refused = seen(['--disallow-code-generation-from-strings'])
  expect(refused).toEqual({ ...free, refused: true })
  expect(free.refused).toBe(false)
  expect(free.accuracy).toBeCloseTo(0.9048, 3)
  expect(free.sameAfterLoading).toBe(true)
})
