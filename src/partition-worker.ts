/**
 * What a worker thread of `inThreads` runs: it is told a module, then does one task after another on partitions that the
 * module opens, or that this library can open. The build makes it a file beside the entries.
 */

import { openFromModule } from './partitioned/open'
import { runTask } from './partitioned/run-task'
import type { FromPartitionWorker, ToPartitionWorker } from './partitioned/thread-messages'
import { VERSION } from './support/version'

/** The port to the thread that started this one. */
interface Port {
  postMessage(message: FromPartitionWorker): void
  on(type: 'message', listener: (message: ToPartitionWorker) => void): void
}

const { parentPort } = (
  globalThis as unknown as {
    process: { getBuiltinModule(name: string): { parentPort: Port } }
  }
).process.getBuiltinModule('node:worker_threads')

parentPort.on('message', message => {
  answer(message).catch((error: unknown) => {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error))
    parentPort.postMessage({ error: { name, message: text } })
  })
})
parentPort.postMessage({ ndlogit: VERSION })

async function answer({ task, partition, module }: ToPartitionWorker): Promise<void> {
  const open = await openFromModule(module)
  parentPort.postMessage({ result: await runTask(task, await open(partition)) })
}
