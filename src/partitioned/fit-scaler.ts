/** A StandardScaler from one pass over partitions. */

import { StandardScaler, type StandardScalerOptions } from '../preprocessing/standard-scaler'
import { ValidationError } from '../support/errors'
import { checkKeys } from '../support/validate'
import { readPartitions, readWork, type WorkOptions } from './fit-options'
import { Progressing } from './progress'
import { Rounds } from './rounds'

/** What {@link fitScaler} takes: the options of `StandardScaler`, and who does the work. */
export interface FitScalerOptions extends WorkOptions, StandardScalerOptions {}

/**
 * Learns mean and variance of every feature in one pass over partitions, weights counted, by merging the moments of chunks.
 * Hand it to {@link fitPartitioned} as `scaler`.
 *
 * @throws ValidationError as {@link fitPartitioned} for data that cannot be scaled
 *
 * @example
 * ```ts
 * import { fitScaler } from 'ndlogit/partitioned'
 *
 * const partitions = [() => [{ X: [[1], [2]], y: [0, 1] }], () => [{ X: [[3]], y: [1] }]]
 * const scaler = await fitScaler(partitions)
 * console.log(scaler.mean.get(0)) // 2
 * ```
 */
export async function fitScaler(
  partitions: readonly unknown[],
  options: FitScalerOptions = {},
): Promise<StandardScaler> {
  checkKeys('fitScaler', options, ['withMean', 'withStd', 'executor', 'onProgress', 'signal'])
  const { withMean, withStd } = options
  const scaler = new StandardScaler({
    ...(withMean !== undefined && { withMean }),
    ...(withStd !== undefined && { withStd }),
  })
  const list = readPartitions('fitScaler', partitions)
  const { executor, onProgress, signal } = readWork(options)
  const watch = new Progressing(onProgress, [], 1)
  const rounds = new Rounds(executor, list, signal, watch.partition)
  try {
    watch.start(rounds.progress())
    const { moments } = await rounds.scan({ scaler: undefined, weighted: true })
    watch.pass(rounds.progress())
    if (!(moments.weight > 0)) {
      throw new ValidationError('the partitions have no row, or sampleWeight is zero for every one')
    }
    return scaler.fitMoments(moments, moments.weight)
  } finally {
    await executor.close?.()
  }
}
