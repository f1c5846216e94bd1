export type { Checkpoint, SavedSolution, SavedState } from './checkpoint'
export {
  csvPartitions,
  type DuckDBPartition,
  type ParquetOptions,
  parquetPartitions,
  type TableColumns,
} from './duckdb'
export {
  type Executor,
  type InProcessOptions,
  inProcess,
  type Outcome,
} from './executor'
export { fitPartitioned } from './fit'
export type { FitOptions, WorkOptions } from './fit-options'
export { type FitScalerOptions, fitScaler } from './fit-scaler'
export type { OpenPartition, Partition, ReadyPartition } from './open'
export {
  type CrossValidated,
  type CrossValidateOptions,
  crossValidatePartitioned,
  fitPathPartitioned,
  type PathOptions,
} from './path'
export type { PartitionedProgress } from './progress'
export type { Chunk, Chunks } from './read-chunk'
export type { PassProgress } from './rounds'
export {
  type SvmlightPartition,
  type SvmlightPartitionsOptions,
  svmlightPartitions,
} from './svmlight'
export type {
  Findings,
  LabelCount,
  Part,
  PartitionResult,
  Question,
  Reading,
  Statement,
  Sums,
  Task,
} from './task'
export { type InThreadsOptions, inThreads } from './threads'
