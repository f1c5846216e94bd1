/** The built page of the browser lab, on a web server of its own. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { type StaticServer, serve } from './static-server'

const ROOT = fileURLToPath(new URL('../../examples/browser-lab', import.meta.url))

/** The strictest policy that a page of files can have. */
export const STRICT = { 'Content-Security-Policy': "default-src 'self'" }

/** Builds and serves the page; closing the server removes what was built. */
export async function serveLab(
  headers: Record<string, string> = {},
): Promise<StaticServer & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-browser-lab-'))
  await build({ root: ROOT, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  const server = await serve(folder, headers)
  return {
    url: server.url,
    folder,
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
