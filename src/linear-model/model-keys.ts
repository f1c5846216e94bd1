/** The names of options that a model takes, and what those of other libraries are here. */

import { ValidationError } from '../support/errors'
import { checkKeys } from '../support/validate'

/** Options and solvers of other libraries, and what they are here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  lambda: 'C = 1 / (n lambda), with n rows',
  alpha: "l1Ratio if it is glmnet's, else C = 1 / alpha",
  lbfgs: "'newton-cg'",
  liblinear: "'dual-cd' with penalizeIntercept: true, or 'newton-cd'",
  saga: "'newton-cd'",
  sag: "'newton-cg'",
  thresh: 'tol',
  maxit: 'maxIter',
  standardize: 'a StandardScaler before it, in a pipeline',
}

/** @throws ValidationError for options that are not `known`, with what an option or a solver of another library is here */
export function checkModelKeys(owner: string, given: object, known: readonly string[]): void {
  for (const name of [...Object.keys(Object(given)), Object(given).solver]) {
    // A solver may be anything here, and a list as a key would be joined, however long or deep it is.
    if (typeof name === 'string' && Object.hasOwn(ELSEWHERE, name)) {
      throw new ValidationError(`${owner}: ${name} is of another library; here it is ${ELSEWHERE[name]}`)
    }
  }
  checkKeys(owner, given, known)
}
