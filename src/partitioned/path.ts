/**
 * Paths of Cs over partitions, and their cross-validation by a fold number a row. Each problem goes from one C to the next,
 * beginning where the one before ended; all classes of one-vs-rest, and all folds, go together, so that a path takes about
 * as many passes whatever there is of them.
 */

import { type Label, readNumbers } from '../data/labels'
import { type NdMatrix, ndview } from '../data/ndview'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { modelOfFit } from '../linear-model/model-of-fit'
import { type LogisticRegressionOptions, readOptions, type Settings } from '../linear-model/options'
import { saveModel } from '../linear-model/serialisation'
import type { Solution } from '../solvers/solution'
import { ValidationError } from '../support/errors'
import { checkChoice, checkNumber, checkObject, describe } from '../support/validate'
import {
  checkStates,
  type PathState,
  type Resumed,
  readCheckpoint,
  type Stated,
  saveCheckpoint,
} from './checkpoint'
import { firstPass, solve, together, widthOf } from './fit'
import { type FitOptions, openFit, readPartitions, refuseMemoryOptions } from './fit-options'
import { bestOf, readFolds } from './folds'
import { type Formulated, formulateRounds, refuseAbsentClasses } from './formulate-rounds'
import { freshState } from './newton-rounds'
import type { Asking } from './point'
import { Progressing } from './progress'
import { Rounds, runTogether } from './rounds'
import type { Findings, Question, Sums } from './task'

/** What paths over partitions take besides the options of the model. */
export type PathOptions<L extends Label = Label> = FitOptions<L>

/** What {@link crossValidatePartitioned} takes besides the options of the model. */
export interface CrossValidateOptions<L extends Label = Label> extends PathOptions<L> {
  /** what the best C is best at. Default 'accuracy'. */
  readonly scoring?: 'accuracy' | 'neg_log_loss'
}

/** What {@link crossValidatePartitioned} finds; K folds, m Cs. */
export interface CrossValidated<L extends Label = Label> {
  /** the Cs, as they were given */
  readonly Cs: Float64Array
  /** the numbers of the folds, increasing */
  readonly folds: readonly number[]
  /** `[K, m]`: the accuracy on each fold of the model that was fitted to the others */
  readonly accuracy: NdMatrix
  /** `[K, m]`: the log loss there */
  readonly logLoss: NdMatrix
  /** the C with the best mean score, the smallest of several */
  readonly C: number
  /** the model of all rows at that C */
  readonly model: LogisticRegression<L>
}

/**
 * Fits a model for every C, each from where the one before ended: from the smallest to the largest is quickest.
 *
 * @param Cs - at least one, each > 0
 * @returns a model for each C, in that order
 * @throws ValidationError as {@link fitPartitioned}
 * @throws UnsupportedError as {@link fitPartitioned}
 *
 * @example
 * ```ts
 * import { fitPathPartitioned } from 'ndlogit/partitioned'
 *
 * const partitions = [() => [{ X: [[0], [1], [2], [3]], y: [0, 0, 1, 1] }]]
 * const models = await fitPathPartitioned(partitions, [0.1, 1, 10], { penalty: 'l1' })
 * console.log(models.map(model => model.coef.get(0, 0) > 0)) // [ false, true, true ]
 * ```
 */
export async function fitPathPartitioned<L extends Label = Label>(
  partitions: readonly unknown[],
  Cs: ArrayLike<number>,
  options: LogisticRegressionOptions = {},
  pathOptions: PathOptions<L> = {},
): Promise<LogisticRegression<L>[]> {
  const work = new PathWork('fitPathPartitioned', partitions, Cs, options, pathOptions)
  return work.run(async () => {
    await work.scan()
    const [models] = await work.solveAll([undefined])
    return models.map(model => model as LogisticRegression<L>)
  })
}

