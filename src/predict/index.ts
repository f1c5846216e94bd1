export { loadModel } from './load-model'
export type { Contribution, Explanation, LoadedModel } from './loaded-model'
export type { Row, Rows, ShapedValues, SparseRows } from './rows'
