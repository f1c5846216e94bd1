/** What the page and its worker say to each other. */

import type { SavedPipeline } from 'ndlogit'

export type Penalty = 'l1' | 'l2'

/** A model to be fitted. */
export interface Problem {
  readonly penalty: Penalty
  readonly C: number
  readonly penalizeIntercept: boolean
}

/** From the page: `id` increases, and an answer with an older one is out of date. */
export type Request =
  | { readonly kind: 'train'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'paths'; readonly id: number; readonly penalizeIntercept: boolean }
  | { readonly kind: 'sample'; readonly id: number }

/** A fitted model and what is to be said about it. Shares are in 0 … 1. */
export interface Trained {
  readonly kind: 'train'
  readonly id: number
  readonly problem: Problem
  /** scaler and model of all images */
  readonly pipeline: SavedPipeline
  readonly sparsity: number
  readonly trainAccuracy: number
  readonly heldOutAccuracy: number
  /** accuracy against the digits 0–9 instead of small and large */
  readonly rawScore: number
  readonly relativeGap: number
  readonly iterations: number
  readonly milliseconds: number
}

/** The models of one penalty for many Cs, smallest first. */
export interface Path {
  readonly penalty: Penalty
  readonly points: readonly {
    readonly C: number
    /** of the 64 pixels */
    readonly coef: Float64Array
    readonly sparsity: number
    readonly trainAccuracy: number
    readonly heldOutAccuracy: number
  }[]
}

/** To the page. */
export type Answer =
  | Trained
  | { readonly kind: 'paths'; readonly id: number; readonly paths: readonly Path[] }
  | { readonly kind: 'sample'; readonly id: number; readonly pixels: number[]; readonly digit: number }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
