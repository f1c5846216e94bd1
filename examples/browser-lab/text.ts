/** Numbers as the page writes them. */

export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`
}

export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}

/** A C of the slider: three digits. */
export function rounded(C: number): string {
  return String(Number(C.toPrecision(3)))
}

export function at<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E
}
