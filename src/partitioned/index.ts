export type { Checkpoint, SavedState } from './checkpoint'
export {
  type Executor,
  type InProcessOptions,
  inProcess,
  type OpenPartition,
  type Outcome,
  type Partition,
} from './executor'
export { fitPartitioned } from './fit'
export type { FitOptions, WorkOptions } from './fit-options'
export { type FitScalerOptions, fitScaler } from './fit-scaler'
export type { PartitionedProgress } from './progress'
export type { Chunk, Chunks } from './read-chunk'
export type { PassProgress } from './rounds'
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
