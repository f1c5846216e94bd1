/** The benchmark suite: `npm run bench -- --help`. */

import { readArguments, USAGE } from './arguments'
import { machine } from './machine'
import { solveProblems } from './solving'
import { SUITE } from './suite'

const options = readArguments(process.argv.slice(2))
const problems = SUITE.map(({ name }) => name)

if (options.help) {
  console.log(`${USAGE}\n\n  names: ${problems.join(', ')}`)
} else {
  const unknown = options.names.find(name => !problems.includes(name))
  if (unknown !== undefined)
    throw new Error(`no part of the suite is called ${unknown}: ${problems.join(', ')}`)
  console.log(`${machine()}\n`)
  await solveProblems(options.names.length > 0 ? options.names : problems, options)
}
