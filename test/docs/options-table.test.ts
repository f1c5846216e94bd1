/** docs/options.md against the constructor: every option has a row, and the default that it says. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { OPTION_NAMES, readOptions } from '../../src/linear-model/options'
import { ROOT } from '../package/bare-project'

const rows = [...readFileSync(`${ROOT}docs/options.md`, 'utf8').matchAll(/^\| `(\w+)` \| (.+?) \|/gm)]

test('the table of options has every option, in any order', () => {
  expect(rows.map(([, name]) => name).sort()).toEqual([...OPTION_NAMES].sort())
})

test.each(
  rows.filter(([, , said]) => said !== '–').map(([, name, said]) => [name, said]),
)('%s has the default %s', (name, said) => {
  const settings = readOptions({}) as unknown as Record<string, unknown>
  const value = settings[name]
  expect(said).toBe(`\`${typeof value === 'string' ? `'${value}'` : value}\``)
})
