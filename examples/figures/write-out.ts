import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

// A flag is no folder, which is said before a program begins its work.
const [named] = process.argv.slice(2)
if (named?.startsWith('-')) {
  console.error(`${named} is no option: what may follow is a folder for the files that are written`)
  process.exit(1)
}

/**
 * Writes files to the folder named on the command line, else to `out` beside the program, and says where they are.
 *
 * @param program - its `import.meta.url`
 * @param files - texts by name
 */
export function writeOut(program: string, files: Readonly<Record<string, string>>): void {
  // npm runs scripts in the package's folder; the paths are for the folder where npm was called.
  const here = process.env.INIT_CWD ?? process.cwd()
  const out = named === undefined ? fileURLToPath(new URL('out', program)) : resolve(here, named)
  mkdirSync(out, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(out, name), text)
    console.log(`Wrote ${relative(here, join(out, name))}`)
  }
}
