/**
 * What the site has beyond TypeDoc: formulas as MathML, set when the site is built; guides by their titles, in groups;
 * entries by the names that are imported; the reference by task; and no script or style within a page, so that it may be
 * served under `default-src 'self'`.
 *
 * Formulas are fenced as `math` and written in TeX, which GitHub sets as well.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import temml from 'temml'
import {
  Comment,
  CommentTag,
  Converter,
  MarkdownEvent,
  PageEvent,
  ReflectionKind,
  RendererEvent,
} from 'typedoc'
import { accessible, accessibleScript } from './accessible.mjs'
import { GUIDES, themeOf } from './navigation.mjs'

const ENTRY = 'ndlogit'
const IMPORTED = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).exports)
const FENCE = /^( *)```math\n([\s\S]*?)\n *```$/gm

/** What the folders of the sources are for. */
const TASKS = {
  'linear-model': 'Models',
  paths: 'Paths of models, and the choice of C',
  'model-selection': 'Model selection',
  pipeline: 'Pipelines and scaling',
  preprocessing: 'Pipelines and scaling',
  metrics: 'Metrics',
  data: 'Data',
  exchange: 'Saving and exchange',
  support: 'Errors and warnings',
  solvers: 'Models',
}

/** What each entry is for. */
const ENTRIES = {
  ndlogit: 'Models, paths, the choice of C, model selection, pipelines, scalers and metrics.',
  datasets: 'The handwritten digits, and svmlight files.',
  decisions: 'Thresholds, calibrated probabilities, and intercepts for other shares of the classes.',
  figures: 'Paths, cross-validations, curves and coefficients as data for Observable Plot.',
  inference: "Standard errors, tests and intervals of unpenalized models, and Firth's regression.",
  onnx: 'Models and pipelines as ONNX files.',
  partitioned: 'Exact fits over rows that no process holds.',
  'partitioned/bullmq': 'The same fits on many machines, by a queue of BullMQ.',
  paths: 'Paths that are certified between their points.',
  predict: 'Saved models that predict and explain, in 4 KB, without ndarray or WebAssembly.',
  tables: 'Encoders, imputers and column transformers for tables.',
  testing: 'What every estimator is to keep to, as checks for your own.',
  text: 'Counts and TF-IDF of texts.',
  workers: 'Threads for `nJobs`, where the code of the workers comes along in a bundle.',
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  const groups = new Map()
  app.renderer.defineTheme('ndlogit', themeOf(groups))
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, guide) => nameGuide(guide, groups))
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => project.children?.forEach(describeEntry))
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => sortByTask(project))
  app.renderer.on(RendererEvent.BEGIN, ({ project }) => {
    for (const entry of project.children ?? []) entry.name = importedName(entry.name)
  })
  const scripts = new Set()
  app.renderer.on(PageEvent.END, page => {
    page.contents = presented(page, scripts)
  })
  app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    writeFileSync(join(outputDirectory, INLINE), [...scripts].join('\n'))
    const script = join(outputDirectory, 'assets/main.js')
    writeFileSync(script, accessibleScript(readFileSync(script, 'utf8')))
  })
  // Before markdown is turned into HTML, which passes elements through.
  app.renderer.on(MarkdownEvent.PARSE, event => prepareText(event), 100)
}

/** A guide is called by its heading, which then is not there twice, and stands with those of its group. */
function nameGuide(guide, groups) {
  const [first] = guide.content
  const [heading, title] = /^# (.*)\n+/.exec(first.text)
  const file = guide.name.split('/').at(-1)
  const group = Object.keys(GUIDES).find(name => GUIDES[name].includes(file))
  if (group === undefined) throw new Error(`docs/site/plugin.mjs: no group has the guide ${file}`)
  guide.name = title
  first.text = first.text.slice(heading.length)
  groups.set(title, group)
}

/** An entry says what it is for. */
function describeEntry(entry) {
  const name = importedName(entry.name)
  const text = ENTRIES[name.slice(ENTRY.length + 1) || ENTRY]
  if (text === undefined) throw new Error(`docs/site/plugin.mjs: what is ${name} for?`)
  entry.comment = new Comment([{ kind: 'text', text }])
}

function sortByTask(project) {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.SomeExport)) {
    if (reflection.parent?.kind !== ReflectionKind.Module) continue
    const file = project.getSymbolIdFromReflection(reflection)?.fileName ?? ''
    const task = TASKS[/\bsrc\/([\w-]+)\//.exec(file)?.[1]]
    if (task !== undefined) addTag(reflection, '@category', task)
  }
}

function addTag(reflection, tag, text) {
  reflection.comment ??= new Comment()
  reflection.comment.blockTags.push(new CommentTag(tag, [{ kind: 'text', text }]))
}

/** The name by which an entry is imported. */
function importedName(module) {
  if (module.startsWith(ENTRY)) return module
  if (IMPORTED.includes(`./${module}`)) return `${ENTRY}/${module}`
  const folder = module.split('/').at(-1)
  return folder === 'index' ? ENTRY : `${ENTRY}/${folder}`
}

/** The scripts of the pages, in one file. */
const INLINE = 'assets/inline.js'

/** The name and the version stand above it on every page. */
const FRONT_TITLE = /<h1>ndlogit - v[^<]*<\/h1>/

/** The page with its inline script in a file, its inline styles as classes of site.css, and a guide's title as heading. */
function presented({ contents, url }, scripts) {
  const up = '../'.repeat(url.split('/').length - 1)
  return accessible(contents)
    .replace(/<script>([\s\S]*?)<\/script>/g, (_, script) => {
      scripts.add(script)
      return `<script src="${up}${INLINE}"></script>`
    })
    .replace(
      url.startsWith('documents/')
        ? /<ul class="tsd-breadcrumb"[^>]*>\s*<li><a[^>]*>([^<]*)<\/a><\/li><\/ul>/
        : /$^/,
      '<h1>$1</h1>',
    )
    .replace(FRONT_TITLE, '<h1>Exact logistic regression for Node and the browser</h1>')
    .replace('<h1>Module ', '<h1>')
    .replace(/(?<=<t[hd]) style="text-align:(\w+)"/g, ' class="align-$1"')
    .replace(/ style="display:block math;"/g, '')
    .replace(/(?<=<mtd)([^>]*) style="padding-left:(\d)em;padding-right:0em;"/g, '$1 class="pad-$2"')
}

function prepareText(event) {
  const text = event.parsedText.replace(FENCE, (_, indent, tex) => indent + toMathML(tex))
  // What is on the site alone, such as the lab, is linked to as `site:path`.
  event.parsedText = text.replaceAll('](site:', '](')
}

function toMathML(tex) {
  const markup = temml.renderToString(tex.replace(/^ +/gm, ''), { displayMode: true, throwOnError: true })
  return `<div class="formula">${markup.replaceAll('\n', ' ')}</div>`
}
