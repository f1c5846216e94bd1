import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../problem'

/** Writes a problem as raw arrays, for drivers in other languages. */
export function writeProblem({ sparse, dense, labels }: Problem, folder: string): void {
  const arrays = {
    indptr: sparse.indptr,
    indices: sparse.indices,
    data: sparse.data,
    labels: Float64Array.from(labels),
    ...(dense !== undefined && { dense: Float64Array.from(dense) }),
  }
  for (const [name, array] of Object.entries(arrays)) writeFileSync(join(folder, name), array)
}
