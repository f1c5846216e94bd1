import { expect } from 'vitest'
import type { NdArray } from '../../src/data/ndview'
import { readFixture } from '../fixtures/read-fixture'

interface Curve {
  readonly train: number[][]
  readonly test: number[][]
}

/** What make_model_selection.py wrote. */
export interface ModelSelectionFixture {
  readonly crossValidation: {
    readonly C: number
    readonly test: Record<string, number[]>
    readonly train: Record<string, number[]>
    readonly repeated: number[]
    readonly groups: number[]
    readonly grouped: number[]
    readonly labels: number[]
    readonly margins: number[]
    readonly leaky: number[]
  }
  readonly severalClasses: { readonly C: number; readonly test: Record<string, number[]> }
  readonly gridSearch: readonly {
    readonly scoring: 'neg_log_loss' | 'accuracy'
    readonly grid: { readonly C: number[]; readonly penalty: ('l1' | 'l2')[] }
    readonly params: Record<string, number | string>[]
    readonly splits: number[][]
    readonly mean: number[]
    readonly std: number[]
    readonly rank: number[]
    readonly bestIndex: number
    readonly bestScore: number
    readonly margins: number[]
  }[]
  readonly curves: {
    readonly validation: Curve & { readonly values: number[] }
    readonly learning: Curve & { readonly sizes: number[] }
    readonly shuffled: Curve & { readonly sizes: number[] }
  }
  readonly path: readonly {
    readonly penalty: 'l1' | 'l2'
    readonly scoring: 'neg_log_loss' | 'accuracy'
    readonly Cs: number[]
    readonly scores: number[][]
    readonly C: number
    readonly coef: number[]
    readonly intercept: number
  }[]
}

export const modelSelection = readFixture<ModelSelectionFixture>('model_selection.json')

/** Breast cancer: 569 rows of 30 raw features, classes 0 and 1. */
export function breastCancer(): { X: number[][]; y: number[] } {
  const datasets =
    readFixture<Record<string, { shape: [number, number]; X: number[]; y: number[] }>>('datasets.json')
  const { shape, X, y } = datasets['breast-cancer']
  return { X: Array.from({ length: shape[0] }, (_, i) => X.slice(i * shape[1], (i + 1) * shape[1])), y }
}

/** Every value within 1e-6 (relative above 1). */
export function expectClose({ data }: NdArray, expected: readonly number[]): void {
  expect(data.length).toBe(expected.length)
  data.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected[i])))
  })
}
