/**
 * What the transformers of tables and texts have in common: options that are checked once, something learnt by `fit` that is
 * plain data and so can be saved, and names of what comes out.
 */

import type { Draft, ParamChanges, TransformerFitOptions } from '../data/estimator'
import { withFeatureNames } from '../data/feature-names'
import { takesNoOptions } from '../data/fit-options'
import type { SamplesLike } from '../data/matrix-like'
import { checkTransformerOptions } from '../data/transformer-options'
import { copyPlain } from '../support/copy'
import { counted } from '../support/counted'
import { NotFittedError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting, printed } from '../support/inspect'
import { checkSavedHead, refuseUnknownFields } from '../support/saved'
import { checkObject } from '../support/validate'

const VERSION = 1

/** What `toJSON` of a transformer gives. */
export interface SavedTransformer {
  readonly type: string
  readonly version: typeof VERSION
  readonly options: object
  /** absent from a transformer that was not fitted */
  readonly fitted?: object
}

/**
 * A transformer with options `P`, which learns an `F` and makes an `Out` of samples.
 *
 * @typeParam P - all options
 * @typeParam F - what `fit` learns: plain data
 * @typeParam Out - what `transform` gives
 */
export abstract class DataTransformer<P extends object, F extends object, Out extends SamplesLike> {
  private declare options: P
  /** with the options of the fit */
  private declare learnt: { readonly fitted: F; readonly options: P } | undefined

  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: object = {}) {
    defineHidden(this, { options: this.readOptions(options), learnt: undefined })
    definePrinting(this, inspect =>
      printed(this.className, this.options, this.readOptions({}), [this.state], inspect),
    )
  }

  /** The name of a step in `makePipeline`. */
  abstract get stepName(): string

  /** The options, checked, with their defaults. */
  protected abstract readOptions(options: object): P
  /** What there is to learn of X. */
  protected abstract learn(X: SamplesLike, options: TransformerFitOptions): F
  /** What becomes of X, with the options of the fit. */
  protected abstract apply(X: SamplesLike, fitted: F, options: P): Out
  /** The names of the columns that come out. */
  protected abstract namesOut(fitted: F, options: P): readonly string[]
  /** What was learnt as JSON can hold it. */
  protected abstract save(fitted: F): object
  /** What was learnt, from what {@link save} made of it, which nobody has checked. */
  protected abstract restore(saved: Readonly<Record<string, unknown>>): F

  /** All options, defaults included. */
  getParams(): P {
    return copyPlain(this.options)
  }

  /** Changes some options, of the next fit; what was fitted stays as it is. @throws ValidationError as the constructor */
  setParams(changes: ParamChanges<P>): this {
    const given = checkObject(`${this.className}: options`, changes)
    this.options = this.readOptions({ ...this.options, ...given })
    return this
  }

  /** A transformer with the same options, not fitted. */
  clone(): this {
    return new (this.constructor as new (options: object) => this)(this.getParams())
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<this> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.learnt = copy.learnt
      },
    }
  }

  /**
   * Learns from samples.
   *
   * @param X - n samples
   * @param options - `y` and `sampleWeight`, for what learns from them
   * @throws ValidationError for an X that cannot be read; the column and the row are named
   */
  fit(X: SamplesLike, options: TransformerFitOptions = {}): this {
    this.checkFit(X, options)
    return this.keep(this.learn(X, options))
  }

  /** @throws ValidationError for options that `fit` does not know, or weights or labels that do not go with the rows */
  protected checkFit(X: SamplesLike, options: TransformerFitOptions): void {
    checkTransformerOptions(`${this.className}.fit`, X, options)
  }

  /**
   * What becomes of samples: a new matrix (or table) with a row for each.
   *
   * @param X - samples with the columns that `fit` saw
   * @throws NotFittedError before `fit`
   * @throws ValidationError for columns or values that the fit does not cover; the column and the row are named
   */
  transform(X: SamplesLike, given?: never): Out {
    takesNoOptions(`${this.className}.transform`, given)
    const { fitted, options } = this.read('transform')
    return this.named(this.apply(X, fitted, options))
  }

  /** `fit(X)` and `transform(X)` in one. @throws ValidationError as both */
  fitTransform(X: SamplesLike, options: TransformerFitOptions = {}): Out {
    return this.fit(X, options).transform(X)
  }

  /** The names of the columns that `transform` gives. @throws NotFittedError before `fit` */
  getFeatureNamesOut(): readonly string[] {
    const { fitted, options } = this.read('getFeatureNamesOut')
    return this.namesOut(fitted, options)
  }

  /**
   * A plain object that survives `JSON.stringify`; `fromJSON` of the class reads it back. The options of a fitted
   * transformer are those it was fitted with.
   */
  toJSON(): SavedTransformer {
    const options = this.saveOptions(this.learnt?.options ?? this.options)
    const head = { type: `ndlogit/${this.className}`, version: VERSION, options } as const
    return this.learnt === undefined ? head : { ...head, fitted: this.save(this.learnt.fitted) }
  }

  /** What comes out, with the names of its columns if they have any. */
  protected named(out: Out): Out {
    const names = this.getFeatureNamesOut()
    return names.length === 0 ? out : withFeatureNames(out, names)
  }

  /** Takes over what was learnt. */
  protected keep(fitted: F): this {
    this.learnt = { fitted, options: this.options }
    return this
  }

  /** The options as JSON can hold them. */
  protected saveOptions(options: P): object {
    return { ...options }
  }

  /** What was learnt. @throws NotFittedError before `fit` */
  protected fitted(asked: string): F {
    return this.read(asked).fitted
  }

  /** Takes over what `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  protected readSaved(value: unknown): this {
    const saved = checkObject('saved transformer', value)
    checkSavedHead(saved, `ndlogit/${this.className}`, VERSION)
    refuseUnknownFields('saved transformer', saved, ['type', 'version', 'options', 'fitted'])
    this.options = this.readOptions(this.restoreOptions(checkObject('options', saved.options)))
    return saved.fitted === undefined ? this : this.keep(this.restore(checkObject('fitted', saved.fitted)))
  }

  /** The options, from what {@link saveOptions} made of them. */
  protected restoreOptions(saved: Readonly<Record<string, unknown>>): object {
    return saved
  }

  /** What is said of it where it is printed. */
  private get state(): string {
    if (this.learnt === undefined) return 'not fitted'
    const columns = this.namesOut(this.learnt.fitted, this.learnt.options).length
    return columns === 0 ? 'fitted' : counted(columns, 'column')
  }

  private get className(): string {
    return this.stepName[0].toUpperCase() + this.stepName.slice(1)
  }

  private read(asked: string): { readonly fitted: F; readonly options: P } {
    if (this.learnt === undefined) throw new NotFittedError(this.className, asked)
    return this.learnt
  }
}
