export { CalibratedClassifierCV, type CalibratedClassifierOptions } from './calibrated-classifier'
export { type ClassShares, correctIntercept, type InterceptCorrection } from './correct-intercept'
export {
  type LabelMetric,
  type MetricAtThresholds,
  type MetricAtThresholdsOptions,
  metricAtThresholds,
} from './metric-at-thresholds'
export type { SavedWrapped } from './saved-wrapped'
export { TunedThresholdClassifierCV, type TunedThresholdOptions } from './tuned-threshold'
