/**
 * What the comment behind a `console.log(…)` says it prints.
 *
 * ```
 * console.log(model.classes) // [ 'large', 'small' ]
 * ```
 *
 * The comment is compared with what is printed, white space aside. A line that prints more than once states its output
 * once if it is always the same, or joined by `, then `. Quotes around a lone string may be left out or written. Words
 * after a comma or a colon (`// 1: one dog was taken for a cat`, `// 1, three times`) and comments that begin with an
 * article (`// the table`) are remarks, and are not compared.
 */

import ts from 'typescript'

/** The outputs that a `console.log` documents. */
export interface Expectation {
  /** the line of the call within the block, from 1 */
  readonly line: number
  readonly comment: string
}

/** What a `console.log` has printed. */
export interface Output {
  readonly line: number
  /** as the console shows it */
  readonly shown: string
  /** as an expression: a lone string in quotes */
  readonly quoted: string
}

/** The expectations of a block, and its code with every `console.log` telling its line (see console.mjs). */
export function expectedOutputs(source: ts.SourceFile): { code: string; expectations: Expectation[] } {
  const expectations: Expectation[] = []
  const inserts: { at: number; text: string }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'console.log') {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      inserts.push({ at: node.expression.getEnd(), text: `.at(${line})` })
      const comment = /^[ \t;)}]*\/\/ ?(.*)$/.exec(restOfLine(source.text, node.getEnd()))?.[1]?.trim()
      if (comment !== undefined) expectations.push({ line, comment })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  let code = source.text
  for (const { at, text } of inserts.sort((a, b) => b.at - a.at))
    code = code.slice(0, at) + text + code.slice(at)
  return { code, expectations }
}

/** What is wrong with the outputs of one documented line; undefined if they are as documented. */
export function mismatch({ line, comment }: Expectation, outputs: readonly Output[]): string | undefined {
  if (/^(the|an?) /i.test(comment)) return undefined
  const printed = outputs.filter(output => output.line === line)
  const remark = /[,:] [a-z][a-z ]*$/
  if (isAsStated(comment, printed) || isAsStated(comment.replace(remark, ''), printed)) return undefined
  return `documented: ${comment}\nprinted: ${printed.map(({ shown }) => shown).join(', then ')}`
}

function isAsStated(text: string, printed: readonly Output[]): boolean {
  const stated = text.split(', then ').map(squeeze)
  const expected = stated.length === 1 ? printed.map(() => stated[0]) : stated
  const same = ({ shown, quoted }: Output, k: number) => [shown, quoted].map(squeeze).includes(expected[k])
  return printed.length > 0 && printed.length === expected.length && printed.every(same)
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '')
}

function restOfLine(text: string, from: number): string {
  const end = text.indexOf('\n', from)
  return text.slice(from, end < 0 ? undefined : end)
}
