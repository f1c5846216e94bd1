/** The colours of all figures. */

import type * as Plot from '@observablehq/plot'

/** Ink and paper of the figures in files. */
export const INK = '#1b1b1b'
export const MUTED_INK = '#5a5a5a'
export const PAPER = '#ffffff'

/** How the marks of one penalty look. */
export interface Look {
  readonly color: string
  readonly symbol: Plot.SymbolType
  readonly r: number
}

/**
 * Of the first and the second penalty: green and purple stay apart for every kind of colour blindness and are not the
 * colours of the coefficient maps; later marks are smaller, so that equal points show as one mark inside the other.
 */
export const LOOKS: readonly Look[] = [
  { color: '#1b7837', symbol: 'circle', r: 6 },
  { color: '#762a83', symbol: 'square', r: 3.5 },
]