/**
 * Chooses C by cross-validation: rows say by `fold` which fold they belong to, an integer >= 0. All folds, and the fit to
 * all rows, go along the path together; their models are scored in one pass more.
 *
 * @param Cs - at least one, each > 0
 * @throws ValidationError as {@link fitPartitioned}; where rows have no fold, or there are fewer than two; and where a
 * fold has all rows of a class
 * @throws UnsupportedError as {@link fitPartitioned}
 *
 * @example
 * ```ts
 * import { crossValidatePartitioned } from 'ndlogit/partitioned'
 *
 * const partitions = [() => [{ X: [[0], [3], [1], [2]], y: [0, 1, 0, 1], fold: [0, 0, 1, 1] }]]
 * const { C, accuracy } = await crossValidatePartitioned(partitions, [0.01, 1])
 * console.log(accuracy.shape, C) // [ 2, 2 ] 0.01
 * ```
 */
export async function crossValidatePartitioned<L extends Label = Label>(
  partitions: readonly unknown[],
  Cs: ArrayLike<number>,
  options: LogisticRegressionOptions = {},
  cvOptions: CrossValidateOptions<L> = {},
): Promise<CrossValidated<L>> {
  checkObject('crossValidatePartitioned: options', cvOptions)
  const { scoring = 'accuracy', ...rest } = cvOptions
  checkChoice('scoring', scoring, ['accuracy', 'neg_log_loss'])
  const work = new PathWork('crossValidatePartitioned', partitions, Cs, options, rest)
  return work.run(async () => {
    const folds = readFolds(await work.scan())
    const [models, ...ofFolds] = await work.solveAll([undefined, ...folds])
    const scores = await work.score(folds, ofFolds)
    const table = (of: (sums: Sums) => number) =>
      ndview(Float64Array.from(scores, of), [folds.length, work.Cs.length])
    const accuracy = table(({ right, weight }) => (right as number) / (weight as number))
    const logLoss = table(({ loss, weight }) => (loss as number) / (weight as number))
    const best = bestOf(scoring === 'accuracy' ? accuracy : logLoss, work.Cs, scoring === 'accuracy' ? 1 : -1)
    const model = models[best] as LogisticRegression<L>
    return { Cs: work.Cs, folds, accuracy, logLoss, C: work.Cs[best], model }
  })
}

/** What the two have in common: the data, the options, and the passes. */
class PathWork {
  readonly Cs: Float64Array
  private readonly settings: Settings
  private readonly opened: ReturnType<typeof openFit>
  private readonly rounds: Rounds
  private readonly stated: Stated
  private readonly resumed: Resumed | undefined
  private readonly states: PathState[] = []
  private readonly watch: Progressing
  private findings: Findings | undefined = undefined
  private whole: Formulated | undefined = undefined

