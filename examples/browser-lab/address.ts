/** What the page shows, in its address, so that a view can be sent to somebody. */

export interface View {
  /** log₁₀ of C, −3 … 2 */
  readonly exponent: number
  readonly penalizeIntercept: boolean
  /** whether all ten digits are told apart as well */
  readonly ten: boolean
}

const USUAL: View = { exponent: -1, penalizeIntercept: false, ten: false }

/** Reads the address; what is missing or makes no sense is as usual. */
export function readAddress(hash = location.hash): View {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const exponent = Math.log10(Number(said.get('C')))
  return {
    exponent: exponent >= -3 && exponent <= 2 ? exponent : USUAL.exponent,
    penalizeIntercept: said.get('intercept') === 'penalised',
    ten: said.get('digits') === 'ten',
  }
}

let waiting: ReturnType<typeof setTimeout> | undefined

/** Writes the address, not more often than browsers allow while a slider moves. */
export function writeAddress({ C, penalizeIntercept, ten }: Omit<View, 'exponent'> & { C: number }): void {
  const said = new URLSearchParams({ C: String(C) })
  if (penalizeIntercept) said.set('intercept', 'penalised')
  if (ten) said.set('digits', 'ten')
  clearTimeout(waiting)
  waiting = setTimeout(() => history.replaceState(null, '', `#${said}`), 200)
}
