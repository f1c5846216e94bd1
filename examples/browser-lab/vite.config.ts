import { join } from 'node:path'
import { defineConfig } from 'vite'

const page = (name: string) => join(import.meta.dirname, name)

export default defineConfig({
  // Relative addresses: the built page works from any folder of a server.
  base: './',
  // Files of their own instead of data: addresses, which `default-src 'self'` refuses.
  build: {
    assetsInlineLimit: 0,
    outDir: 'out',
    modulePreload: { polyfill: false },
    // The page of one's own table uses `await` at its top.
    target: 'es2022',
    // A slow machine is no fault of the page, so times are not warned of.
    rollupOptions: { input: [page('index.html'), page('table.html')], checks: { pluginTimings: false } },
  },
  worker: { format: 'es', rollupOptions: { checks: { pluginTimings: false } } },
})
