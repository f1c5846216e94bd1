export { loadModel } from './load-model'
export {
  type LoadedPipeline,
  loadPipeline,
  type SampleRow,
  type SampleRows,
  type StepClass,
  type StepClasses,
} from './load-pipeline'
export type { Contribution, Explanation, LoadedModel } from './loaded-model'
export type { Row, RowObject, Rows, ShapedValues, SparseRows } from './rows'
