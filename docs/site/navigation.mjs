/** The sidebar: the guides in their groups, then the entries, the main one first, with types apart from what is called. */

import { DefaultTheme, ReflectionKind } from 'typedoc'

/** Which guides go together; their order is that of `projectDocuments`. */
export const GUIDES = {
  Start: ['getting-started', 'options', 'from-scikit-learn', 'from-glmnet', 'migrating', 'CHANGELOG'],
  Choose: ['choosing-penalty-and-c', 'larger-than-memory', 'tables'],
  Understand: ['inference', 'mathematics', 'performance'],
  Deploy: ['saving-models', 'in-the-browser'],
  Contribute: ['architecture', 'contributing'],
}

/** Folders of this class are open at first. */
export const OPEN = 'open'

/** What TypeDoc calls the folders whose names are types. */
const TYPES = ['Interfaces', 'Type Aliases']

/** @param {Map<string, string>} groups - the group of each guide, by its title */
export function themeOf(groups) {
  return class extends DefaultTheme {
    buildNavigation(project) {
      const pages = super.buildNavigation(project).flatMap(({ children }) => children)
      const isGuide = ({ kind }) => kind === ReflectionKind.Document
      const guides = Object.keys(GUIDES).map(text => ({
        text,
        class: OPEN,
        children: pages.filter(page => isGuide(page) && groups.get(page.text) === text),
      }))
      const entries = pages.filter(page => !isGuide(page)).sort((a, b) => (a.text < b.text ? -1 : 1))
      return [...guides, { text: 'Reference', class: OPEN, children: entries.map(entryFolder) }]
    }
  }
}

/** A folder has no address of its own, as a link within a button is none to screen readers: its page comes first in it. */
function entryFolder({ text, path, kind, children }) {
  const called = children.flatMap(child => (isKind(child) ? child.children : [child]))
  const types = children.filter(({ text }) => TYPES.includes(text)).flatMap(folder => folder.children)
  const folders = types.length === 0 ? called : [...called, { text: 'Types', children: types }]
  return {
    text,
    children: [{ text: 'All names', path, kind }, ...folders.filter(({ text }) => !TYPES.includes(text))],
  }
}

/** Whether a folder is one of TypeDoc's by the kind of what it holds. */
function isKind({ text }) {
  return ['Classes', 'Functions', 'Variables'].includes(text)
}
