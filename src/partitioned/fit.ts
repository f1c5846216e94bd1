/** One fit over partitions: a first pass, the problems, as many passes as they take, and an ordinary model. */

import type { Label } from '../data/labels'
import { warnUnlessConverged } from '../data/unconverged'
import { convergenceOf, type Fit } from '../linear-model/fit'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { modelOfFit } from '../linear-model/model-of-fit'
import { type LogisticRegressionOptions, readOptions, type Settings } from '../linear-model/options'
import { saveModel } from '../linear-model/serialisation'
import { ENDINGS, type Ending, type Solution, type StoppingRule } from '../solvers/solution'
import { checkStates, readCheckpoint, type Stated, saveCheckpoint } from './checkpoint'
import { type FitOptions, type OpenedFit, openFit, readPartitions, refuseMemoryOptions } from './fit-options'
import { type Formulated, formulateRounds, refuseAbsentClasses, refuseOtherLabels } from './formulate-rounds'
import { type FitState, freshState, minimize } from './newton-rounds'
import type { Asking, Space } from './point'
import { Progressing } from './progress'
import { Rounds, runTogether } from './rounds'
import type { Findings } from './task'

/** Doubles that the Hessians of all problems that are solved together may take: 256 MB. */
const MOST_TOGETHER = 2 ** 25

/**
 * Fits a logistic regression to rows that no process holds: partitions, each read anew in every pass. It is the optimum of
 * the same problem that {@link index.LogisticRegression} solves in memory, with the same certificate; between passes only
 * sums over the rows are kept.
 *
 * A typical fit takes 6 to 15 passes over the data.
 *
 * @param partitions - functions that open a partition; or whatever the executor opens, as long as it is plain data
 * @param options - those of `LogisticRegression`, but for `solver`, `warmStart` and `randomState`
 * @param fitOptions - who does the work, who watches it and who may stop it
 * @returns a fitted model like any other: it predicts, saves, and says how the fit ended
 * @throws ValidationError for data that cannot be fitted, naming the partition; for one that is not the same in every
 * pass; and for an option that is wrong
 * @throws UnsupportedError for options that are for data in memory
 *
 * @example
 * ```ts
 * import { fitPartitioned } from 'ndlogit/partitioned'
 *
 * const partitions = [
 *   () => [{ X: [[0, 1], [1, 0]], y: ['a', 'a'] }],
 *   () => [{ X: [[2, 1], [3, 0]], y: ['b', 'b'] }],
 * ]
 * const model = await fitPartitioned(partitions, { penalty: 'l1', C: 1 })
 * console.log(model.predict([[3, 1]]), model.convergence.converged) // [ 'b' ] true
 * ```
 */
export async function fitPartitioned<L extends Label = Label>(
  partitions: readonly unknown[],
  options: LogisticRegressionOptions = {},
  fitOptions: FitOptions<L> = {},
): Promise<LogisticRegression<L>> {
  const settings = refuseMemoryOptions(readOptions(options))
  const opened = openFit('fitPartitioned', fitOptions)
  const list = readPartitions('fitPartitioned', partitions)
  const { executor, signal, classes, largestGram } = opened
  const stated: Stated = { options: saveModel(settings, undefined).options, Cs: undefined }
  const resumed = opened.resume === undefined ? undefined : readCheckpoint(opened.resume, stated, list.length)
  const states: FitState[] = []
  const watch = new Progressing(opened.onProgress, states, settings.C)
  const rounds = new Rounds(executor, list, signal, watch.partition, resumed?.readings)
  try {
    watch.start(rounds.progress())
    const findings = resumed?.findings ?? (await firstPass(rounds, opened))
    if (classes !== undefined) refuseAbsentClasses(classes, findings.labels)
    watch.pass(rounds.progress())
    const formulated = formulateRounds(findings, settings, { scaler: opened.scaler, largestGram })
    const spaces = formulated.spacesAt(settings.C)
    const sizes = spaces.map(({ penalty }) => penalty.l1.length)
    checkStates(resumed?.fits ?? [], sizes)
    sizes.forEach((size, k) => {
      states.push({ ...freshState(size), ...resumed?.fits[k] })
    })
    watch.byProducts = spaces[0].byProducts
    const pieces = spaces.map((space, k) => solve(space, settings, states[k], formulated))
    const solutions = await runTogether(
      pieces,
      widthOf(spaces),
      questions => rounds.ask(formulated.statement, questions),
      () => {
        watch.pass(rounds.progress())
        opened.onCheckpoint?.(saveCheckpoint(stated, rounds.readings ?? [], findings, states))
      },
    )
    const fitted = together(formulated, settings, solutions)
    warnUnlessConverged(settings, fitted.convergence)
    return modelOfFit(settings, fitted) as LogisticRegression<L>
  } finally {
    await executor.close?.()
  }
}

