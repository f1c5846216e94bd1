// Says how many tests of a vitest JSON report passed and failed; a file that could not be run counts as one that failed.

import { readFileSync } from 'node:fs'

const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)
const broken = testResults.filter(
  file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
)
const failed = numFailedTests + broken.length
console.log(`${numPassedTests} passed, ${failed} failed`)
process.exitCode = success && failed === 0 ? 0 : 1
