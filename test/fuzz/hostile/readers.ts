/** Hostile files: generated, mutated, and cut at every byte. */

import { loadSvmlight, type SvmlightStream } from '../../../src/datasets/svmlight'
import type { Chance } from './chance'
import { jsonFormats, mutateJson, mutateText, textFormats } from './documents'
import { judge, type Verdict } from './judge'
import { loaded, loadedFiles } from './saved'
import { readFromDisk } from './sources'
import { hostileValue } from './values'

/** One case; a round trip that is not exact is an error of no documented name. */
export function readHostile(chance: Chance): Promise<Verdict> {
  // Files on a disk take a hundred times as long as texts.
  if (chance.below(100) === 0) return readFromDisk(chance)
  const kind = chance.below(8)
  if (kind === 0) return streamed(chance)
  if (kind <= 3) {
    const format = chance.pick(textFormats)
    const text = mutateText(chance.pick(format.files), chance)
    const file = chance.below(20) === 0 ? (hostileValue(chance) as string) : text
    return judge(text.length, () => roundTrip(format, file, format.read))
  }
  if (chance.below(8) === 0) {
    const file = mutateJson(chance.pick(loadedFiles), chance)
    return judge(10_000, () => loaded(file))
  }
  const format = chance.pick(jsonFormats)
  const value = chance.below(10) === 0 ? hostileValue(chance) : mutateJson(chance.pick(format.files), chance)
  return judge(10_000, () => roundTrip(format, value, format.read))
}

function roundTrip<T>({ name }: { name: string }, file: T, read: (file: T) => { write(): T }): void {
  const first = read(file).write()
  if (first === '') return
  const second = read(first).write()
  if (JSON.stringify(first) !== JSON.stringify(second))
    throw new Error(`${name}: the round trip is not exact`)
}

/** The bytes of a file in two or more pieces, as they come or as a stream, give what the whole gives. */
function streamed(chance: Chance): Promise<Verdict> {
  const format = textFormats[1]
  const text =
    chance.below(2) === 0 ? chance.pick(format.files) : mutateText(chance.pick(format.files), chance)
  const bytes = new TextEncoder().encode(text)
  const cuts = Array.from({ length: 1 + chance.below(3) }, () => chance.below(bytes.length + 1)).sort(
    (a, b) => a - b,
  )
  const pieces = [...cuts, bytes.length].map((end, k) => bytes.slice(cuts[k - 1] ?? 0, end))
  const asStream = chance.below(2) === 0
  return judge(text.length, async () => {
    const whole = outcome(() => loadSvmlight(bytes))
    const cut = asStream
      ? await outcomeLater(() => loadSvmlight(new Blob(pieces).stream() as SvmlightStream))
      : outcome(() => loadSvmlight(pieces))
    if (cut !== whole) throw new Error(`loadSvmlight: cut at ${cuts}, ${whole} becomes ${cut}`)
    if (whole.startsWith('!')) throw Object.assign(new Error(whole), { name: 'ValidationError' })
  })
}

function outcome(read: () => unknown): string {
  try {
    return JSON.stringify(read())
  } catch (error) {
    return said(error)
  }
}

async function outcomeLater(read: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await read())
  } catch (error) {
    return said(error)
  }
}

function said(error: unknown): string {
  const { name, message } = error as Error
  if (name !== 'ValidationError' && name !== 'UnsupportedError') throw error
  return `!${name}: ${message}`
}
