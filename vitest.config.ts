import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/test-results.json' }]],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*-data.ts'],
      reporter: ['text-summary'],
      thresholds: { lines: 95 },
    },
  },
})
