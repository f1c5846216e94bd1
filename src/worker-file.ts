/**
 * The file that Node starts as a worker, built as `ndlogit-worker.cjs`: it runs the text that `ndlogit/workers` carries,
 * so that the package has it once less. CommonJS, since a thread that loads modules starts 40 ms later; and `vm`, since
 * `eval` is refused where code generation is.
 */

import { workerCode } from './worker-code'

const { process } = globalThis as unknown as {
  process: { getBuiltinModule(name: string): typeof import('node:vm') }
}
process.getBuiltinModule('node:vm').runInThisContext(workerCode)
