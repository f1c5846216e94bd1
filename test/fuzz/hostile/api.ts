/** Public functions called with good arguments of which one or two are replaced. */

import * as datasets from '../../../src/datasets/index'
import { toOnnx } from '../../../src/exchange/onnx/index'
import * as nd from '../../../src/index'
import type { Chance } from './chance'
import { judge, type Verdict } from './judge'
import { MORE_CALLS } from './more-calls'
import { SOURCE_CALLS } from './sources'
import { hostileValue } from './values'

const X = [
  [1, 2],
  [2, 1],
  [3, 5],
  [4, 0],
  [5, 2],
  [0, 1],
]
const y = ['a', 'b', 'a', 'b', 'a', 'b']
const codes = [0, 1, 0, 1, 0, 1]
const scores = [0.1, 0.8, 0.4, 0.7, 0.2, 0.9]
const fitted = new nd.LogisticRegression().fit(X, y)
const scaler = new nd.StandardScaler().fit(X)
const chain = nd.makePipeline(new nd.StandardScaler(), new nd.LogisticRegression()).fit(X, y)

type Call = readonly [name: string, call: (...args: never[]) => unknown, args: readonly unknown[]]

const call = <A extends readonly unknown[]>(name: string, f: (...args: A) => unknown, ...args: A): Call => [
  name,
  f as never,
  args,
]

const options = { C: 1, tol: 1e-3, maxIter: 5 }
const csr = { shape: [2, 2], indptr: [0, 1, 2], indices: [0, 1], data: [1, 2] } as const

