export { calibrationFigure } from './calibration-figure'
export {
  type CoefficientFigureOptions,
  coefficientFigure,
  type LinearLike,
} from './coefficient-figure'
export {
  type ChosenPoint,
  type CrossValidationFigureOptions,
  crossValidationFigure,
  type SearchLike,
} from './cross-validation-figure'
export {
  type Cell,
  type Figure,
  type FigureMark,
  type FigureRow,
  type FigureScale,
  type MarkName,
  type PlotModule,
  type PlotOptionsOf,
  toPlot,
} from './figure'
export { type PathFigureOptions, type PathLike, pathFigure } from './path-figure'
export { precisionRecallFigure } from './precision-recall-figure'
export { rocFigure } from './roc-figure'
export type { ScoresLike } from './series'
