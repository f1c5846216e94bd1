/**
 * The common checks of estimators: scikit-learn's `check_estimator` list, as far as it applies to classifiers and
 * transformers of numbers. Each check begins with a fresh clone.
 */

import type { Configurable, Estimator, Transformer } from '../data/estimator'
import { ValidationError } from '../support/errors'
import { checkKeys, checkObject, describe, refuseUnknown } from '../support/validate'
import { setWarningHandler } from '../support/warnings'
import { classifierPromises } from './classifier-checks'
import { classifierInputs } from './classifier-inputs'
import { type Check, configurableChecks } from './configurable-checks'
import { transformerChecks } from './transformer-checks'

/** What became of one check. */
export interface CheckResult {
  /** what was checked */
  readonly check: string
  /** what was got and what was expected; absent where the check holds */
  readonly failure?: string
  /** why it need not hold; absent where it must */
  readonly exempt?: string
}

/** Options of {@link checkEstimator}. */
export interface CheckOptions {
  /** by the name of a check: why the estimator does not keep to it, by design */
  readonly expectedFailures?: Readonly<Record<string, string>>
}

/**
 * Runs the common checks on a classifier or a transformer: options, clones, arguments left as they are, layouts, weights,
 * labels, repeated fits, and bad input that is to be refused by name.
 *
 * @param estimator - not touched: its clones are fitted
 * @param options - `expectedFailures`: checks that it does not keep to by design, with the reasons, as that an encoder takes NaN
 * @returns the checks, all of which hold but those
 * @throws ValidationError naming every check that fails, with what was got and what was expected; and a check that was
 * expected to fail and holds, or is not there
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { checkEstimator } from 'ndlogit/testing'
 *
 * const checks = await checkEstimator(new LogisticRegression({ penalty: 'l1' }))
 * console.log(checks.length > 60) // true
 * ```
 */
export async function checkEstimator(
  estimator: Estimator | Transformer,
  options: CheckOptions = {},
): Promise<readonly CheckResult[]> {
  checkKeys('checkEstimator', options, ['expectedFailures'])
  const { expectedFailures = {} } = options
  const checks = checksOf(estimator)
  refuseUnknown(
    'checkEstimator: expectedFailures has no check',
    checkObject('expectedFailures', expectedFailures),
    checks.map(({ name }) => name),
  )
  const make = (): Configurable => estimator.clone()
  const results: CheckResult[] = []
  const handler = setWarningHandler(() => undefined)
  try {
    for (const { name, run } of checks) {
      const result = await resultOf(name, () => run(make))
      results.push(Object.hasOwn(expectedFailures, name) ? exempted(result, expectedFailures[name]) : result)
    }
  } finally {
    setWarningHandler(handler)
  }
  const failed = results.filter(({ failure }) => failure !== undefined)
  if (failed.length === 0) return results
  const lines = failed.map(({ check, failure }) => `- ${check}\n  ${failure}`)
  throw new ValidationError(
    `${describe(estimator)} fails ${failed.length} of ${results.length} checks:\n${lines.join('\n')}`,
  )
}

function exempted({ check, failure }: CheckResult, reason: string): CheckResult {
  return failure === undefined
    ? { check, failure: `it holds, but was expected to fail: ${reason}` }
    : { check, exempt: reason }
}

async function resultOf(check: string, run: () => unknown): Promise<CheckResult> {
  try {
    await run()
    return { check }
  } catch (error) {
    return { check, failure: error instanceof Error ? error.message : String(error) }
  }
}

function checksOf(estimator: unknown): readonly Check<Configurable>[] {
  const has = (method: string): boolean =>
    typeof (Object(estimator) as Record<string, unknown>)[method] === 'function'
  const missing = ['getParams', 'setParams', 'clone', 'fit'].filter(method => !has(method))
  if (missing.length > 0 || (!has('predict') && !has('transform'))) {
    throw new ValidationError(
      `checkEstimator: ${describe(estimator)} is no estimator; it lacks ${[...missing, ...(has('predict') || has('transform') ? [] : ['predict or transform'])].join(', ')}`,
    )
  }
  const own = has('predict') ? [...classifierPromises, ...classifierInputs] : transformerChecks
  return [...configurableChecks, ...(own as readonly Check<unknown>[])] as readonly Check<Configurable>[]
}
