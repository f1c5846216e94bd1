import type { LabelsLike } from '../../data/labels'
import type { SamplesLike } from '../../data/matrix-like'

/** The rows of one split; the two sides have no row in common. */
export interface Split {
  /** rows to fit on */
  readonly train: Int32Array
  /** rows held out */
  readonly test: Int32Array
}

/** What cross-validation asks of a splitter; any object of this shape will do. */
export interface Splitter {
  /** number of splits that {@link Splitter.split} gives, where it does not depend on the data */
  readonly nSplits?: number
  /**
   * The splits, one after another.
   *
   * @param X - the samples `[n, d]`; only the number of rows matters
   * @param y - the class of every row, for stratified splitters
   * @param groups - the group of every row, for grouped splitters
   */
  split(X: SamplesLike, y?: LabelsLike, groups?: LabelsLike): IterableIterator<Split>
}
