/** The benchmark suite: `npm run bench -- --help`. */

import { type Arguments, readArguments, USAGE } from './arguments'
import { machine } from './machine'
import { certifiedPaths } from './parts/certified-path'
import { firstFit } from './parts/first-fit'
import { growth } from './parts/growth'
import { memory } from './parts/memory'
import { modelSelection } from './parts/model-selection'
import { npmPeers } from './parts/npm-peers'
import { partitioned } from './parts/partitioned'
import { path } from './parts/path'
import { predict } from './parts/predict'
import { responsiveness } from './parts/responsiveness'
import { solveProblems } from './parts/solving'
import { tables } from './parts/tables'
import { tablesEncode } from './parts/tables-encode'
import { threads } from './parts/threads'
import { vast } from './parts/vast'
import { SUITE } from './suite'

const PROBLEMS = SUITE.map(({ name }) => name)

/** The parts beside the problems, in the order in which they run. */
const PARTS: Readonly<Record<string, (options: Arguments) => Promise<void>>> = {
  path,
  'certified-path': certifiedPaths,
  'model-selection': modelSelection,
  npm: npmPeers,
  first: firstFit,
  memory,
  predict,
  responsiveness,
  threads,
  // Its bundler and browser driver slow a process down by their presence alone, digits by 8 % and images by up to 40 %.
  browser: async options => (await import('./parts/browser')).browser(options),
  tables,
  'tables-encode': tablesEncode,
  vast,
  growth,
  partitioned,
}

/** What runs only when it is named: what takes long, or needs data. */
const ASKED_FOR = [
  ...SUITE.filter(({ askedFor }) => askedFor).map(({ name }) => name),
  'growth',
  'partitioned',
  'tables',
]

const DEFAULT = [...PROBLEMS, ...Object.keys(PARTS)].filter(name => !ASKED_FOR.includes(name))

const options = readArguments(process.argv.slice(2))
const known = [...PROBLEMS, ...Object.keys(PARTS)]
const unknown = options.names.filter(name => !known.includes(name))

if (options.help) {
  console.log(`${USAGE}\n\n  names: ${known.join(', ')}`)
} else if (unknown.length > 0) {
  console.error(`No part of the suite is called ${unknown.join(' or ')}; there are ${known.join(', ')}.`)
  process.exitCode = 1
} else {
  const names = options.names.length > 0 ? options.names : DEFAULT
  console.log(`${machine()}\n`)
  const problems = PROBLEMS.filter(name => names.includes(name))
  if (problems.length > 0) await solveProblems(problems, options)
  for (const [name, part] of Object.entries(PARTS)) {
    if (names.includes(name)) await part(options)
  }
}
