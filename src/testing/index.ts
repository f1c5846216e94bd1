export { type CheckOptions, type CheckResult, checkEstimator } from './check-estimator'
