import type { Configurable, Estimator, Transformer } from '../data/estimator'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { Pipeline } from './pipeline'

/** Steps named by what they are: `standardScaler`, `logisticRegression`, …; `step0`, `step1`, … where they do not say. */
export type NamedSteps<T extends readonly (Transformer | Estimator)[]> = {
  readonly [I in keyof T & `${number}` as T[I] extends { readonly stepName: infer N extends string }
    ? N
    : `step${I}`]: T[I]
}

/**
 * A {@link Pipeline} of these steps, named by what they are.
 *
 * @param steps - transformers, then a classifier
 * @throws ValidationError when two steps would have one name, or a step lacks a method
 *
 * @example
 * ```ts
 * import { LogisticRegression, makePipeline, StandardScaler } from 'ndlogit'
 *
 * const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1' }))
 * pipeline.setParams({ logisticRegression__C: 10 })
 * console.log(Object.keys(pipeline.steps)) // [ 'standardScaler', 'logisticRegression' ]
 * ```
 */
export function makePipeline<T extends readonly [...Transformer[], Estimator]>(
  ...steps: T
): Pipeline<NamedSteps<T>> {
  const named = new Map<string, Configurable>()
  steps.forEach((step, at) => {
    const name = step?.stepName ?? `step${at}`
    if (named.has(name)) {
      throw new ValidationError(
        `makePipeline: two steps are called ${describe(name)}; name them with new Pipeline({ … })`,
      )
    }
    named.set(name, step)
  })
  return new Pipeline(Object.fromEntries(named) as NamedSteps<T>)
}
