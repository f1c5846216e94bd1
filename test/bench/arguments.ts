import { parseArgs } from 'node:util'
import type { Solver } from 'ndlogit'
import type { Penalty } from './task'

export const USAGE = `npm run bench -- [name …] [options]

  name            a problem or a part of the suite, see the list below; default: all but growth, mnist,
                  mnist-10000, partitioned and tables
  --penalty l1    one penalty only
  --peers a,b     only these libraries: liblinear, scikit-learn; "none" for ndlogit alone
  --liblinear dir LIBLINEAR's own sources to compare with, instead of the library of the system
  --solvers a,b   the named solvers of ndlogit besides 'auto', e.g. newton-cd,newton-cd-gram
  --rounds n      turns that everybody takes, at least (default 5)
  --limit s       seconds that a fit may take (default 60)
  --quick         two turns, and smaller sizes where a part has sizes
  --data dir      a folder of public tables, for the part "tables"; --only adult,bank names some of them
                  for the part "partitioned" where its Parquet file is kept; --only pass,fit,executors,memory
  --rows n        rows of the part "partitioned" (default 2,000,000)
  --markdown      tables as Markdown
  --figure file   the comparisons as a picture, an SVG file
  --help          this text`

export interface Arguments {
  readonly names: readonly string[]
  readonly penalties: readonly Penalty[]
  /** `undefined`: all */
  readonly libraries: readonly string[] | undefined
  /** a folder; `undefined`: the library of the system */
  readonly liblinearSources: string | undefined
  readonly solvers: readonly Solver[]
  readonly rounds: number
  readonly limit: number
  readonly quick: boolean
  readonly markdown: boolean
  readonly figure: string | undefined
  /** of a file that a part makes; `undefined`: as the part has it */
  readonly rows: number | undefined
  /** where the public tables are, or files that parts make, and which tables or measurements; `undefined`: nowhere, all */
  readonly data: string | undefined
  readonly only: readonly string[] | undefined
  readonly help: boolean
}

export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      penalty: { type: 'string' },
      peers: { type: 'string' },
      liblinear: { type: 'string' },
      solvers: { type: 'string', default: '' },
      rounds: { type: 'string' },
      limit: { type: 'string', default: '60' },
      quick: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      figure: { type: 'string' },
      data: { type: 'string' },
      only: { type: 'string' },
      rows: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { penalty, quick } = values
  if (penalty !== undefined && penalty !== 'l1' && penalty !== 'l2') {
    throw new Error(`--penalty must be l1 or l2, got ${penalty}`)
  }
  return {
    names: positionals,
    penalties: penalty === undefined ? ['l1', 'l2'] : [penalty],
    libraries: values.peers?.split(','),
    liblinearSources: values.liblinear,
    solvers: values.solvers.split(',').filter(Boolean) as Solver[],
    rounds: count('--rounds', values.rounds ?? (quick ? '2' : '5')),
    limit: count('--limit', values.limit),
    quick,
    markdown: values.markdown,
    figure: values.figure,
    rows: values.rows === undefined ? undefined : count('--rows', values.rows),
    data: values.data,
    only: values.only?.split(','),
    help: values.help,
  }
}

function count(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be an integer from 1, got ${text}`)
  return value
}
