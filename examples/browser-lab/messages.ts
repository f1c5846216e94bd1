/** What the page and its worker say to each other. */

import type { SavedPipeline } from 'ndlogit'

export type Penalty = 'l1' | 'l2'

/** Both, in the order in which they are shown. */
export const PENALTIES: readonly Penalty[] = ['l1', 'l2']

/** What is asked for; the same for both penalties. */
export interface Problem {
  readonly C: number
  readonly penalizeIntercept: boolean
}

/** From the page: `id` increases, and an answer with an older one is out of date. */
export type Request =
  | { readonly kind: 'train'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'overview'; readonly id: number; readonly penalizeIntercept: boolean }
  | { readonly kind: 'picture'; readonly id: number }
  | { readonly kind: 'ten'; readonly id: number; readonly C: number }
  | { readonly kind: 'sample'; readonly id: number }

/** A fitted model and what is to be said about it. Shares are in 0 … 1. */
export interface Trained {
  readonly penalty: Penalty
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
  /** the images that the model gets wrong */
  readonly wrong: readonly WrongImage[]
}

export interface WrongImage {
  readonly index: number
  readonly digit: number
  /** 64 inks, 0–16 */
  readonly pixels: number[]
}

/** The models of one penalty for many Cs, smallest first. */
export interface Path {
  readonly penalty: Penalty
  readonly points: readonly PathPoint[]
  /** where the mean accuracy over the folds is greatest */
  readonly bestC: number
  /** the smallest C whose mean accuracy is within one standard error of that */
  readonly oneErrorC: number
}

export interface PathPoint {
  readonly C: number
  /** of the 64 pixels, for large digits where positive */
  readonly coef: Float64Array
  readonly sparsity: number
  readonly trainAccuracy: number
  /** mean over the folds of the accuracy on held-out images, and its standard error */
  readonly foldAccuracy: number
  readonly foldError: number
}

/** The problem with two pixels only: small enough to be drawn. */
export interface Picture {
  /** which two of the 64 */
  readonly pixels: readonly [number, number]
  /** where the loss is known: weights along both axes */
  readonly axis: Float64Array
  /** mean loss an image at `[second · axis.length + first]` */
  readonly loss: Float64Array
  /** the weights of both pixels for the Cs of the slider */
  readonly solutions: Readonly<Record<Penalty, readonly PicturePoint[]>>
}

export interface PicturePoint {
  readonly C: number
  readonly weights: readonly [number, number]
}

/** All ten digits by the softmax. */
export interface TenClasses {
  readonly penalty: Penalty
  /** 10 × 64 */
  readonly coef: Float64Array
  readonly sparsity: number
  readonly heldOutAccuracy: number
  readonly milliseconds: number
}

/** To the page. */
export type Answer =
  | {
      readonly kind: 'train'
      readonly id: number
      readonly models: readonly Trained[]
      /** the largest weight of any model of the slider: where the colours end */
      readonly limit: number
    }
  | { readonly kind: 'overview'; readonly id: number; readonly paths: readonly Path[] }
  | { readonly kind: 'picture'; readonly id: number; readonly picture: Picture }
  | { readonly kind: 'ten'; readonly id: number; readonly C: number; readonly models: readonly TenClasses[] }
  | { readonly kind: 'sample'; readonly id: number; readonly image: WrongImage }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
