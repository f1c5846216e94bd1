export type { AnalyzerOptions } from './analyzer'
export {
  CountVectorizer,
  type CountVectorizerOptions,
  TfidfVectorizer,
  type TfidfVectorizerOptions,
} from './count-vectorizer'
export { HashingVectorizer, type HashingVectorizerOptions } from './hashing-vectorizer'
export { textTransformers } from './text-transformers'
export type { WeightingOptions } from './weighting'
