export type { CertifiedPathOptions, CertifiedPointProgress } from './certified-options'
export { type CertifiedModel, type CertifiedPath, certifiedPath, certifiedPathAsync } from './certified-path'
export type { StackedFits } from './stacked-fits'
