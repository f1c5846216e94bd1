export { type Digits, type LoadDigitsOptions, loadDigits } from './digits'
export { type DumpSvmlightOptions, dumpSvmlight, loadSvmlight, type SvmlightStream } from './svmlight'
export type { LoadSvmlightOptions, Svmlight, SvmlightChunk } from './svmlight-parser'
