import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from './bare-project'

const TEST_COMMAND = 'npm ci && npm test'

function read(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8')
}

test('the first screen of the README has the two commands and code that runs', () => {
  const screen = read('README.md').split('\n').slice(0, 48).join('\n')
  for (const part of ['npm install ndlogit', 'npm ci && npm start', TEST_COMMAND])
    expect(screen).toContain(part)
  expect(screen).toMatch(/```ts\n[\s\S]*\n```/)
})

test('.ci/run runs the test command of the README', () => {
  expect(read('.ci/run').split('\n')).toContain(`${TEST_COMMAND} || status=$?`)
})

test('the changelog speaks of this version', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[(Unreleased|${version})\\]`, 'm'))
})

test('what is said behind -- reaches the example: npm would take it for settings of its own', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const ofExamples = Object.entries(scripts).filter(
    ([name]) => name === 'start' || name.startsWith('example:'),
  )
  expect(ofExamples.length).toBeGreaterThan(10)
  for (const [name, script] of ofExamples) expect(`${name}: ${script}`).toMatch(/ -w examples\/\S+ --$/)
})
