import { type Label, type LabelsLike, readCodes, refuseMeasurements } from '../../data/labels'

/** Rows grouped by a label: their class in a stratified split, their group in a grouped one. */
export interface Strata {
  /** the distinct labels, sorted */
  readonly classes: readonly Label[]
  /** for every row the position of its label in `classes` */
  readonly codes: Int32Array
  /** for every class its rows, in increasing order */
  readonly members: readonly Int32Array[]
}

/** The rows by the class of `y`. @throws ValidationError as {@link readStrata}, and when `y` looks like measurements */
export function readClassStrata(y: LabelsLike, rows: number): Strata {
  const strata = readStrata('y', y, rows)
  refuseMeasurements('y', strata.classes)
  return strata
}

/** @throws ValidationError when `labels` is not a vector of `rows` labels of one type */
export function readStrata(name: string, labels: LabelsLike, rows: number): Strata {
  const { distinct: classes, codes } = readCodes(name, labels, rows)
  const lists: number[][] = classes.map(() => [])
  codes.forEach((code, i) => {
    lists[code].push(i)
  })
  return { classes, codes, members: lists.map(list => Int32Array.from(list)) }
}
