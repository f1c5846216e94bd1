/**
 * The optimality of a two-class model, recomputed from nothing but data, coefficients and the statement of the problem:
 * naive loops over rows of numbers, no code of the library.
 */

export interface Statement {
  /** l1 and l2 weight of every coefficient */
  readonly l1: number
  readonly l2: number
  readonly C: number
  /** the intercept is free, penalised as the weight of a constant feature of this value, or absent */
  readonly intercept: 'free' | 'none' | { readonly penalisedWithScale: number }
}

export interface Optimality {
  readonly objective: number
  /** largest distance of a gradient from the subdifferential of the penalty */
  readonly violation: number
}

/** @param y - −1 or +1 */
export function optimality(
  X: readonly (readonly number[])[],
  y: readonly number[],
  coef: readonly number[],
  intercept: number,
  { l1, l2, C, intercept: kind }: Statement,
): Optimality {
  const gradient = coef.map(() => 0)
  let interceptGradient = 0
  let loss = 0
  X.forEach((row, i) => {
    const z = row.reduce((sum, x, j) => sum + x * coef[j], intercept)
    const margin = y[i] * z
    loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
    const residual = (-y[i] * C) / (1 + Math.exp(margin))
    interceptGradient += residual
    row.forEach((x, j) => {
      gradient[j] += residual * x
    })
  })
  const penalty = (w: number) => l1 * Math.abs(w) + 0.5 * l2 * w * w
  const distance = (w: number, g: number) =>
    w === 0 ? Math.max(Math.abs(g) - l1, 0) : Math.abs(g + l1 * Math.sign(w) + l2 * w)
  let objective = C * loss + coef.reduce((sum, w) => sum + penalty(w), 0)
  let violation = Math.max(...coef.map((w, j) => distance(w, gradient[j])))
  if (kind === 'free') violation = Math.max(violation, Math.abs(interceptGradient))
  else if (kind !== 'none') {
    const scale = kind.penalisedWithScale
    objective += penalty(intercept / scale)
    violation = Math.max(violation, distance(intercept / scale, scale * interceptGradient))
  }
  return { objective, violation }
}
