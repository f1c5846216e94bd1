import { CountVectorizer, TfidfVectorizer } from './count-vectorizer'
import { HashingVectorizer } from './hashing-vectorizer'

/**
 * The transformers of texts by the type that their `toJSON` writes, for reading saved pipelines.
 *
 * @example
 * ```ts
 * import { LogisticRegression, makePipeline, Pipeline } from 'ndlogit'
 * import { TfidfVectorizer, textTransformers } from 'ndlogit/text'
 *
 * const model = makePipeline(new TfidfVectorizer(), new LogisticRegression()).fit(['red sun', 'blue sea'], [1, 0])
 * const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(model)), textTransformers)
 * console.log(back.predict(['sun'])) // [ 1 ]
 * ```
 */
export const textTransformers = {
  'ndlogit/CountVectorizer': CountVectorizer,
  'ndlogit/TfidfVectorizer': TfidfVectorizer,
  'ndlogit/HashingVectorizer': HashingVectorizer,
} as const