/** What the partitions hold. */
export function firstPass(rounds: Rounds, { scaler, classes }: OpenedFit): Promise<Findings> {
  return rounds.scan({ scaler, weighted: false }, ({ labels }) => {
    if (classes !== undefined) refuseOtherLabels(classes, labels)
  })
}

/** How many problems are solved at once: their Hessians have to fit beside each other. */
export function widthOf(spaces: readonly Space[]): number {
  const largest = Math.max(
    ...spaces.map(({ penalty, largestGram }) => Math.min(penalty.l1.length, largestGram)),
  )
  return Math.max(1, Math.floor(MOST_TOGETHER / largest ** 2))
}

/**
 * A solution in the stated units, with the objective and the gap of the numbers that are returned: what these differ by from
 * the ones that were found is, of the intercepts, too little to be added to a double. The dual value stays what it is.
 */
export function* solve(
  space: Space,
  rule: StoppingRule,
  state: FitState,
  { units, layout }: Pick<Formulated, 'units' | 'layout'>,
): Asking<Solution> {
  const found = yield* minimize(space, rule, state)
  if (units === undefined) return found
  const stated = found.w.slice()
  layout.perOutput(stated, own => units.toStated(own))
  const w = stated.slice()
  const rests: number[] = []
  layout.perOutput(w, own => rests.push(units.fromStated(own)))
  if (w.every((value, q) => value === found.w[q]) && rests.every(rest => rest === 0)) {
    return { ...found, w: stated }
  }
  const delta = new Float64Array(w.length)
  const size = w.length / rests.length
  for (const [a, rest] of rests.entries()) delta[(a + 1) * size - 1] = rest
  const { values } = yield { kind: 'values', part: space.part, w, delta, steps: Float64Array.of(1) }
  const objective = (values as Float64Array)[0] + space.penalty.value(w)
  const dualityGap = Math.max(0, found.dualityGap + (objective - found.objective))
  const missed = found.ending === 'converged' && dualityGap > rule.tol * objective
  return { ...found, w: stated, objective, dualityGap, ending: missed ? 'rounding' : found.ending }
}

/** The model of the solutions of all problems. */
export function together(
  { classes, layout, link }: Pick<Formulated, 'classes' | 'layout' | 'link'>,
  { C }: Settings,
  solutions: readonly Solution[],
): Fit<Label> {
  const w = new Float64Array(layout.size)
  const size = w.length / solutions.length
  solutions.forEach((solution, k) => {
    w.set(solution.w, k * size)
  })
  const worst = solutions.reduce((rank, { ending }) => Math.max(rank, ENDINGS.indexOf(ending)), 0)
  const iterations = Math.max(...solutions.map(solution => solution.iterations))
  const sum = (of: (solution: Solution) => number) => solutions.reduce((total, s) => total + C * of(s), 0)
  return {
    model: layout.toModel(classes, w, link),
    convergence: convergenceOf(ENDINGS[worst] as Ending, iterations, {
      objective: sum(solution => solution.objective),
      dualityGap: sum(solution => solution.dualityGap),
    }),
  }
}
