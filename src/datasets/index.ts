export { type Digits, type LoadDigitsOptions, loadDigits } from './digits'
