// Models

export type { Bounds } from './linear-model/bounds'
export type { ClassWeight } from './linear-model/class-weight'
export type { Convergence } from './linear-model/fit'
export type { Coefficients } from './linear-model/from-coefficients'
export { LogisticRegression } from './linear-model/logistic-regression'
export type { CoefficientsOptions, NamedCoefficient } from './linear-model/named-coefficients'
export type {
  CommonOptions,
  L1RatioOption,
  LogisticRegressionOptions,
  MultiClass,
  Penalty,
  PenaltyByRatio,
  PenaltyOptions,
  SolverOf,
} from './linear-model/options'
export { type SparsityOptions, sparsity } from './linear-model/sparsity'
export type { Solver } from './solvers/solve'
export type { IterationProgress } from './support/steps'
export { setWarningHandler, type WarningHandler } from './support/warnings'

// Paths and choosing C

export type { FitOptions, PredictOptions, RowOptions } from './linear-model/targets'
export type { TargetsLike } from './linear-model/training-set'
export type { CGrid } from './paths/c-grid'
export type { CVPoint } from './paths/cv-choice'
export type { CVFitOptions, L1RatiosOption, LogisticRegressionCVOptions } from './paths/cv-options'
export { type L1MinCOptions, l1MinC } from './paths/l1-min-c'
export { LogisticRegressionCV } from './paths/logistic-regression-cv'
export {
  type LogisticRegressionPath,
  logisticRegressionPath,
  logisticRegressionPathAsync,
  type RelaxedPath,
} from './paths/logistic-regression-path'
export type { PathOptions, PointProgress } from './paths/path-options'
export type { SavedCV } from './paths/saved-cv'
export {
  type StabilitySelection,
  type StabilitySelectionOptions,
  stabilitySelection,
} from './paths/stability-selection'
export type { StopOptions } from './paths/stop-rules'

// Data

export { type CooParts, CsrMatrix, type CsrParts, type SavedCsrMatrix } from './data/csr-matrix'
export type { DenseLike } from './data/dense-like'
export { withFeatureNames } from './data/feature-names'
export type { Label, LabelsLike } from './data/labels'
export type { MatrixLike, RowLike, SamplesLike } from './data/matrix-like'
export type { AnyNdArray, FloatView, NdArray, NdMatrix, NdVector, Nested } from './data/ndview'
export type { ColumnsLike, RowObject, TableLike, TensorLike } from './data/table'
export { type LabelsOf, type RowsOf, takeRows } from './data/take-rows'

// Preprocessing

export { type Contribution, explain } from './pipeline/explain'
export { makePipeline } from './pipeline/make-pipeline'
export { Pipeline } from './pipeline/pipeline'
export type { PipelineParams, PipelineSteps } from './pipeline/steps'
export type { Scaled } from './preprocessing/column-scaling'
export { MaxAbsScaler } from './preprocessing/max-abs-scaler'
export { StandardScaler, type StandardScalerOptions } from './preprocessing/standard-scaler'

// Model selection

