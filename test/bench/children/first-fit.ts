/** The first fit of a process, and the median of those after it: `first-fit.ts <penalty> <C>`. */

import { LogisticRegression } from 'ndlogit'
import { digits } from '../problems/digits'
import { median } from '../statistics'
import type { Penalty } from '../task'

const [penalty, C] = process.argv.slice(2) as [Penalty, string]
const { X, labels } = digits()

function timeFit(): number {
  const started = performance.now()
  new LogisticRegression({ penalty, C: Number(C) }).fit(X, labels)
  return (performance.now() - started) / 1000
}

const first = timeFit()
for (let i = 0; i < 20; i++) timeFit()
const warm = median(Array.from({ length: 15 }, timeFit))
console.log(JSON.stringify({ first, warm }))
