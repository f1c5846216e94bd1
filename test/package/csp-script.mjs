// Run under --disallow-code-generation-from-strings: load, fit, predict, save and load again.

import { LogisticRegression, StandardScaler } from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'

let refused = false
try {
  new Function('return 1')()
} catch (error) {
  refused = error instanceof EvalError
}

const { data, images, target } = loadDigits()
const y = Array.from(target.data, digit => (digit > 4 ? 'large' : 'small'))
const X = new StandardScaler().fit(data).transform(data)
const model = new LogisticRegression({ penalty: 'l1', C: 0.1 }).fit(X, y)
const saved = JSON.stringify(model)
const loaded = LogisticRegression.fromJSON(JSON.parse(saved))
const sample = X.lo(5, 0).hi(3, 64)

const seen = {
  refused,
  accuracy: model.score(X, y),
  sample: model.predict(sample),
  pixel: images.get(0, 0, 2),
  probability: model.predictProba(sample).pick(0, null).shape,
  sameAfterLoading: String(loaded.predict(X)) === String(model.predict(X)),
}
console.log(JSON.stringify(seen))
