import type { Label } from '../data/labels'

/** One line of a classification report. */
export interface ReportLine {
  readonly precision: number
  readonly recall: number
  readonly f1Score: number
  /** (weighted) number of true samples */
  readonly support: number
}

/** The line of one class. */
export interface ReportClass extends ReportLine {
  readonly label: Label
  readonly name: string
}

/** The lines of a report. */
export interface ReportLines {
  readonly classes: readonly ReportClass[]
  /** share of samples predicted rightly; absent when the option `labels` leaves out a class that occurs, or adds one */
  readonly accuracy?: number
  readonly microAvg: ReportLine
  readonly macroAvg: ReportLine
  readonly weightedAvg: ReportLine
}
