/**
 * The tests that mutants of `problem` and `solvers` run against: those of the numerics, in one process that loads the
 * modules once. Those of the parts come first, since a mutant ends with the first test that fails.
 */

import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

class PartsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (moduleId.endsWith('solve.test.ts') ? 1 : 0)
    return files.sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1))
  }
}

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/problem/**/*.test.ts', 'test/solvers/**/*.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    sequence: { sequencer: PartsFirst },
    isolate: false,
    testTimeout: 60_000,
  },
})
