import { textTransformers } from '../text/text-transformers'
import { ColumnTransformer } from './column-transformer'
import { FeatureUnion } from './feature-union'
import { MinMaxScaler, Normalizer, RobustScaler } from './linear-scalers'
import { OneHotEncoder } from './one-hot-encoder'
import { OrdinalEncoder } from './ordinal-encoder'
import { PolynomialFeatures } from './polynomial-features'
import { SelectFromModel } from './select-from-model'
import { SimpleImputer } from './simple-imputer'
import { TableVectorizer } from './table-vectorizer'
import { TransformerChain } from './transformer-chain'

// A spread may do anything, for all that bundlers know: only a call can be marked as pure.
const allOf = () =>
  ({
    ...textTransformers,
    'ndlogit/ColumnTransformer': ColumnTransformer,
    'ndlogit/FeatureUnion': FeatureUnion,
    'ndlogit/MinMaxScaler': MinMaxScaler,
    'ndlogit/Normalizer': Normalizer,
    'ndlogit/OneHotEncoder': OneHotEncoder,
    'ndlogit/OrdinalEncoder': OrdinalEncoder,
    'ndlogit/PolynomialFeatures': PolynomialFeatures,
    'ndlogit/RobustScaler': RobustScaler,
    'ndlogit/SelectFromModel': SelectFromModel,
    'ndlogit/SimpleImputer': SimpleImputer,
    'ndlogit/TableVectorizer': TableVectorizer,
    'ndlogit/TransformerChain': TransformerChain,
  }) as const

/**
 * The transformers of tables and texts by the type that their `toJSON` writes, for reading saved pipelines.
 *
 * @example
 * ```ts
 * import { LogisticRegression, makePipeline, Pipeline } from 'ndlogit'
 * import { OneHotEncoder, tableTransformers } from 'ndlogit/tables'
 *
 * const rows = [{ sex: 'male' }, { sex: 'female' }, { sex: 'male' }]
 * const model = makePipeline(new OneHotEncoder(), new LogisticRegression({ C: 10 })).fit(rows, [0, 1, 0])
 * const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(model)), tableTransformers)
 * console.log(back.predict([{ sex: 'female' }])) // [ 1 ]
 * ```
 */
export const tableTransformers = /* @__PURE__ */ allOf()
