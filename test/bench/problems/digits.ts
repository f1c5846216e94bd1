import { StandardScaler } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'
import { denseProblem, type Problem } from '../problem'

/** 1797 images of 8 × 8 pixels, standardised; digits above 4 against the others. */
export function digits(): Problem {
  return ofDigits('digits', digit => (digit > 4 ? 1 : -1))
}

/** The same, each digit a class. */
export function tenDigits(): Problem {
  return ofDigits('ten digits', digit => digit, 10)
}

function ofDigits(name: string, labelOf: (digit: number) => number, classes?: number): Problem {
  const { data, target } = loadDigits()
  const X = new StandardScaler().fit(data).transform(data)
  return denseProblem(name, X.data, X.shape[1], Int8Array.from(target.data, labelOf), classes)
}
