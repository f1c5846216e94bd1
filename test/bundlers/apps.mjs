// What the bundlers are given: one piece of code that uses ndlogit, in the clothes of each framework; and the recipes of
// docs/in-the-browser.md, as they stand there.

import { readFileSync } from 'node:fs'

/** Fits, saves, loads in both ways, predicts and scores; nothing in it uses threads. */
const PLAIN = `
import { accuracyScore, LogisticRegression, makePipeline, Pipeline, StandardScaler } from 'ndlogit'
import { loadModel } from 'ndlogit/predict'
const X = [[0, 1], [1, 0], [2, 1], [3, 0]]
const y = ['a', 'a', 'b', 'b']
export const work = async () => {
  const fitted = await makePipeline(new StandardScaler(), new LogisticRegression()).fitAsync(X, y)
  const text = JSON.stringify(fitted)
  const loaded = Pipeline.fromJSON(JSON.parse(text)).predict(X)
  const same = String(loadModel(text).predict(X)) === String(loaded)
  return same ? 'accuracy ' + accuracyScore(y, loaded) : 'the loaded models differ'
}
`

/** Cross-validates in two threads. */
const THREADS = `
import { crossValScore, LogisticRegression, setWorkers } from 'ndlogit'
import { startWorker } from 'ndlogit/workers'
setWorkers(startWorker)
const X = Array.from({ length: 40 }, (_, i) => [Math.sin(i), i % 7])
const y = X.map(([a]) => (a > 0 ? 'a' : 'b'))
export const work = async () => 'accuracies ' + (await crossValScore(new LogisticRegression(), X, y, { nJobs: 2 })).toArray()
`

export const WORK = { plain: PLAIN, threads: THREADS }

const MAIN = `
import { work } from './work.js'
work().then(result => {
  if (typeof document === 'undefined') console.log(result)
  else document.body.append(String(result))
})
`
const page = script =>
  `<!doctype html><title>ndlogit</title><div id="app"></div><script type="module" src="./${script}"></script>`

/** A file of the guide, by the comment that its block begins with. */
function ofGuide(name) {
  const guide = readFileSync(new URL('../../docs/in-the-browser.md', import.meta.url), 'utf8')
  const start = guide.indexOf(`\`\`\`js\n// ${name}\n`)
  if (start < 0) throw new Error(`docs/in-the-browser.md has no block of ${name}`)
  return guide.slice(start + 6, guide.indexOf('\n```', start))
}
const hook = () =>
  Object.fromEntries(['use-fit.js', 'fit-worker.js', 'fit.jsx'].map(name => [name, ofGuide(name)]))

/** The recipes of the guide as apps, by framework. */
export const RECIPES = {
  react: () => ({
    ...hook(),
    'main.jsx': `
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Fit } from './fit.jsx'
createRoot(document.getElementById('app')).render(<StrictMode><Fit /></StrictMode>)`,
    'index.html': page('main.jsx'),
  }),
  next: saved => ({
    ...hook(),
    'next.config.mjs': FILES.next['next.config.mjs'],
    'app/layout.jsx': FILES.next['app/layout.jsx'],
    'app/page.jsx': ofGuide('app/page.jsx'),
    'model.json': saved,
  }),
}

/** The files of an app by framework, without \`work.js\`. */
export const FILES = {
  none: { 'main.js': MAIN, 'index.html': page('main.js') },
  react: {
    'main.jsx': `
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { work } from './work.js'
function App() {
  const [result, setResult] = useState('')
  useEffect(() => { work().then(setResult) }, [])
  return <p>{result}</p>
}
createRoot(document.getElementById('app')).render(<App />)`,
    'index.html': page('main.jsx'),
  },
  vue: {
    'App.vue': `
<script setup>
import { ref } from 'vue'
import { work } from './work.js'
const result = ref('')
work().then(value => { result.value = value })
</script>
<template><p>{{ result }}</p></template>`,
    'main.js': `
import { createApp } from 'vue'
import App from './App.vue'
createApp(App).mount('#app')`,
    'index.html': page('main.js'),
  },
  svelte: {
    'App.svelte': `
<script>
import { work } from './work.js'
</script>
{#await work() then result}<p>{result}</p>{/await}`,
    'main.js': `
import { mount } from 'svelte'
import App from './App.svelte'
mount(App, { target: document.getElementById('app') })`,
    'index.html': page('main.js'),
  },
  next: {
    'next.config.mjs':
      "export default { output: 'export', turbopack: { root: import.meta.dirname + '/..' } }",
    'app/layout.jsx': 'export default ({ children }) => <html><body>{children}</body></html>',
    'app/page.jsx': `
'use client'
import { useEffect, useState } from 'react'
import { work } from '../work.js'
export default function Page() {
  const [result, setResult] = useState('')
  useEffect(() => { work().then(setResult) }, [])
  return <p>{result}</p>
}`,
  },
}
