/** LIBLINEAR: a few lines of C around its train(), compiled against the library that the system has. */

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../problem'
import type { Penalty, Task } from '../task'
import { Driver } from './driver'
import { type Absent, type Library, onlyFor, onlyForTwo, type Peer } from './peer'

const SOURCE = fileURLToPath(new URL('liblinear-driver.c', import.meta.url))

const SOLVERS: readonly { type: number; penalty: Penalty }[] = [
  { type: 6, penalty: 'l1' },
  { type: 0, penalty: 'l2' },
  { type: 7, penalty: 'l2' },
]

/**
 * @param sources - a folder with LIBLINEAR's own sources; the library of the system, if left out
 * @returns the path of the compiled driver and the version, or why there is none
 */
export function compileLiblinear(
  folder: string,
  sources: string | undefined,
): { driver: string; version: string } | Absent {
  const driver = join(folder, 'liblinear-driver')
  try {
    const library = sources === undefined ? ['-llinear'] : compileSources(folder, sources)
    const headers = sources === undefined ? [] : [`-I${sources}`]
    execFileSync('cc', ['-O2', ...headers, '-o', driver, SOURCE, ...library], { stdio: 'pipe' })
    return { driver, version: execFileSync(driver).toString().trim() }
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message: string }
    const reason = (stderr?.toString() || message).split('\n')[0]
    return { name: 'LIBLINEAR', absent: `cc or liblinear (Debian: liblinear-dev) is missing: ${reason}` }
  }
}

/** Compiles as LIBLINEAR's own Makefile does; returns what to link with. */
function compileSources(folder: string, sources: string): string[] {
  const files = [sources, join(sources, 'blas')].flatMap(at =>
    existsSync(at) ? readdirSync(at).map(name => join(at, name)) : [],
  )
  const code = files.filter(file => /(linear|tron|newton)[.]cpp$|blas.[^/]*[.]c$/.test(file))
  const objects = code.map((file, k) => {
    const object = join(folder, `liblinear-${k}.o`)
    execFileSync('cc', ['-O3', '-c', '-o', object, file], { stdio: 'pipe' })
    return object
  })
  return [...objects, '-lstdc++', '-lm']
}

export function liblinear(driver: string, { sparse }: Problem, folder: string, limit: number): Library {
  const { rows, cols, data } = sparse
  const program = new Driver(driver, [folder, `${rows}`, `${cols}`, `${data.length}`], folder, limit)
  const peers = SOLVERS.map(
    ({ type, penalty }): Peer => ({
      name: `LIBLINEAR -s ${type}`,
      excuse: task => onlyForTwo(task) ?? onlyFor([penalty], task),
      fit: ({ C }: Task, tol) => program.fit(`${type} ${C} ${tol}`),
    }),
  )
  return { name: 'LIBLINEAR', peers, close: () => program.close() }
}
