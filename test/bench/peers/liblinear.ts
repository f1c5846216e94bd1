/** LIBLINEAR: a few lines of C around its train(), compiled against the library that the system has. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../problem'
import type { Penalty, Task } from '../task'
import { Driver } from './driver'
import { type Absent, type Library, onlyFor, type Peer } from './peer'

const SOURCE = fileURLToPath(new URL('liblinear-driver.c', import.meta.url))

const SOLVERS: readonly { type: number; penalty: Penalty }[] = [
  { type: 6, penalty: 'l1' },
  { type: 0, penalty: 'l2' },
  { type: 7, penalty: 'l2' },
]

/** @returns the path of the compiled driver, or why there is none */
export function compileLiblinear(folder: string): { driver: string } | Absent {
  const driver = join(folder, 'liblinear-driver')
  try {
    execFileSync('cc', ['-O2', '-o', driver, SOURCE, '-llinear'], { stdio: 'pipe' })
    return { driver }
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message: string }
    const reason = (stderr?.toString() || message).split('\n')[0]
    return { name: 'LIBLINEAR', absent: `cc or liblinear (Debian: liblinear-dev) is missing: ${reason}` }
  }
}

export function liblinear(driver: string, { sparse }: Problem, folder: string, limit: number): Library {
  const { rows, cols, data } = sparse
  const program = new Driver(driver, [folder, `${rows}`, `${cols}`, `${data.length}`], folder, limit)
  const peers = SOLVERS.map(
    ({ type, penalty }): Peer => ({
      name: `LIBLINEAR -s ${type}`,
      excuse: task => onlyFor([penalty], task),
      fit: ({ C }: Task, tol) => program.fit(`${type} ${C} ${tol}`),
    }),
  )
  return { name: 'LIBLINEAR', peers, close: () => program.close() }
}
