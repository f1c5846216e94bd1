/** ndarrays as the rest of the library knows them: made in one file, read in another, so that a bundle has what it uses. */

export { checkView } from './check-view'
export { type AnyNdArray, isNdArray, type NdArray, storedValues, valueAt } from './is-ndarray'
export { ndview } from './make-view'
