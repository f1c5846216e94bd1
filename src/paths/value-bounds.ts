/**
 * What is known of the minimum between two points of a path. With λ = 1 / C the objective divided by C is
 *
 *   G_λ(w) = L(w) + λ P(w),    G*(λ) = min_w G_λ(w)
 *
 * As a function of λ, G* is the smallest of many lines, one for each w, and so it is concave: between two points it lies
 * above the chord, and every w gives a line that it lies below. Points a and b with coefficients w_a and w_b, whose duality
 * gaps prove G*(λ) ≥ G_λ(w) − gap / C there, therefore enclose it for all λ = (1 − t) λ_a + t λ_b:
 *
 *   (1 − t) D_a + t D_b  ≤  G*(λ)  ≤  min { L_a + λ P_a,  L_b + λ P_b },    D = (F − gap) / C
 *
 * So whoever takes w_a up to where both lines cross, and w_b from there on, is never further from the minimum than
 * min { … } less the chord. As a share of the objective, 1 − chord / line is monotone on either side of the crossing (it is
 * a quotient of two lines), so its largest value is that at λ_a, at λ_b or at the crossing: three numbers prove a claim
 * about every C in between, whatever the loss, and with an l1 part, with bounds, weights, offsets or several classes. The
 * same holds of the sum over the problems of one-vs-rest.
 *
 * Where G* is smooth, both the height of the lines above it and the depth of the chord below it are ⅛ |G*″| (λ_a − λ_b)²
 * in the middle: ε needs O(1 / √ε) points, and no placement of points needs fewer by more than a factor.
 *
 * Source: Ndiaye, Le, Fercoq, Salmon & Takeuchi, *Safe grid search with optimal complexity*, ICML 2019, arXiv 1810.05471,
 * whose task this is. They bound the gap of each point in its neighborhood by the smoothness of the loss, from one side or
 * from both; the chord takes the gaps of both neighbors and no constant of the loss. It is the sandwich of convex
 * functions of one variable: Rote, *The convergence rate of the sandwich algorithm for approximating convex functions*,
 * Computing 48 (1992).
 */

/** A point of a path, and what its fit has proved. */
export interface ProvenPoint {
  readonly C: number
  /** F(w) = C L(w) + P(w) */
  readonly objective: number
  /** F(w) is at most this far above the minimum */
  readonly dualityGap: number
  /** P(w) */
  readonly penalty: number
}

/** How good the better of two neighbors is at every C in between. */
export interface Enclosure {
  /** up to this C the coefficients of the first are the better ones, from there on those of the second */
  readonly turn: number
  /** the objective of the better one is at most this share of itself above the minimum */
  readonly bound: number
}

/** @param a - the point with the smaller C */
export function enclose(a: ProvenPoint, b: ProvenPoint): Enclosure {
  // Rounding, and fits that are not quite at their minimum, may let the lines cross outside.
  const crossing = (lossOf(a) - lossOf(b)) / (b.penalty - a.penalty)
  const inside = Number.isFinite(crossing) ? crossing : Math.sqrt(1 / a.C) * Math.sqrt(1 / b.C)
  const turn = Math.min(b.C, Math.max(a.C, 1 / Math.max(inside, 1 / b.C)))
  const shareAt = (C: number): number => {
    const { objective, gap } = provenAt(a, b, C)
    return objective > 0 ? gap / objective : 0
  }
  return { turn, bound: Math.max(shareAt(a.C), shareAt(turn), shareAt(b.C)) }
}

/** What is proved at a C between two points of the better one of them. */
export function provenAt(
  a: ProvenPoint,
  b: ProvenPoint,
  C: number,
): { readonly isFirst: boolean; readonly objective: number; readonly gap: number } {
  const [atFirst, atSecond] = [a, b].map(point => C * lossOf(point) + point.penalty)
  const isFirst = atFirst <= atSecond
  const objective = Math.min(atFirst, atSecond)
  // λ_a − λ over λ_a − λ_b, without the reciprocals.
  const t = b.C > a.C ? Math.min(1, ((C - a.C) / (b.C - a.C)) * (b.C / C)) : 0
  const chord = C * ((1 - t) * leastOf(a) + t * leastOf(b))
  return { isFirst, objective, gap: Math.max(0, objective - chord) }
}

/** L(w) */
function lossOf({ C, objective, penalty }: ProvenPoint): number {
  return (objective - penalty) / C
}

/** D, below which G* does not lie. */
function leastOf({ C, objective, dualityGap }: ProvenPoint): number {
  return (objective - dualityGap) / C
}
