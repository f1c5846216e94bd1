/**
 * Training on a stream: svmlight files are unpacked and parsed as their bytes come in, from the disk here, from the
 * network as well. Of the text there is never more in memory than a chunk; what stays are the numbers other than 0.
 *
 * Without arguments it first writes the digits as two such files. `npm run example:svmlight-stream -- train.svm.gz
 * test.svm.gz` reads others, such as those of the LIBSVM collection.
 */

import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGunzip, gzipSync } from 'node:zlib'
import { LogisticRegression, sparsity, trainTestSplit } from 'ndlogit'
import { dumpSvmlight, type LoadSvmlightOptions, loadDigits, loadSvmlight } from 'ndlogit/datasets'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

// npm runs scripts in the package's folder; paths are for the folder where npm was called.
const here = process.env.INIT_CWD ?? process.cwd()
const named = process.argv.slice(2).map(path => resolve(here, path))
if (![0, 2].includes(named.length) || !named.every(existsSync)) {
  console.error('Expected two files that are there, train.svm.gz test.svm.gz, or none for the digits')
  process.exit(1)
}
const [trainFile, testFile] = named.length === 2 ? named : writeDigits()

// 1. The training part. The columns are as many as the largest index in the file.

const train = await read(trainFile)
const columns = train.X.shape[1]

// 2. The test part must have the same columns, even if its last ones happen to be empty.

const test = await read(testFile, { nFeatures: columns })

// 3. Train on the sparse rows as they are.

const start = performance.now()
const model = new LogisticRegression({ penalty: 'l1', C: 0.05 }).fit(train.X, train.y)
const seconds = (performance.now() - start) / 1000
const { dualityGap, objective } = model.convergence

console.log(`
columns: ${columns}
classes: ${model.classes.join(' ')}
fit time: ${seconds.toFixed(2)} s
relative gap: ${(dualityGap / objective).toExponential(1)}, so much the objective is above its minimum at most
sparsity: ${sparsity(model.coef).toFixed(4)}
training accuracy: ${model.score(train.X, train.y).toFixed(4)}
test accuracy: ${model.score(test.X, test.y).toFixed(4)}`)

/** Reads a compressed file. Whatever goes wrong on the way (no file, no gzip, a bad line) rejects the one promise. */
async function read(file: string, options?: LoadSvmlightOptions) {
  let bytes = 0
  let chunks = 0
  const loaded = await pipeline(
    createReadStream(file),
    createGunzip(),
    async function* count(stream: AsyncIterable<Uint8Array>) {
      for await (const chunk of stream) {
        bytes += chunk.length
        chunks += 1
        yield chunk
      }
    },
    stream => loadSvmlight(stream, options),
  )
  const { X } = loaded
  console.log(
    `Read ${relative(here, file)}:\n  ${X.shape[0]} rows, ${X.nnz} entries, ${bytes} bytes of text in ${chunks} chunks`,
  )
  return loaded
}

/** Writes three quarters of the digits and the rest as files of their own, and says where. */
function writeDigits(): string[] {
  const out = fileURLToPath(new URL('out', import.meta.url))
  mkdirSync(out, { recursive: true })
  const { data, target } = loadDigits()
  const split = trainTestSplit(data, target, { testSize: 0.25, randomState: 0, stratify: target })
  const files = [resolve(out, 'train.svm.gz'), resolve(out, 'test.svm.gz')]
  writeFileSync(files[0], gzipSync(dumpSvmlight(split.XTrain, split.yTrain)))
  writeFileSync(files[1], gzipSync(dumpSvmlight(split.XTest, split.yTest)))
  return files
}
