/** What screen readers, keyboards and axe miss in TypeDoc's pages. */

import { OPEN } from './navigation.mjs'

/** The page with a main landmark, names for its navigations, headings in order, and no link within a button. */
export function accessible(html) {
  const named = html
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<div class="page-menu">', '<div class="page-menu" role="navigation" aria-label="On this page">')
    .replace('<nav id="tsd-sidebar-links"', '$& aria-label="Elsewhere"')
    .replace('<nav class="tsd-navigation"', '$& aria-label="Guides and reference"')
    .replace(/<summary[\s\S]*?<\/summary>/g, summary =>
      summary.replace(/<a [^>]*tsd-anchor-icon[\s\S]*?<\/a>/g, ''),
    )
    .replace(/(?<!<a [^>]*>)<img src="([^"]+\.svg)"[^>]*>/g, '<a class="figure" href="$1">$&</a>')
  const end = named.search(/<h[23]\b/)
  return end < 0 ? named : named.slice(0, end).replace(/<h([45])\b/g, levelled) + named.slice(end)
}

/** Directly below the title, an h4 is of the second level. */
function levelled(tag, level) {
  return `${tag} aria-level="${level - 2}"`
}

const HOLDER =
  '{ dataset: {}, text: "", get innerHTML() { return this.text }, set innerHTML(css) { s.replaceSync(this.text = css) } }'

/** Passages of TypeDoc's own script, and what they are replaced by. */
const PASSAGES = [
  // Its style element is given a style sheet that needs no element, which a strict policy would refuse.
  [
    'document.head.appendChild(document.createElement("style"))',
    `(s => (document.adoptedStyleSheets.push(s), ${HOLDER}))(new CSSStyleSheet())`,
  ],
  // Folders of the sidebar may be open at first.
  ['s=r.appendChild(document.createElement("details"));', `$&s.open=t.class===${JSON.stringify(OPEN)};`],
  // A result of the search is an option of a list, within which nothing else may have the focus.
  [
    'v.tabIndex=-1,v.href=r.base+c.url',
    'v.onclick=e=>e.ctrlKey||e.metaKey?open(r.base+c.url):location.assign(r.base+c.url)',
  ],
]

/** @throws Error for a passage that TypeDoc writes in another way by now */
export function accessibleScript(script) {
  return PASSAGES.reduce((text, [passage, by]) => {
    if (!text.includes(passage)) throw new Error(`docs/site/accessible.mjs: the script is without ${passage}`)
    return text.replace(passage, by)
  }, script)
}
