/** The problems of the suite and the strengths at which each is solved. */

import type { Absent } from './peers/peer'
import type { Problem } from './problem'
import { digits, tenDigits } from './problems/digits'
import { embeddings } from './problems/embeddings'
import { images, tenImages } from './problems/images'
import { mnist } from './problems/mnist'
import { tall } from './problems/tall'
import { text } from './problems/text'
import { wide } from './problems/wide'
import { smallestC, type Task } from './task'

interface Scheme {
  readonly name: string
  readonly make: () => Problem | Absent
  /** L1: C as it is, or as multiples of the smallest C with a non-zero model */
  readonly l1: { readonly C: readonly number[] } | { readonly multiples: readonly number[] }
  /** L2: C */
  readonly l2: readonly number[]
  /** runs only when it is named */
  readonly askedFor?: true
}

const MULTIPLES = { multiples: [10, 100] }

export const SUITE: readonly Scheme[] = [
  { name: 'digits', make: digits, l1: { C: [100, 1, 0.01] }, l2: [100, 1, 0.01] },
  { name: 'tall', make: tall, l1: MULTIPLES, l2: [0.01, 1] },
  { name: 'wide', make: wide, l1: MULTIPLES, l2: [1e-4, 1e-2] },
  { name: 'text', make: text, l1: MULTIPLES, l2: [1, 10] },
  { name: 'images', make: images, l1: MULTIPLES, l2: [0.01, 1] },
  { name: 'embeddings', make: embeddings, l1: MULTIPLES, l2: [1, 100] },
  { name: 'ten-digits', make: tenDigits, l1: { C: [0.1] }, l2: [1, 0.01] },
  { name: 'ten-images', make: tenImages, l1: { C: [] }, l2: [0.01] },
  { name: 'mnist', make: mnist, l1: { C: [] }, l2: [1, 0.01], askedFor: true },
  { name: 'mnist-10000', make: () => mnist(10_000), l1: { C: [] }, l2: [1, 0.01], askedFor: true },
]

export function tasksOf(problem: Problem, { l1, l2 }: Scheme): Task[] {
  const lasso =
    'C' in l1
      ? l1.C.map(C => ({ C, multiple: undefined }))
      : l1.multiples.map(multiple => ({ C: multiple * smallestC(problem), multiple }))
  return [
    ...lasso.map((strength): Task => ({ problem, penalty: 'l1', ...strength })),
    ...l2.map((C): Task => ({ problem, penalty: 'l2', C, multiple: undefined })),
  ]
}
