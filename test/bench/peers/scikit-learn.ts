/** scikit-learn, by the Python that has it. Its linear algebra uses all cores. */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../problem'
import type { Penalty, Task } from '../task'
import { Driver } from './driver'
import { type Absent, type Library, onlyFor, onlyForTwo, type Peer } from './peer'

const DRIVER = fileURLToPath(new URL('sklearn_driver.py', import.meta.url))
const CV_DRIVER = fileURLToPath(new URL('sklearn_cv_driver.py', import.meta.url))

/** The system's own Python comes second: another one may shadow it and lack the package, or the other way round. */
const PYTHONS = ['python3', '/usr/bin/python3']

/** More columns than this, and newton-cholesky's Hessian alone takes gigabytes. */
const MAX_CHOLESKY = 4096

const SOLVERS: readonly {
  readonly name: string
  readonly penalties: readonly Penalty[]
  /** left out: any number of classes */
  readonly classes?: 'two' | 'more'
}[] = [
  { name: 'liblinear', penalties: ['l1', 'l2'], classes: 'two' },
  { name: 'lbfgs', penalties: ['l2'] },
  { name: 'newton-cg', penalties: ['l2'], classes: 'more' },
  { name: 'saga', penalties: ['l1'], classes: 'more' },
  { name: 'newton-cholesky', penalties: ['l2'], classes: 'two' },
]

/** @returns a Python with scikit-learn, and the version, or why there is none */
export function findScikitLearn(): { python: string; version: string } | Absent {
  for (const python of PYTHONS) {
    try {
      const program = 'import sklearn; print(sklearn.__version__)'
      return { python, version: execFileSync(python, ['-c', program], { stdio: 'pipe' }).toString().trim() }
    } catch {}
  }
  return { name: 'scikit-learn', absent: 'no Python with scikit-learn (Debian: python3-sklearn)' }
}

export function scikitLearn(python: string, problem: Problem, folder: string, limit: number): Library {
  const { sparse, dense } = problem
  const { rows, cols } = sparse
  const args = [DRIVER, folder, `${rows}`, `${cols}`, dense ? 'dense' : 'sparse']
  const program = new Driver(python, args, folder, limit)
  const peers = SOLVERS.map(
    ({ name, penalties, classes }): Peer => ({
      name: `scikit-learn ${name}`,
      excuse: task => {
        if (classes === 'two' && onlyForTwo(task)) return onlyForTwo(task)
        if (classes === 'more' && task.problem.classes === 2) return 'no place among the faster ones'
        const tooWide = name === 'newton-cholesky' && cols > MAX_CHOLESKY
        return (
          onlyFor(penalties, task) ?? (tooWide ? `not asked to: a Hessian of ${cols} × ${cols}` : undefined)
        )
      },
      fit: ({ penalty, C }: Task, tol) => program.fit(`${name} ${penalty} ${C} ${tol}`),
    }),
  )
  return { name: 'scikit-learn', peers, close: () => program.close() }
}

/** LogisticRegressionCV on a dense problem; commands as its driver has them. */
export function scikitLearnCV(
  python: string,
  { sparse: { rows, cols } }: Problem,
  folder: string,
  limit: number,
): Driver {
  return new Driver(python, [CV_DRIVER, folder, `${rows}`, `${cols}`], folder, limit)
}
