/**
 * The optimality of a multinomial model, recomputed from nothing but data, coefficients and the statement of the
 * problem: naive loops over rows of numbers, no code of the library.
 */

export interface MultinomialStatement {
  /** l1 and l2 weight of every coefficient of a feature */
  readonly l1: readonly number[]
  readonly l2: readonly number[]
  readonly C: number
}

/**
 * Objective, and the largest distance of a gradient from the subdifferential of the penalty; the intercepts are free.
 *
 * @param codes - the class of each row, 0 … K − 1
 * @param weights - of the rows
 */
export function multinomialOptimality(
  X: readonly (readonly number[])[],
  codes: readonly number[],
  weights: readonly number[],
  coef: readonly (readonly number[])[],
  intercept: readonly number[],
  { l1, l2, C }: MultinomialStatement,
): { readonly objective: number; readonly violation: number } {
  const gradient = coef.map(row => row.map(() => 0))
  const interceptGradient = coef.map(() => 0)
  let loss = 0
  X.forEach((row, i) => {
    const z = coef.map((w, k) => row.reduce((sum, x, j) => sum + x * w[j], intercept[k]))
    const max = Math.max(...z)
    const total = z.reduce((sum, margin) => sum + Math.exp(margin - max), 0)
    loss += weights[i] * (Math.log(total) + max - z[codes[i]])
    z.forEach((margin, k) => {
      const share = Math.exp(margin - max) / total
      const residual = C * weights[i] * (share - (codes[i] === k ? 1 : 0))
      interceptGradient[k] += residual
      row.forEach((x, j) => {
        gradient[k][j] += residual * x
      })
    })
  })
  let objective = C * loss
  let violation = Math.max(...interceptGradient.map(Math.abs))
  coef.forEach((row, k) => {
    row.forEach((w, j) => {
      const g = gradient[k][j]
      objective += l1[j] * Math.abs(w) + 0.5 * l2[j] * w * w
      const distance =
        w === 0 ? Math.max(Math.abs(g) - l1[j], 0) : Math.abs(g + l1[j] * Math.sign(w) + l2[j] * w)
      violation = Math.max(violation, distance)
    })
  })
  return { objective, violation }
}