  constructor(
    owner: string,
    partitions: readonly unknown[],
    Cs: ArrayLike<number>,
    options: LogisticRegressionOptions,
    pathOptions: FitOptions,
  ) {
    this.Cs = readCs(Cs)
    this.settings = refuseMemoryOptions(readOptions(options))
    this.opened = openFit(owner, pathOptions)
    const list = readPartitions(owner, partitions)
    this.watch = new Progressing(this.opened.onProgress, this.states, 1)
    const { executor, signal, resume } = this.opened
    this.stated = { options: saveModel(this.settings, undefined).options, Cs: this.Cs }
    this.resumed = resume === undefined ? undefined : readCheckpoint(resume, this.stated, list.length)
    this.rounds = new Rounds(executor, list, signal, this.watch.partition, this.resumed?.readings)
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.watch.start(this.rounds.progress())
      return await work()
    } finally {
      await this.opened.executor.close?.()
    }
  }

  async scan(): Promise<Findings> {
    const { opened, rounds, watch } = this
    const findings = this.resumed?.findings ?? (await firstPass(rounds, opened))
    if (opened.classes !== undefined) refuseAbsentClasses(opened.classes, findings.labels)
    watch.pass(rounds.progress())
    this.findings = findings
    return findings
  }

  /** The models of every C, without each of these folds. */
  async solveAll(folds: readonly (number | undefined)[]): Promise<LogisticRegression[][]> {
    const { Cs, settings, rounds, watch, states, resumed } = this
    const formulated = folds.map(fold => this.formulate(fold))
    const sizes = formulated.flatMap(one => one.spacesAt(Cs[0]).map(({ penalty }) => penalty.l1.length))
    checkStates(resumed?.fits ?? [], sizes)
    const pieces = formulated.flatMap(one => {
      const spaces = Array.from(Cs, C => one.spacesAt(C))
      watch.byProducts = spaces[0][0].byProducts
      return spaces[0].map(({ penalty }, k) => {
        const fresh = { ...freshState(penalty.l1.length), done: [] }
        const state: PathState = { ...fresh, ...resumed?.fits[states.length] }
        states.push(state)
        return alongPath(
          spaces.map(at => at[k]),
          settings,
          state,
          one,
        )
      })
    })
    const width = widthOf(formulated[0].spacesAt(Cs[0]))
    const ask = (questions: readonly Question[]) => rounds.ask(formulated[0].statement, questions)
    const solutions = await runTogether(pieces, width, ask, () => this.afterPass())
    const perModel = pieces.length / formulated.length
    return formulated.map((one, f) => {
      const own = solutions.slice(f * perModel, (f + 1) * perModel)
      return Array.from(Cs, (C, c) => {
        const atC: Settings = { ...settings, C }
        const parts = own.map(path => path[c])
        return modelOfFit(atC, together(one, atC, parts))
      })
    })
  }

  private afterPass(): void {
    const { watch, rounds, opened, stated, findings, states } = this
    watch.pass(rounds.progress())
    if (findings === undefined) return
    opened.onCheckpoint?.(saveCheckpoint(stated, rounds.readings ?? [], findings, states))
  }

  /** How the models of each fold do on it: fold by fold, C by C, in one pass. */
  async score(folds: readonly number[], models: readonly (readonly LogisticRegression[])[]) {
    const { rounds, watch } = this
    const { statement, link, spacesAt } = this.formulate(undefined)
    const [{ part }] = spacesAt(1)
    const questions = folds.flatMap((fold, f) =>
      models[f].map((model): Question => {
        const [coef, intercept] = [
          Float64Array.from(model.coef.data),
          Float64Array.from(model.intercept.data),
        ]
        return { kind: 'score', part, coef, intercept, link, fold }
      }),
    )
    const scores = await rounds.ask(statement, questions)
    watch.pass(rounds.progress())
    return scores
  }

  /** @throws ValidationError when a class is in one fold alone */
  private formulate(withoutFold: number | undefined): Formulated {
    const { settings, opened, findings } = this
    if (findings === undefined) throw new Error('the first pass has not been made')
    const { scaler, largestGram } = opened
    const fold = withoutFold === undefined ? {} : { withoutFold }
    const found = formulateRounds(findings, settings, { scaler, largestGram, ...fold })
    this.whole ??= found
    const missing = this.whole.classes.find(label => !found.classes.includes(label))
    if (missing !== undefined) {
      throw new ValidationError(
        `without fold ${withoutFold} there is no row of class ${describe(missing)}; spread its rows over more folds`,
      )
    }
    return found
  }
}

/** One problem from C to C; the steps of each are counted from 0. */
function* alongPath(
  spaces: ReturnType<Formulated['spacesAt']>,
  settings: Settings,
  state: PathState,
  formulated: Formulated,
): Asking<readonly Solution[]> {
  for (const space of spaces.slice(state.done.length)) {
    state.done.push(yield* solve(space, settings, state, formulated))
    state.iterations = 0
  }
  return state.done
}

function readCs(Cs: ArrayLike<number>): Float64Array {
  // Only real arrays: an object that merely claims a length could make us allocate anything.
  if ((!Array.isArray(Cs) && !ArrayBuffer.isView(Cs)) || !(Cs.length > 0)) {
    throw new ValidationError(`Cs must be an array of at least one number, got ${describe(Cs)}`)
  }
  return readNumbers('Cs', Cs).map((C, k) => checkNumber(`Cs[${k}]`, C, { above: 0 }))
}
