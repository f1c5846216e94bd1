/** The tests that mutants of `problem` and `solvers` run against: those of the numerics, quick ones only. */

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/problem/**/*.test.ts', 'test/solvers/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 60_000,
  },
})
