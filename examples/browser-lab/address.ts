/** What the page shows, in its address, so that a view can be sent to somebody. */

export interface View {
  /** log₁₀ of C, −3 … 2 */
  readonly exponent: number
  readonly penalizeIntercept: boolean
  /** whether all ten digits are told apart as well */
  readonly ten: boolean
  /** the 64 inks of the drawing, 0–16, if there is one */
  readonly ink: readonly number[] | undefined
}

const USUAL_EXPONENT = -1
/** An ink is a digit of base 17. */
const BASE = 17
const INKS = /^[0-9a-g]{64}$/

/** Reads the address; what is missing or makes no sense is as usual. */
export function readAddress(hash = location.hash): View {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const exponent = Math.log10(Number(said.get('C')))
  const ink = said.get('ink') ?? ''
  return {
    exponent: exponent >= -3 && exponent <= 2 ? exponent : USUAL_EXPONENT,
    penalizeIntercept: said.get('intercept') === 'penalised',
    ten: said.get('digits') === 'ten',
    ink: INKS.test(ink) ? Array.from(ink, digit => Number.parseInt(digit, BASE)) : undefined,
  }
}

let waiting: ReturnType<typeof setTimeout> | undefined

/** Writes the address, not more often than browsers allow while a slider moves. */
export function writeAddress({
  C,
  penalizeIntercept,
  ten,
  ink,
}: Omit<View, 'exponent'> & { C: number }): void {
  const said = new URLSearchParams({ C: String(C) })
  if (penalizeIntercept) said.set('intercept', 'penalised')
  if (ten) said.set('digits', 'ten')
  if (ink?.some(value => value > 0)) said.set('ink', ink.map(value => value.toString(BASE)).join(''))
  clearTimeout(waiting)
  waiting = setTimeout(() => history.replaceState(null, '', `#${said}`), 200)
}
