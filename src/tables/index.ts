export type { SavedTransformer } from '../preprocessing/data-transformer'
export type { Category } from '../preprocessing/one-hot-layout'
export type { ColumnKind } from './column-kinds'
export type { ColumnChoice, ColumnPart, ColumnStep } from './column-parts'
export {
  ColumnTransformer,
  type ColumnTransformerOptions,
  type ColumnTransformerParams,
} from './column-transformer'
export { FeatureUnion } from './feature-union'
export { FunctionTransformer, type FunctionTransformerOptions } from './function-transformer'
export {
  MinMaxScaler,
  type MinMaxScalerOptions,
  Normalizer,
  type NormalizerOptions,
  RobustScaler,
  type RobustScalerOptions,
} from './linear-scalers'
export { makeColumnTransformer, type NamedParts } from './make-column-transformer'
export { OneHotEncoder, type OneHotEncoderOptions } from './one-hot-encoder'
export { OrdinalEncoder, type OrdinalEncoderOptions } from './ordinal-encoder'
export { PolynomialFeatures, type PolynomialFeaturesOptions } from './polynomial-features'
export { SelectFromModel, type SelectFromModelOptions } from './select-from-model'
export { SimpleImputer, type SimpleImputerOptions } from './simple-imputer'
export { tableTransformers } from './table-transformers'
export { type ColumnDescription, TableVectorizer, type TableVectorizerOptions } from './table-vectorizer'
export { TransformerChain } from './transformer-chain'
