export { type CoefficientMap, coefficientMaps, type Directions } from './coefficient-maps'
export { type CurvePoint, curvesAgainstC } from './curves-against-c'
export { type PageFigure, page } from './page'
