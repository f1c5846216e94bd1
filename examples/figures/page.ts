/** A drawn figure and the sentence under it. */
export interface PageFigure {
  /** the text of an SVG file */
  readonly svg: string
  readonly caption: string
}

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 2rem auto; max-width: 1240px; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
         background: light-dark(#f4f4f2, #16181b); color: light-dark(#1b1b1b, #e6e6e6); }
  h1 { font-size: 1.6rem; line-height: 1.25; }
  figure { margin: 2rem 0; }
  svg { display: block; border-radius: 6px; box-shadow: 0 0 0 1px light-dark(#d8d8d4, #16181b); }
  figcaption { margin-top: 0.6rem; max-width: 70ch; }
`

/** An HTML page that holds the figures and needs nothing else; it follows the reader's choice of light or dark. */
export function page(title: string, ...figures: readonly PageFigure[]): string {
  const body = figures.map(
    ({ svg, caption }) => `<figure>\n${svg}\n<figcaption>${escapeText(caption)}</figcaption>\n</figure>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeText(title)}</h1>
${body.join('\n')}
</body>
</html>
`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
