/** What users pass to `fit`, read and checked: X as a design matrix, y as codes of sorted classes, a weight a row. */

import {
  checkLength,
  encodeLabels,
  type Label,
  type LabelsLike,
  readLabels,
  readSampleWeight,
  uniqueLabels,
} from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { fittingDesignSteps } from '../data/to-design'
import type { DesignMatrix } from '../design/design-matrix'
import { ValidationError } from '../support/errors'
import type { Steps } from '../support/steps'
import { describe } from '../support/validate'
import type { ClassWeight } from './options'

/** Checked data: the design, the classes in order, the class of each row, and the weight of each row. */
export interface TrainingSet<L extends Label> {
  /** without the column of the intercept */
  readonly design: DesignMatrix
  readonly classes: readonly L[]
  /** position in `classes`, one per row */
  readonly codes: Int32Array
  /** sample weight times class weight, one per row */
  readonly weights: Float64Array
}

/** @throws ValidationError for data that cannot be fitted; see the messages */
export function* readTrainingSet<L extends Label>(
  X: MatrixLike,
  y: LabelsLike<L>,
  sampleWeight: LabelsLike<number> | undefined,
  classWeight: ClassWeight | undefined,
): Steps<TrainingSet<L>> {
  const design = yield* fittingDesignSteps(X)
  const labels = readLabels<L>('y', y)
  checkLength('y', labels.length, design.rows)
  const weights = readSampleWeight(sampleWeight, design.rows)
  // A row of weight zero is as good as absent, so it does not make a class.
  const classes = uniqueLabels(sampleWeight === undefined ? labels : labels.filter((_, i) => weights[i] > 0))
  if (classes.length < 2) {
    throw new ValidationError(
      `y has one class only, ${describe(classes[0])}; a classifier needs at least two`,
    )
  }
  // The label of a row of weight zero need not be a class; what it counts as makes no difference.
  const codes = encodeLabels(labels, classes).map(code => Math.max(code, 0))
  applyClassWeight(classWeight, classes, codes, weights)
  return { design, classes, codes, weights }
}

function applyClassWeight<L extends Label>(
  classWeight: ClassWeight | undefined,
  classes: readonly L[],
  codes: Int32Array,
  weights: Float64Array,
): void {
  if (classWeight === undefined) return
  const factors =
    classWeight === 'balanced' ? balanced(classes.length, codes, weights) : given(classWeight, classes)
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) weights[i] *= factors[codes[i]]
  if (!weights.some(weight => weight > 0)) {
    throw new ValidationError('classWeight and sampleWeight leave every row with weight zero')
  }
}

/** n / (K · n_k) with weighted counts, as in scikit-learn from version 1.7 on; before, it counts rows. */
function balanced(classCount: number, codes: Int32Array, weights: Float64Array): Float64Array {
  const counts = new Float64Array(classCount)
  let total = 0
  for (let i = 0; i < codes.length; i++) {
    if (weights[i] === 0) continue
    counts[codes[i]] += weights[i]
    total += weights[i]
  }
  return counts.map(count => total / (classCount * count))
}

function given<L extends Label>(
  classWeight: Exclude<ClassWeight, 'balanced'>,
  classes: readonly L[],
): Float64Array {
  // The keys of a plain object are strings, so there the labels are looked up by their text.
  const isMap = classWeight instanceof Map
  const byKey = new Map<Label, number>(isMap ? classWeight : Object.entries(classWeight))
  const keys = classes.map((label): Label => (isMap ? label : String(label)))
  for (const key of byKey.keys()) {
    if (!keys.includes(key)) {
      throw new ValidationError(
        `classWeight names ${describe(key)}, which is not a class; classes: ${classes.join(', ')}`,
      )
    }
  }
  return Float64Array.from(keys, key => byKey.get(key) ?? 1)
}
