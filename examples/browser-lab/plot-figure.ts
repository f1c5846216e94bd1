/** Plots as parts of the page: without the style sheet that each brings along, which a strict policy refuses. */

import * as Plot from '@observablehq/plot'

/** Replaces what `container` holds by a plot; returns it with its scales. */
export function showPlot(
  container: Element,
  label: string,
  options: Plot.PlotOptions,
): (SVGSVGElement | HTMLElement) & Plot.Plot {
  const drawn = Plot.plot(options)
  drawn.querySelector('style')?.remove()
  // Plot names its groups for readers of the source; a group that is no image may have no such name.
  for (const group of drawn.querySelectorAll<SVGElement>('g[aria-label]')) {
    group.dataset.mark = group.getAttribute('aria-label') ?? ''
    group.removeAttribute('aria-label')
  }
  drawn.setAttribute('role', 'img')
  drawn.setAttribute('aria-label', label)
  container.replaceChildren(drawn)
  return drawn
}
