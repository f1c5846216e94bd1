import { availableParallelism, cpus, loadavg, release, type } from 'node:os'

/** One line on what the times were measured with. */
export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor'
  const load = loadavg()[0].toFixed(1)
  return `${model}, ${availableParallelism()} cores (load ${load}), ${type()} ${release()}, Node ${process.version}`
}
