/** One L1 fit of 100,000 rows and 1,000,000 columns, 50 non-zeros a row: `vast.ts <multiple>`. */

import { LogisticRegression } from 'ndlogit'
import { vast } from '../problems/vast'
import { smallestC } from '../task'

const problem = vast()
const model = new LogisticRegression({ penalty: 'l1', C: Number(process.argv[2]) * smallestC(problem) })
const started = performance.now()
const { coef, convergence } = model.fit(problem.X, problem.labels)
const seconds = (performance.now() - started) / 1000
const nonZero = (coef.data as Float64Array).filter(value => value !== 0).length
const { converged, objective, dualityGap } = convergence
// The high-water mark of the whole process, the data and this runner included.
const resident = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ seconds, nonZero, converged, gap: dualityGap / objective, resident }))
