export { type CheckResult, checkEstimator } from './check-estimator'
