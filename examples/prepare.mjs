// Before an example: is everything installed, and is the library built from the sources that are here?

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

if (!existsSync(join(root, 'node_modules/tsup'))) {
  console.error(
    'The examples need what the lock file names. Run this first, in the root of the repository: npm ci',
  )
  process.exit(1)
}

const changed = path => statSync(join(root, path)).mtimeMs
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
const newest = Math.max(changed('tsup.config.ts'), ...sources.map(name => changed(join('src', name))))

if (!existsSync(join(root, 'dist/index.d.ts')) || changed('dist/index.d.ts') < newest) {
  console.error('Building the library from its sources, about ten seconds …')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: true,
  })
  if (status !== 0) {
    console.error('The build has failed; its messages are above. `npm ci` installs what it needs.')
    process.exit(status ?? 1)
  }
}
