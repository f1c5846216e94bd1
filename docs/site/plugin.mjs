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

const ENTRY = 'ndlogit'
const IMPORTED = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).exports)
const FENCE = /^( *)```math\n([\s\S]*?)\n *```$/gm

/** Which guides go together; their order is that of `projectDocuments`. */
const GUIDES = {
  Start: ['getting-started', 'options', 'from-scikit-learn', 'from-glmnet', 'migrating'],
  Choose: ['choosing-penalty-and-c', 'larger-than-memory', 'tables'],
  Understand: ['inference', 'mathematics', 'performance'],
  Deploy: ['saving-models', 'in-the-browser', 'frameworks'],
  Contribute: ['architecture', 'contributing'],
}

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

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, guide) => nameGuide(guide))
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
    constructStyles(join(outputDirectory, 'assets/main.js'))
  })
  // Before markdown is turned into HTML, which passes elements through.
  app.renderer.on(MarkdownEvent.PARSE, event => prepareText(event), 100)
}

/** A guide is called by its heading, which then is not there twice, and stands with those of its group. */
function nameGuide(guide) {
  const [first] = guide.content
  const [heading, title] = /^# (.*)\n+/.exec(first.text)
  const group = Object.keys(GUIDES).find(name => GUIDES[name].includes(guide.name))
  if (group === undefined) throw new Error(`docs/site/plugin.mjs: no group has the guide ${guide.name}`)
  guide.name = title
  first.text = first.text.slice(heading.length)
  addTag(guide, '@group', group)
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

/** The page with its inline script in a file, its inline styles as classes of site.css, and a guide's title as heading. */
function presented({ contents, url }, scripts) {
  const up = '../'.repeat(url.split('/').length - 1)
  return contents
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
    .replace(/(?<=<t[hd]) style="text-align:(\w+)"/g, ' class="align-$1"')
    .replace(/ style="display:block math;"/g, '')
    .replace(/(?<=<mtd)([^>]*) style="padding-left:(\d)em;padding-right:0em;"/g, '$1 class="pad-$2"')
}

/** TypeDoc's own script makes a style element; it is given a style sheet that needs no element. */
function constructStyles(file) {
  const element = 'document.head.appendChild(document.createElement("style"))'
  const script = readFileSync(file, 'utf8')
  if (!script.includes(element))
    throw new Error(`docs/site/plugin.mjs: ${file} makes its styles in another way`)
  const holder =
    '{ dataset: {}, text: "", get innerHTML() { return this.text }, set innerHTML(css) { s.replaceSync(this.text = css) } }'
  const sheet = `(s => (document.adoptedStyleSheets.push(s), ${holder}))(new CSSStyleSheet())`
  writeFileSync(file, script.replace(element, sheet))
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
