/** Whether tests that start a Redis server of their own can run. */

import { spawnSync } from 'node:child_process'

/** Whether `redis-server` is there to be started; a file of tests that goes without it says so in a line. */
export function hasRedis(skipped: string): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true
  console.log(`redis-server is not installed: ${skipped} skipped (apt-get install redis-server)`)
  return false
}
