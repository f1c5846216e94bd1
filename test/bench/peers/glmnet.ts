/** glmnet, by R. */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../problem'
import { Driver } from './driver'
import type { Absent } from './peer'

const DRIVER = fileURLToPath(new URL('glmnet_driver.R', import.meta.url))

/** @returns the version, or why there is none */
export function findGlmnet(): { version: string } | Absent {
  try {
    const program = 'cat(as.character(packageVersion("glmnet")))'
    return { version: execFileSync('Rscript', ['-e', program], { stdio: 'pipe' }).toString().trim() }
  } catch {
    return { name: 'glmnet', absent: 'no R with glmnet (Debian: r-cran-glmnet)' }
  }
}

/** A program that fits the lasso at each of the λ of a line, `λ,λ,…`, on a dense problem. */
export function glmnet({ sparse: { rows, cols } }: Problem, folder: string, limit: number): Driver {
  return new Driver('Rscript', [DRIVER, folder, `${rows}`, `${cols}`], folder, limit)
}
