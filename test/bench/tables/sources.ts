/** The public tables that the suite knows, by the names that their files go by. */

export interface Source {
  readonly name: string
  /** in the folder of `--data` */
  readonly file: string
  readonly separator: string
  /** the name of each column, where the file has no line of names */
  readonly columns: readonly string[] | undefined
  readonly label: string
  /** the label against all others, where a problem of two classes is asked for */
  readonly positive: readonly string[]
  /** columns of identity */
  readonly drop: readonly string[]
  /** columns of codes that look like numbers */
  readonly codes: readonly string[]
}

const numbered = (count: number) => Array.from({ length: count }, (_, j) => `x${j}`)

const source = (
  name: string,
  file: string,
  label: string,
  positive: string[],
  rest: Partial<Source> = {},
) => ({
  name,
  file,
  label,
  positive,
  separator: ',',
  columns: undefined,
  drop: [],
  codes: [],
  ...rest,
})

export const SOURCES: readonly Source[] = [
  source('adult', 'adult-train.csv.gz', 'x14', ['>50K'], { columns: numbered(15) }),
  source('credit default', 'credit-default.csv.gz', 'Y', ['1'], {
    drop: ['ID'],
    codes: ['X2', 'X3', 'X4', 'X6', 'X7', 'X8', 'X9', 'X10', 'X11'],
  }),
  source('a9a', 'a9a.gz', 'label', ['1']),
  source('titanic', 'titanic.csv.gz', 'survived', ['1'], {
    drop: ['name', 'ticket', 'cabin'],
    codes: ['pclass'],
  }),
  source('german', 'german.csv.gz', 'x20', ['2'], { columns: numbered(21) }),
  source('mushrooms', 'mushrooms.csv.gz', 'type', ['p']),
  source('bank', 'bank-additional.csv.gz', 'y', ['yes'], { separator: ';' }),
  source('wine', 'winequality-white.csv.gz', 'x11', ['6', '7', '8', '9'], { columns: numbered(12) }),
  source('penguins', 'penguins.csv.gz', 'species', ['Adelie']),
]
