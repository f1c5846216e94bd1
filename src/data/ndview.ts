/** ndarrays as the rest of the library knows them: made in one file, read in another, so that a bundle has what it uses. */

export { checkView } from './check-view'
export {
  type AnyNdArray,
  type FloatView,
  isNdArray,
  type NdArray,
  type NdMatrix,
  type NdVector,
  type Nested,
  storedValues,
  valueAt,
} from './is-ndarray'
export { ndview, sizeOf } from './view'
