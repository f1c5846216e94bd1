// Loaded before a documented block: `console.log.at(line)` notes what is printed, and the notes are written at the end.

import { writeSync } from 'node:fs'
import { format, inspect } from 'node:util'

const outputs = []

console.log.at =
  line =>
  (...values) => {
    const shown = format(...values)
    const quoted = values.length === 1 ? inspect(values[0]) : shown
    outputs.push({ line, shown, quoted })
  }

process.on('exit', () => {
  writeSync(1, JSON.stringify(outputs))
})
