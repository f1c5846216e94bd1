// Builds the app in the working directory with one bundler: node build.mjs <bundler>. The result is in dist, or .next.

import { writeFileSync } from 'node:fs'

const vite = async plugin => {
  const { build } = await import('vite')
  await build({ logLevel: 'warn', plugins: plugin === undefined ? [] : [plugin] })
}

const BUILDS = {
  'vite-react': async () => vite((await import('@vitejs/plugin-react')).default()),
  'vite-vue': async () => vite((await import('@vitejs/plugin-vue')).default()),
  'vite-svelte': async () => vite((await import('@sveltejs/vite-plugin-svelte')).svelte()),
  webpack: async () => {
    const { default: webpack } = await import('webpack')
    const config = {
      mode: 'production',
      context: process.cwd(),
      entry: './main.js',
      output: { path: `${process.cwd()}/dist` },
      performance: false,
    }
    const stats = await new Promise((resolve, reject) => {
      webpack(config).run((error, result) => (error ? reject(error) : resolve(result)))
    })
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true })
    const [first] = [...errors, ...warnings]
    if (first !== undefined) throw new Error(first.message)
  },
  rollup: async () => {
    const { rollup } = await import('rollup')
    const { default: resolve } = await import('@rollup/plugin-node-resolve')
    const { default: commonjs } = await import('@rollup/plugin-commonjs')
    const bundle = await rollup({ input: 'main.js', plugins: [resolve({ browser: true }), commonjs()] })
    await bundle.write({ dir: 'dist', format: 'es' })
    await bundle.close()
  },
  esbuild: async () => {
    const { build } = await import('esbuild')
    await build({
      entryPoints: ['main.js'],
      bundle: true,
      minify: true,
      format: 'esm',
      outdir: 'dist',
      logLevel: 'warning',
    })
  },
  parcel: async () => {
    const { Parcel } = await import('@parcel/core')
    const options = {
      entries: 'index.html',
      defaultConfig: '@parcel/config-default',
      mode: 'production',
      shouldDisableCache: true,
      defaultTargetOptions: { distDir: 'dist', publicUrl: './' },
    }
    // Its own errors print as an object.
    await new Parcel(options).run().catch(error => {
      throw new Error(error.diagnostics?.map(({ message }) => message).join('\n') ?? String(error))
    })
  },
  'next-turbopack': () => next('--turbopack'),
  'next-webpack': () => next('--webpack'),
}

async function next(flag) {
  const { spawnSync } = await import('node:child_process')
  const { createRequire } = await import('node:module')
  const bin = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const { status } = spawnSync(process.execPath, [bin, 'build', flag], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`next build ${flag} ended with ${status}`)
}

await BUILDS[process.argv[2]]()
writeFileSync('done', '')
// Parcel keeps its workers.
process.exit(0)
