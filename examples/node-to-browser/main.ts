/**
 * Trained and saved in Node, used in a web page: a model of the ten digits becomes part of `out/index.html`, one file
 * that opens from the disk, asks no server, and predicts images that the model has not seen.
 *
 * `npm run example:node-to-browser -- some/folder` writes it elsewhere.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { LogisticRegression, makePipeline, StandardScaler, trainTestSplit } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

const [outFolder] = process.argv.slice(2)
if (outFolder?.startsWith('-')) {
  console.error(`${outFolder} is no folder: name the one that gets the page, or none for out beside main.ts`)
  process.exit(1)
}

const SHOWN = 40

// 1. Train. The scaler is saved with the model, so the page gives it raw pixels.

const { data, target } = loadDigits()
const y = Array.from(target.data)
const split = trainTestSplit(data, y, { testSize: 0.25, randomState: 0, stratify: y })
const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ C: 0.1 }))
pipeline.fit(split.XTrain, split.yTrain)

// 2. Save: the model is plain JSON, and so are some of the test images for the page to try it on.

const X = split.XTest.hi(SHOWN, data.shape[1])
const rows = Array.from({ length: SHOWN }, (_, i) =>
  Array.from({ length: data.shape[1] }, (_, j) => X.get(i, j)),
)
const saved = { model: pipeline.toJSON(), X: rows, y: split.yTest.slice(0, SHOWN) }

// 3. Bundle page.ts with the parts of the library that it uses, and write the page. In JSON text a `<` may be written
//    as an escape, and then no content can end the script element.

const folder = fileURLToPath(new URL('.', import.meta.url))
const { outputFiles } = await build({
  entryPoints: [join(folder, 'page.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  write: false,
})
const script = outputFiles[0].text
const json = JSON.stringify(saved).replaceAll('<', '\\u003c')

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trained in Node, predicting here</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
  canvas { width: 100%; image-rendering: pixelated; background: #fff; border: 1px solid #888; }
  .wrong { outline: 3px solid #d55e00; outline-offset: 3px; }
</style>
<h1>Trained in Node, predicting here</h1>
<p id="summary" role="status">Loading the model…</p>
<ol id="digits"></ol>
<script type="application/json" id="saved">${json}</script>
<script type="module">${script}</script>
</html>
`
// npm runs scripts in the package's folder; paths are for the folder where npm was called.
const here = process.env.INIT_CWD ?? process.cwd()
const out = outFolder === undefined ? join(folder, 'out') : resolve(here, outFolder)
const file = join(out, 'index.html')
mkdirSync(out, { recursive: true })
writeFileSync(file, html)

const kb = (text: string) => `${(gzipSync(text).length / 1024).toFixed(1)} KB gzipped`
console.log(`test accuracy: ${pipeline.score(split.XTest, split.yTest).toFixed(4)}
predicted in Node: ${pipeline.predict(X).join('')}
library and page script: ${kb(script)}
model and ${SHOWN} images: ${kb(json)}
Wrote ${relative(here, file)}: open it in a browser`)
