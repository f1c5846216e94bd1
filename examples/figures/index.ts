export { type CoefficientMap, coefficientMaps } from './coefficient-maps'
export { type CurvePoint, curvesAgainstC } from './curves-against-c'
export { type PageFigure, page } from './page'
export type { Directions } from './pixel-marks'
