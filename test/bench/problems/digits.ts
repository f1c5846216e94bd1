import { StandardScaler } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'
import { denseProblem, type Problem } from '../problem'

/** 1797 images of 8 × 8 pixels, standardised; digits above 4 against the others. */
export function digits(): Problem {
  const { data, target } = loadDigits()
  const labels = Int8Array.from(target.data, digit => (digit > 4 ? 1 : -1))
  const X = new StandardScaler().fit(data).transform(data)
  return denseProblem('digits', X.data, X.shape[1], labels)
}
