/** What is said to the threads of `inThreads`, and by them. */

import type { PartitionResult, Task } from './task'

/** One partition to work on; the next one comes when this is answered. */
export interface ToPartitionWorker {
  readonly task: Task
  readonly partition: unknown
  /** the address of the module that opens partitions, if there is one */
  readonly module: string | undefined
}

/** Who the thread is, once; then an answer to every task. */
export type FromPartitionWorker =
  | { readonly ndlogit: string }
  | { readonly result: PartitionResult }
  | { readonly error: { readonly name: string; readonly message: string } }
