import { availableParallelism, cpus, loadavg, release, type } from 'node:os'

/** One line on what the times were measured with. */
export function machine(): string {
  const load = loadavg()[0].toFixed(1)
  return `${processor()} (load ${load}), ${type()} ${release()}`
}

/** The same in short: what stands under a picture. */
export function processor(): string {
  const model = cpus()[0]?.model ?? 'unknown processor'
  return `${model}, ${availableParallelism()} cores, Node ${process.version}`
}
