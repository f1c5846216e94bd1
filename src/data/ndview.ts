/** ndarrays as the rest of the library knows them: made in one file, read in another, so that a bundle has what it uses. */

export { type AnyNdArray, isNdArray, type NdArray, storedValues } from './is-ndarray'
export { ndview } from './make-view'
