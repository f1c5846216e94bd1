export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** The exponent b of y ≈ a xᵇ: the least-squares slope of log y against log x. */
export function exponent(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log)
  const v = y.map(Math.log)
  const meanU = u.reduce((a, b) => a + b) / u.length
  const meanV = v.reduce((a, b) => a + b) / v.length
  const covariance = u.reduce((sum, ui, i) => sum + (ui - meanU) * (v[i] - meanV), 0)
  return covariance / u.reduce((sum, ui) => sum + (ui - meanU) ** 2, 0)
}
