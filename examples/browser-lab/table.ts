/** The page of one's own table: a CSV file, a model of it, what matters by name, and why one row is what it is. */

import { explain } from 'ndlogit'
import { labelsOf, type Row, readRows } from './table-data'
import { type FittedTable, fitTable } from './table-model'

const SHOWN = 14

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no ${id}`)
  return found as T
}

const file = element<HTMLInputElement>('file')
const label = element<HTMLSelectElement>('label')
const c = element<HTMLSelectElement>('c')
const row = element<HTMLInputElement>('row')
const save = element<HTMLButtonElement>('save')

let rows: Row[] = []
let fitted: FittedTable | undefined
/** what is said of the model that is shown */
let summary = ''
/** of the fits that were begun: the last one counts */
let turn = 0

/** What goes wrong is said on the page; what was there stays. */
async function attempt(work: () => Promise<void>): Promise<void> {
  const problem = element('problem')
  problem.hidden = true
  try {
    await work()
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : String(error)
    problem.hidden = false
    element('status').textContent = summary
  }
}

async function open(text: string): Promise<void> {
  const read = readRows(text)
  const labels = labelsOf(read)
  if (labels.length === 0) throw new Error('No column has between 2 and 20 values, to be told by the others.')
  if (!(await fit(read, labels[0]))) return
  rows = read
  label.replaceChildren(...labels.map(name => new Option(name)))
}

/** Whether the model is shown: not if another fit was begun meanwhile. */
async function fit(read: readonly Row[], name: string): Promise<boolean> {
  const mine = ++turn
  element('status').textContent = 'Fitting.'
  const next = await fitTable(read, name, Number(c.value))
  if (mine !== turn) return false
  fitted = next
  const parts = `${next.trained} rows to train on, accuracy ${next.accuracy.toFixed(3)} on ${next.tested} others`
  summary = `${read.length} rows: ${parts}.`
  element('status').textContent = summary
  show(next)
  return true
}

function show({ model, X }: FittedTable): void {
  const coefficients = model.coefficients({ sort: true })
  const several = model.classes.length > 2
  element('weights-note').textContent = several
    ? 'The strongest coefficients; positive ones speak for the class.'
    : `The strongest coefficients; positive ones speak for ${model.classes[1]}.`
  fill(
    'weights',
    ['feature', ...(several ? ['class'] : []), 'coefficient', 'odds ratio'],
    coefficients
      .slice(0, SHOWN)
      .map(one => [one.feature, ...(several ? [String(one.class)] : []), one.coef, one.oddsRatio]),
  )
  fill(
    'columns',
    ['column', 'taken for', 'because of', 'features'],
    model.steps.tableVectorizer
      .describe()
      .map(({ column, kind, why, outputs }) => [column, kind, why, String(outputs)]),
  )
  row.max = String(X.length)
  save.disabled = false
  explainRow()
}

async function refit(): Promise<void> {
  await fit(rows, label.value)
}

function explainRow(): void {
  if (fitted === undefined) return
  const { model, X, y } = fitted
  const at = Math.min(Math.max(Math.trunc(Number(row.value)) || 1, 1), X.length) - 1
  const [said] = model.predict([X[at]])
  const probability = model.predictProba([X[at]]).get(0, model.classes.indexOf(said))
  element('verdict').textContent =
    `The model says ${said}, with probability ${probability.toFixed(3)}; it is ${y[at]}.`
  // Of two classes contributions speak for the second one.
  const sign = model.classes.length === 2 && said === model.classes[0] ? -1 : 1
  const reasons = explain(model, X[at]).filter(one => one.class === undefined || one.class === said)
  fill(
    'reasons',
    ['feature', `speaks for ${said}`],
    reasons.slice(0, SHOWN).map(({ feature, contribution }) => [feature, sign * contribution]),
  )
}

/** A table of texts and numbers; a number has the colour of its sign. */
function fill(id: string, head: readonly string[], lines: readonly (readonly (string | number)[])[]): void {
  const heading = document.createElement('thead')
  heading.append(lineOf('th', head))
  const body = document.createElement('tbody')
  body.append(...lines.map(cells => lineOf('td', cells)))
  element(id).replaceChildren(heading, body)
}

function lineOf(tag: 'th' | 'td', cells: readonly (string | number)[]): HTMLTableRowElement {
  const line = document.createElement('tr')
  // An odds ratio says what its coefficient says.
  const speaksAgainst = Number(cells.find(cell => typeof cell === 'number')) < 0
  for (const cell of cells) {
    const made = document.createElement(tag)
    made.append(...(typeof cell === 'number' ? [cell.toFixed(3)] : breakable(cell)))
    if (typeof cell === 'number') made.className = speaksAgainst ? 'number against' : 'number for'
    line.append(made)
  }
  return line
}

/** A long name may go on in the next line behind an underscore. */
function breakable(text: string): Node[] {
  return text
    .split(/(?<=_)/)
    .flatMap((part, k) => [...(k > 0 ? [document.createElement('wbr')] : []), document.createTextNode(part)])
}

function saveModel(): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(fitted?.model)], { type: 'application/json' }))
  link.download = 'model.json'
  link.click()
  URL.revokeObjectURL(link.href)
}

file.addEventListener('change', () =>
  attempt(async () => {
    const [chosen] = file.files ?? []
    if (chosen !== undefined) await open(await chosen.text())
    // The same file can be chosen again, when it has changed.
    file.value = ''
  }),
)
for (const choice of [label, c]) choice.addEventListener('change', () => attempt(refit))
row.addEventListener('input', explainRow)
save.addEventListener('click', saveModel)
await attempt(async () => open(await (await fetch('./penguins.csv')).text()))
