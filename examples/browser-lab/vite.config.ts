import { defineConfig } from 'vite'

export default defineConfig({
  // Relative addresses: the built page works from any folder of a server.
  base: './',
  // Files of their own instead of data: addresses, which `default-src 'self'` refuses.
  build: { assetsInlineLimit: 0, outDir: 'out', modulePreload: { polyfill: false } },
  worker: { format: 'es' },
})
