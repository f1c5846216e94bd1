/**
 * What the site has beyond TypeDoc: formulas as MathML, set when the site is built; guides by their titles, in groups;
 * entries by the names that are imported; and the reference by task.
 *
 * Formulas are fenced as `math` and written in TeX, which GitHub sets as well.
 */

import temml from 'temml'
import { Comment, CommentTag, Converter, MarkdownEvent, ReflectionKind, RendererEvent } from 'typedoc'

const ENTRY = 'ndlogit'
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
  const folder = module.split('/').at(-1)
  return folder === 'index' ? ENTRY : `${ENTRY}/${folder}`
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
