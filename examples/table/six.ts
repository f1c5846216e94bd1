/**
 * The six programs beside this file, each from a CSV file to a test score and coefficients by name.
 *
 * Four have their file here; for the other two `NDLOGIT_TABLES` names a folder, see the README.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { table } from 'ndlogit-figures'

const folder = process.env.NDLOGIT_TABLES ?? ''
const there = (file: string) => folder !== '' && existsSync(join(folder, file))

const programs = [
  await import('./programs/penguins').then(named('penguins')),
  await import('./programs/german').then(named('german')),
  await import('./programs/bank').then(named('bank')),
  await import('./programs/mushrooms').then(named('mushrooms')),
  there('titanic.csv.gz') && (await import('./programs/titanic').then(named('titanic'))),
  there('adult-train.csv.gz') && (await import('./programs/adult').then(named('adult'))),
].filter(program => program !== false)

function named<P>(name: string): (program: P) => P & { name: string } {
  return program => ({ ...program, name })
}

console.log(
  table(
    [
      { heading: 'table', cell: ({ name }) => name },
      { heading: 'test rows', cell: ({ yTest }) => String(yTest.length) },
      { heading: 'accuracy', cell: ({ score }) => score.toFixed(4) },
      {
        heading: 'features',
        cell: ({ model }) => String(model.steps.tableVectorizer.getFeatureNamesOut().length),
      },
      { heading: 'strongest', cell: ({ coefficients: [{ feature }] }) => feature.slice(0, 24) },
    ],
    programs,
  ),
)
if (programs.length < 6)
  console.log('Left out: titanic and adult where NDLOGIT_TABLES names no folder with them.')
