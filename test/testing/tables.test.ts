/** The common checks of the transformers of tables and texts. Those that take blanks say so: NaN is one. */

import { expect, test } from 'vitest'
import {
  CsrMatrix,
  LogisticRegression,
  makePipeline,
  type NdMatrix,
  type Pipeline,
  StandardScaler,
  type Transformer,
} from '../../src'
import {
  ColumnTransformer,
  FeatureUnion,
  FunctionTransformer,
  MinMaxScaler,
  makeColumnTransformer,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  PolynomialFeatures,
  RobustScaler,
  SelectFromModel,
  SimpleImputer,
  TableVectorizer,
  TransformerChain,
} from '../../src/tables'
import { checkEstimator } from '../../src/testing'
import { CountVectorizer, HashingVectorizer, TfidfVectorizer } from '../../src/text'

const unknown = { handleUnknown: 'ignore' } as const
const BLANKS = 'NaN is a blank, which it takes'
const blanks = { 'refuses NaN in X': BLANKS, 'refuses NaN at transform': BLANKS }
const blanksInPipelines = {
  'refuses NaN in X': BLANKS,
  'refuses null in X': BLANKS,
  'refuses NaN at predict': BLANKS,
}

/** Rows of numbers as texts of their digits, whatever matrix they come in. */
const asTexts = new FunctionTransformer(X => {
  const matrix = X instanceof CsrMatrix ? X.toDense() : (X as NdMatrix)
  return matrix.toArray().map(row => (row as number[]).map((value, j) => `${'abc'[j]}${value}`).join(' '))
})
const plain = new StandardScaler({ withMean: false, withStd: false })
const ofTexts = (vectorizer: Transformer) =>
  makePipeline(plain, asTexts, vectorizer, new LogisticRegression())

const kinds: Record<string, [Transformer | Pipeline, Record<string, string>?]> = {
  OneHotEncoder: [new OneHotEncoder(unknown), blanks],
  'OneHotEncoder, dense': [new OneHotEncoder({ ...unknown, sparseOutput: false, minFrequency: 3 }), blanks],
  OrdinalEncoder: [new OrdinalEncoder({ handleUnknown: 'use_encoded_value', unknownValue: -1 })],
  SimpleImputer: [new SimpleImputer({ strategy: 'median' }), blanks],
  MinMaxScaler: [new MinMaxScaler()],
  RobustScaler: [new RobustScaler()],
  Normalizer: [new Normalizer()],
  PolynomialFeatures: [new PolynomialFeatures({ interactionOnly: true })],
  SelectFromModel: [new SelectFromModel(new LogisticRegression({ penalty: 'l1' }))],
  FeatureUnion: [new FeatureUnion({ a: new StandardScaler(), b: new MinMaxScaler() })],
  TransformerChain: [new TransformerChain(new SimpleImputer(), new StandardScaler()), blanks],
  ColumnTransformer: [
    new ColumnTransformer({
      numbers: [new StandardScaler(), [0, 1]],
      words: [new OneHotEncoder(unknown), [2]],
    }),
  ],
  makeColumnTransformer: [
    makeColumnTransformer([new RobustScaler(), [2]], ['passthrough', [0]], [new OneHotEncoder(unknown), [1]]),
    blanks,
  ],
  TableVectorizer: [new TableVectorizer(), blanks],
  'pipeline of imputer, products and scaler': [
    makePipeline(
      new SimpleImputer(),
      new PolynomialFeatures(),
      new StandardScaler(),
      new LogisticRegression(),
    ),
    blanksInPipelines,
  ],
  'pipeline of TableVectorizer': [
    makePipeline(new TableVectorizer(), new LogisticRegression()),
    { ...blanksInPipelines, 'refuses a string in X': 'a column of words is one of categories' },
  ],
  CountVectorizer: [ofTexts(new CountVectorizer())],
  TfidfVectorizer: [ofTexts(new TfidfVectorizer())],
  HashingVectorizer: [ofTexts(new HashingVectorizer({ nFeatures: 64 }))],
}

test.each(Object.entries(kinds))('%s keeps to all of them', async (_, [estimator, expectedFailures = {}]) => {
  const results = await checkEstimator(estimator as never, { expectedFailures })
  const exempt = results.filter(result => result.exempt !== undefined)
  expect(exempt).toHaveLength(Object.keys(expectedFailures).length)
})

test('what is expected to fail must be a check, and fail', async () => {
  await expect(
    checkEstimator(new MinMaxScaler(), { expectedFailures: { 'refuses Nan': '' } }),
  ).rejects.toThrow("expectedFailures has no check 'refuses Nan'")
  await expect(checkEstimator(new MinMaxScaler(), { expectedFailures: blanks })).rejects.toThrow(
    'it holds, but was expected to fail',
  )
})