export type {
  Configurable,
  Estimator,
  EstimatorFitOptions,
  ParamChanges,
  ParamsOf,
  Predictor,
  Transformer,
  TransformerFitOptions,
} from './data/estimator'
export type { SearchOptions } from './model-selection/base-search'
export {
  type CrossValPredictOptions,
  crossValPredict,
  type PredictMethod,
} from './model-selection/cross-val-predict'
export {
  type CrossValidateOptions,
  type CrossValidation,
  type CrossValScoreOptions,
  crossValidate,
  crossValScore,
  type ScoresOf,
  type ScoringOption,
} from './model-selection/cross-validate'
export {
  type CurveScores,
  type LearningCurve,
  type LearningCurveOptions,
  learningCurve,
  type ValidationCurveOptions,
  validationCurve,
} from './model-selection/curves'
export type { EvaluationOptions, SearchFitOptions } from './model-selection/evaluation'
export type { ErrorScore } from './model-selection/fit-and-score'
export { GridSearchCV, type GridSearchOptions } from './model-selection/grid-search'
export type { FoldProgress } from './model-selection/parallel/job'
export { setWorkers, type WorkerStarter } from './model-selection/parallel/start-worker'
export type { NodeWorkerLike, WebWorkerLike, WorkerLike } from './model-selection/parallel/thread'
export type { ParamGrid } from './model-selection/param-grid'
export {
  type Distribution,
  logUniform,
  type ParamDistributions,
  uniform,
} from './model-selection/param-sampler'
export {
  type PermutationImportance,
  type PermutationImportanceOptions,
  permutationImportance,
} from './model-selection/permutation-importance'
export {
  RandomizedSearchCV,
  type RandomizedSearchOptions,
  type SavedRandomizedSearch,
} from './model-selection/randomized-search'
export type { OffsetOption } from './model-selection/row-offset'
export type { SavedSearch } from './model-selection/saved-search'
export {
  getScorer,
  type Scorer,
  type ScorerName,
  type ScorerOptions,
  type Scoring,
} from './model-selection/scorers'
export type { CvResults, MetricResults, RefitRule } from './model-selection/search-results'
export type { CvOption } from './model-selection/splits'
export type { KFoldOptions } from './model-selection/splitters/folds'
export { GroupKFold, type GroupKFoldOptions } from './model-selection/splitters/group-k-fold'
export { KFold } from './model-selection/splitters/k-fold'
export { LeaveOneOut } from './model-selection/splitters/leave-one-out'
export { PredefinedSplit } from './model-selection/splitters/predefined-split'
export {
  ShuffleSplit,
  type ShuffleSplitOptions,
  StratifiedShuffleSplit,
} from './model-selection/splitters/shuffle-split'
export type { Split, Splitter } from './model-selection/splitters/splitter'
export { StratifiedGroupKFold } from './model-selection/splitters/stratified-group-k-fold'
export {
  RepeatedStratifiedKFold,
  type RepeatedStratifiedKFoldOptions,
  StratifiedKFold,
} from './model-selection/splitters/stratified-k-fold'
export { TimeSeriesSplit, type TimeSeriesSplitOptions } from './model-selection/splitters/time-series-split'
export {
  type SplitLike,
  type TrainTestSplit,
  type TrainTestSplitOptions,
  trainTestSplit,
} from './model-selection/train-test-split'

// Metrics

export { type AccuracyOptions, accuracyScore, hammingLoss, zeroOneLoss } from './metrics/accuracy'
export { type CohenKappaOptions, cohenKappaScore, matthewsCorrcoef } from './metrics/agreement'
export { type BalancedAccuracyOptions, balancedAccuracyScore } from './metrics/balanced-accuracy'
export type { BinaryScoreOptions } from './metrics/binary-scores'
export {
  brierScoreLoss,
  type CalibrationCurve,
  type CalibrationCurveOptions,
  calibrationCurve,
} from './metrics/calibration'
export { type CalibrationErrorOptions, expectedCalibrationError } from './metrics/calibration-error'
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  classificationReport,
} from './metrics/classification-report'
export { type ConfusionMatrixOptions, confusionMatrix } from './metrics/confusion-matrix'
export { type D2LogLossOptions, d2LogLossScore } from './metrics/d2-log-loss'
export { type DetCurve, detCurve } from './metrics/det-curve'
export { jaccardScore } from './metrics/jaccard'
export { type LogLossOptions, logLoss } from './metrics/log-loss'
export type { ClassAverage } from './metrics/one-versus-rest'
export {
  type Average,
  type Averaged,
  type FscoreOptions,
  f1Score,
  fbetaScore,
  type PrecisionRecallFscoreSupport,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from './metrics/precision-recall'
export {
  type AveragePrecisionOptions,
  averagePrecisionScore,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from './metrics/precision-recall-curve'
export type { ProbabilitiesLike } from './metrics/probabilities'
export type { ReportClass, ReportLine } from './metrics/report-lines'
export { type RocAucAverage, type RocAucOptions, rocAucScore } from './metrics/roc-auc'
export { auc, type RocCurve, type RocCurveOptions, rocCurve } from './metrics/roc-curve'
export { type TopKAccuracyOptions, topKAccuracyScore } from './metrics/top-k-accuracy'

// Saving

export { fromLiblinear, toLiblinear } from './exchange/liblinear'
export type { Exportable } from './exchange/linear-chain'
export type { Link } from './linear-model/probabilities'
export type { SavedFit, SavedModel, SavedOptions } from './linear-model/serialisation'
export type { SavedPipeline } from './pipeline/pipeline'
export type { SavedMaxAbsScaler } from './preprocessing/max-abs-scaler'
export type { SavedStandardScaler } from './preprocessing/standard-scaler'

// Errors

export { NotFittedError, UnsupportedError, ValidationError } from './support/errors'