const CALLS: readonly Call[] = [
  call('new LogisticRegression', o => new nd.LogisticRegression(o), options),
  call('setParams', o => new nd.LogisticRegression().setParams(o), options),
  call('fit', (a, b, o) => new nd.LogisticRegression(options).fit(a, b, o), X, y, { sampleWeight: scores }),
  call('fitAsync', (a, b, o) => new nd.LogisticRegression(options).fitAsync(a, b, o), X, y, {
    sampleWeight: scores,
  }),
  call('fit, weighted', w => new nd.LogisticRegression(options).fit(X, y, { sampleWeight: w }), scores),
  call('fit, classWeight', w => new nd.LogisticRegression({ classWeight: w }).fit(X, y), { a: 1, b: 2 }),
  call('predict', a => fitted.predict(a), X),
  call('predictProba', a => fitted.predictProba(a), X),
  call('score', (a, b, o) => fitted.score(a, b, o), X, y, {}),
  call('fromCoefficients', p => nd.LogisticRegression.fromCoefficients(p), {
    coef: [[1, 2]],
    intercept: [0],
    classes: ['a', 'b'],
  }),
  call('StandardScaler.fit', (a, o) => new nd.StandardScaler().fit(a, o), X, {}),
  call('StandardScaler.transform', a => scaler.transform(a), X),
  call('inverseTransform', a => scaler.inverseTransform(a), X),
  call('MaxAbsScaler', (a, o) => new nd.MaxAbsScaler().fitTransform(a, o), X, {}),
  call('new StandardScaler', o => new nd.StandardScaler(o), { withMean: true }),
  call('new Pipeline', s => new nd.Pipeline(s), { scale: scaler, model: fitted }),
  call('makePipeline', (a, b) => nd.makePipeline(a, b), scaler, fitted),
  call('Pipeline.fit', (a, b, o) => chain.clone().fit(a, b, o), X, y, {}),
  call('Pipeline.setParams', o => chain.clone().setParams(o), { logisticRegression__C: 2 }),
  call('Pipeline.predict', a => chain.predict(a), X),
  call('trainTestSplit', (a, b, o) => nd.trainTestSplit(a, b, o), X, y, { randomState: 0 }),
  call('trainTestSplit, stratify', s => nd.trainTestSplit(X, y, { stratify: s }), y),
  call('crossValScore', (a, b, o) => nd.crossValScore(fitted, a, b, o), X, y, { cv: 2 }),
  call('crossValScore, cv', cv => nd.crossValScore(fitted, X, y, { cv }), 2),
  call(
    'crossValidate, scoring',
    scoring => nd.crossValidate(fitted, X, y, { cv: 2, scoring }),
    'accuracy' as const,
  ),
  call('crossValPredict', (e, a, b) => nd.crossValPredict(e, a, b, { cv: 2 }), fitted, X, y),
  call('new GridSearchCV', (e, g, o) => new nd.GridSearchCV(e, g, o), fitted, { C: [1, 2] }, { cv: 2 }),
  call('new LogisticRegressionCV', o => new nd.LogisticRegressionCV(o), { Cs: [1, 2], cv: 2 }),
  call('logisticRegressionPath', (a, b, o) => nd.logisticRegressionPath(a, b, o), X, y, { Cs: 2 }),
  call('l1MinC', (a, b, o) => nd.l1MinC(a, b, o), X, y, {}),
  call('new CsrMatrix', p => new nd.CsrMatrix(p), csr),
  call(
    'new CsrMatrix, part',
    (indptr, indices, data) => new nd.CsrMatrix({ ...csr, indptr, indices, data }),
    csr.indptr,
    csr.indices,
    csr.data,
  ),
  call('new CsrMatrix, shape', shape => new nd.CsrMatrix({ ...csr, shape }), csr.shape),
  call('fromCoo', p => nd.CsrMatrix.fromCoo(p), {
    shape: [2, 2],
    row: [0, 1],
    col: [1, 0],
    data: [1, 2],
  } as const),
  call('fromDense', a => nd.CsrMatrix.fromDense(a), X),
  call('accuracyScore', (a, b, o) => nd.accuracyScore(a, b, o), y, y, {}),
  call('confusionMatrix', (a, b, o) => nd.confusionMatrix(a, b, o), y, y, {}),
  call('logLoss', (a, b, o) => nd.logLoss(a, b, o), codes, scores, {}),
  call('rocAucScore', (a, b, o) => nd.rocAucScore(a, b, o), codes, scores, {}),
  call('rocCurve', (a, b, o) => nd.rocCurve(a, b, o), codes, scores, {}),
  call('classificationReport', (a, b, o) => nd.classificationReport(a, b, o), y, y, {}),
  call('f1Score', (a, b, o) => nd.f1Score(a, b, o), codes, codes, {}),
  call('sparsity', (c, o) => nd.sparsity(c, o), [1, 0], {}),
  call('auc', (a, b) => nd.auc(a, b), [...scores].sort(), scores),
  call('KFold', (o, a) => [...new nd.KFold(o).split(a)], { nSplits: 2 }, X),
  call('GroupKFold', (o, a, b, g) => [...new nd.GroupKFold(o).split(a, b, g)], { nSplits: 2 }, X, y, y),
  call(
    'StratifiedShuffleSplit',
    (o, a, b) => [...new nd.StratifiedShuffleSplit(o).split(a, b)],
    { nSplits: 2, testSize: 2 },
    X,
    y,
  ),
  call('getScorer', s => nd.getScorer(s), 'accuracy' as const),
  call('setWorkers', s => nd.setWorkers(s), undefined),
  call('fromLiblinear', t => nd.fromLiblinear(t), 'solver_type'),
  call('toLiblinear', m => nd.toLiblinear(m), new nd.LogisticRegression().fit(X, codes)),
  call('toOnnx', m => toOnnx(m), fitted),
  call('loadSvmlight', (s, o) => datasets.loadSvmlight(s, o), '1 1:1\n', {}),
  call('dumpSvmlight', (a, b, o) => datasets.dumpSvmlight(a, b, o), X, codes, {}),
  call('loadDigits', o => datasets.loadDigits(o), { nClass: 2 }),
]

const ALL: readonly Call[] = [...CALLS, ...MORE_CALLS, ...SOURCE_CALLS]

/** A call with one or two of its arguments replaced. */
export function makeCall(chance: Chance): Call {
  const [name, f, good] = chance.pick(ALL)
  const args = [...good]
  for (let change = 1 + chance.below(2); change > 0; change--) {
    const at = chance.below(args.length)
    args[at] = chance.below(3) === 0 ? within(good[at], chance) : hostileValue(chance)
  }
  return [name, f, args]
}

/** One case, and what it calls. */
export async function callHostile(chance: Chance): Promise<Verdict & { readonly name: string }> {
  const [name, f, args] = makeCall(chance)
  return { name, ...(await judge(1000, () => f(...(args as never[])))) }
}

/** A copy with one part replaced. */
function within(value: unknown, chance: Chance): unknown {
  if (
    typeof value !== 'object' ||
    value === null ||
    Object.getPrototypeOf(value) !== (Array.isArray(value) ? Array.prototype : Object.prototype)
  ) {
    return hostileValue(chance)
  }
  const copy = Array.isArray(value) ? [...value] : { ...value }
  const keys = Object.keys(copy)
  if (keys.length === 0) return hostileValue(chance)
  ;(copy as Record<string, unknown>)[chance.pick(keys)] = hostileValue(chance)
  return copy
}
