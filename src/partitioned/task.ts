/**
 * What travels between who fits and who reads the rows: tasks one way, sums the other. All of it is plain data and typed
 * arrays, which survive structured cloning.
 *
 * A round is one task for every partition. Its questions share one read of the rows, so K models of one-vs-rest, or the
 * folds of a cross-validation, take no more passes than one model.
 */

import type { Label } from '../data/labels'
import type { SavedStandardScaler } from '../preprocessing/standard-scaler'

/** What all readings of a fit have in common: how a row becomes features, a class and a weight. */
export interface Statement {
  /** every label that the first reading has found */
  readonly labels: readonly Label[]
  /** the class of each label */
  readonly codes: Int32Array
  readonly classCount: number
  /** d */
  readonly features: number
  /** the value of the constant column of an intercept; `undefined` without one */
  readonly constant: number | undefined
  /** the units of the columns, if they are not the stated ones (see design/column-units.ts) */
  readonly units: { readonly shift: Float64Array; readonly scale: Float64Array } | undefined
  readonly scaler: SavedStandardScaler | undefined
}

/** One problem over all rows. */
export interface Part {
  /** this class against the rest; `undefined`: all of them together */
  readonly code: number | undefined
  /** what the weight of a row is multiplied with, by its label */
  readonly factors: Float64Array
  /** rows of this fold are left out */
  readonly withoutFold: number | undefined
  /** coefficients without a penalty */
  readonly free: Int32Array
}

/** What the rows are asked about one problem at coefficients w. */
export type Question =
  /** L, Xᵀ R; and with μ, Σ D on the coordinates `set`, as the upper triangle of a matrix, or its `diagonal` */
  | {
      readonly kind: 'expand'
      readonly part: Part
      readonly w: Float64Array
      readonly set: Int32Array
      readonly damping: number
      readonly diagonal: boolean
      /** directions of free coefficients whose gains are wanted (see problem/recession.ts) */
      readonly directions: readonly Float64Array[]
    }
  /** L(X (w + t δ)) for every step t */
  | {
      readonly kind: 'values'
      readonly part: Part
      readonly w: Float64Array
      readonly delta: Float64Array
      readonly steps: Float64Array
    }
  /** Xᵀ D (X v) */
  | {
      readonly kind: 'product'
      readonly part: Part
      readonly w: Float64Array
      readonly v: Float64Array
      readonly damping: number
    }
  /** L*(s R), R the residual at w */
  | { readonly kind: 'conjugate'; readonly part: Part; readonly w: Float64Array; readonly scale: number }
  /** how well a model does on the rows of a fold */
  | {
      readonly kind: 'score'
      readonly part: Part
      readonly coef: Float64Array
      readonly intercept: Float64Array
      readonly link: 'logistic' | 'softmax' | 'ovr'
      readonly fold: number
    }

/** What a partition is to do. */
export type Task =
  | {
      readonly kind: 'scan'
      /** the version of who asks: nobody else is answered */
      readonly ndlogit: string
      readonly scaler: SavedStandardScaler | undefined
      /** whether the moments of the columns count the weights of the rows */
      readonly weighted: boolean
    }
  | {
      readonly kind: 'round'
      readonly ndlogit: string
      readonly statement: Statement
      readonly questions: readonly Question[]
    }

/** Sums by name. Those whose name begins with `least` or `most` are the smallest and the largest instead. */
export type Sums = Readonly<Record<string, number | Float64Array>>

/** What shows whether two readings of a partition gave the same rows. */
export interface Reading {
  readonly rows: number
  /** Σ over rows of a number made of all that a row holds */
  readonly sum: number
  /** the sum of their sizes: what rounding is measured against */
  readonly size: number
}

/** The rows of one label, in one fold. */
export interface LabelCount {
  readonly label: Label
  /** −1 where rows have none */
  readonly fold: number
  readonly rows: number
  readonly weight: number
}

/** What the first reading finds. */
export interface Findings {
  /** 0 where there is no row */
  readonly features: number
  readonly labels: readonly LabelCount[]
  /** of the columns; of no length where there is no row of positive weight */
  readonly moments: {
    readonly weight: number
    readonly mean: Float64Array
    readonly variance: Float64Array
    readonly least: Float64Array
    readonly most: Float64Array
  }
}

/** What a partition answers: a list as long as that of the questions. */
export type PartitionResult =
  | { readonly kind: 'scan'; readonly reading: Reading; readonly findings: Findings }
  | { readonly kind: 'round'; readonly reading: Reading; readonly sums: readonly Sums[] }

/** The sums over two disjoint sets of rows. */
export function addSums(a: Sums, b: Sums): Sums {
  return Object.fromEntries(Object.entries(a).map(([name, x]) => [name, merged(name, x, b[name])]))
}

function merged(name: string, x: number | Float64Array, y: number | Float64Array): number | Float64Array {
  const rule = ruleOf(name)
  if (typeof x === 'number') return rule(x, y as number)
  return x.map((value, k) => rule(value, (y as Float64Array)[k]))
}

function ruleOf(name: string): (x: number, y: number) => number {
  if (name.startsWith('least')) return Math.min
  if (name.startsWith('most')) return Math.max
  return (x, y) => x + y
}
