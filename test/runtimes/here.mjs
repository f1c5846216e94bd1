// What Node, Bun and Deno run in the project where the package is installed: the checks, and what only they have. Prints
// what has been seen as one line of JSON.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runChecks } from './checks.mjs'

const require = createRequire(import.meta.url)
const { exports } = JSON.parse(readFileSync(require.resolve('ndlogit/package.json'), 'utf8'))
const entries = Object.keys(exports).filter(path => path !== './package.json')

/** Every entry is imported and required, with the same names. */
async function modules() {
  for (const path of entries) {
    const entry = path.replace('.', 'ndlogit')
    const names = module =>
      String(
        Object.keys(module)
          .filter(name => !/^(default|module\.exports|__esModule)$/.test(name))
          .sort(),
      )
    const [imported, required] = [names(await import(entry)), names(require(entry))]
    if (imported === '' || imported !== required) throw new Error(`${entry}: ${imported} is not ${required}`)
  }
  return 'yes'
}

/** Partitions in two threads of their own. */
async function partitionThreads() {
  const { fitPartitioned, inThreads, svmlightPartitions } = await import('ndlogit/partitioned')
  const partitions = await svmlightPartitions('rows.svmlight', { nFeatures: 2, count: 2 })
  const [here, there] = [
    await fitPartitioned(partitions),
    await fitPartitioned(partitions, {}, { executor: inThreads({ threads: 2 }) }),
  ]
  if (String(here.coef.toArray()) !== String(there.coef.toArray())) throw new Error('threads give other bits')
  return 'yes'
}

const seen = await runChecks()
for (const [name, check] of Object.entries({
  '`import` and `require`': modules,
  'partitions of files in threads': partitionThreads,
})) {
  seen[name] = await check().catch(error => `FAILS: ${error.stack ?? error}`)
}
console.log(JSON.stringify(seen))
// A thread that is left would keep the process.
process.exit(0)
