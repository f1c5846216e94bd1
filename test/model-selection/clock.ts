/** Time for tests of what is decided by the time that work takes. */

import { vi } from 'vitest'

/** Makes the clock go so fast that any work seems long enough to be shared. Undone by `vi.restoreAllMocks`. */
export function hurry(): void {
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => 1e4 * now())
}
