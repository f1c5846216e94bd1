/**
 * The longest time that `fitAsync` keeps the event loop: `responsiveness.ts <problem> <penalty>`. A chain of immediates
 * notes when it gets its turn; the longest gap between two turns counts, from the call of `fitAsync` to its end.
 */

import ndarray from 'ndarray'
import { LogisticRegression, type MatrixLike, StandardScaler } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'
import { embeddings } from '../problems/embeddings'
import { images } from '../problems/images'
import { tall } from '../problems/tall'
import { Random } from '../random'
import { type Penalty, smallestC } from '../task'

const [name, penalty] = process.argv.slice(2) as [string, Penalty]
const { X, y, C } = read()
const longest: number[] = []
let seconds = 0
for (let run = 0; run < 3; run++) {
  let last = performance.now()
  const started = last
  let gap = 0
  let done = false
  const turn = () => {
    const now = performance.now()
    gap = Math.max(gap, now - last)
    last = now
    if (!done) setImmediate(turn)
  }
  setImmediate(turn)
  await new LogisticRegression({ penalty, C }).fitAsync(X, y)
  done = true
  turn()
  seconds = (performance.now() - started) / 1000
  longest.push(gap)
  await new Promise(resolve => setImmediate(resolve))
}
console.log(JSON.stringify({ seconds, first: longest[0], later: Math.max(...longest.slice(1)) }))

function read(): { X: MatrixLike; y: ArrayLike<number>; C: number } {
  if (name.startsWith('digits')) {
    const { data, target } = loadDigits()
    return { X: new StandardScaler().fitTransform(data), y: target.data, C: penalty === 'l1' ? 0.1 : 1 }
  }
  if (name.startsWith('10,000 × 784')) {
    const random = new Random(8)
    const values = random.normals(10_000 * 784)
    const y = Array.from({ length: 10_000 }, (_, i) => Number(values[784 * i] + random.normal() > 0))
    return { X: ndarray(values, [10_000, 784]), y, C: penalty === 'l1' ? 0.01 : 1 }
  }
  const problem = name === 'images' ? images() : name === 'tall' ? tall() : embeddings()
  return {
    X: problem.X,
    y: problem.labels as ArrayLike<number>,
    C: penalty === 'l1' ? 10 * smallestC(problem) : 1,
  }
}
