/** How margins become probabilities. */

/**
 * - `'logistic'`: two classes, one row of coefficients, P(classes[1]) = σ(z);
 * - `'ovr'`: one row a class, each class against the rest, Pₖ = σ(zₖ) / Σⱼ σ(zⱼ);
 * - `'softmax'`: one row a class, all of them together, Pₖ = exp(zₖ) / Σⱼ exp(zⱼ).
 */
export const LINKS = ['logistic', 'ovr', 'softmax'] as const

export type Link = (typeof LINKS)[number]
