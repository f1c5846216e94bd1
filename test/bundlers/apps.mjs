// What the bundlers are given: one piece of code that uses ndlogit, in the clothes of each framework.

/** Fits and scores; nothing in it uses threads. */
const PLAIN = `
import { accuracyScore, LogisticRegression } from 'ndlogit'
const X = [[0, 1], [1, 0], [2, 1], [3, 0]]
const y = ['a', 'a', 'b', 'b']
export const work = async () => accuracyScore(y, new LogisticRegression().fit(X, y).predict(X))
`

/** Cross-validates in two threads. */
const THREADS = `
import { crossValScore, LogisticRegression, setWorkers } from 'ndlogit'
import { startWorker } from 'ndlogit/workers'
setWorkers(startWorker)
const X = Array.from({ length: 40 }, (_, i) => [Math.sin(i), i % 7])
const y = X.map(([a]) => (a > 0 ? 'a' : 'b'))
export const work = async () => (await crossValScore(new LogisticRegression(), X, y, { nJobs: 2 })).data[0]
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

/** The files of an app by framework, without \`work.js\`. */
export const FILES = {
  none: { 'main.js': MAIN, 'index.html': page('main.js') },
  react: {
    'main.jsx': `
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { work } from './work.js'
function App() {
  const [result, setResult] = useState(0)
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
const result = ref(0)
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
    'next.config.mjs': 'export default { turbopack: { root: import.meta.dirname + "/.." } }',
    'app/layout.jsx': 'export default ({ children }) => <html><body>{children}</body></html>',
    'app/page.jsx': `
'use client'
import { useEffect, useState } from 'react'
import { work } from '../work.js'
export default function Page() {
  const [result, setResult] = useState(0)
  useEffect(() => { work().then(setResult) }, [])
  return <p>{result}</p>
}`,
  },
}
