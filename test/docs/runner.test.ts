/** The runner itself: that it fails where documented code is wrong. */

import { describe, expect, it } from 'vitest'
import { type Block, blocksOf } from './collect'
import { compileBlocks } from './compile'
import { faultsOf } from './run'

const GOOD = "import { sparsity } from 'ndlogit'\n\nconsole.log(sparsity([0, 1])) // 0.5"

const CASES: [what: string, code: string, fault: RegExp | undefined][] = [
  ['that does as documented passes', GOOD, undefined],
  ['without its import fails', GOOD.replace(/^import.*\n/, ''), /^guide\.md:3: Cannot find name 'sparsity'/],
  [
    'of a wrong type fails',
    GOOD.replace('[0, 1]', "'zero'"),
    /^guide\.md:4: Argument of type .* not assignable/,
  ],
  [
    'that prints something else fails',
    GOOD.replace('0.5', '0.25'),
    /^guide\.md:4: documented: 0\.25\nprinted: 0\.5$/,
  ],
  ['that does not print fails', 'for (const k of [] as number[]) console.log(k) // 1', /printed: $/],
  [
    'that prints too little fails',
    'for (const k of [1, 2]) console.log(k) // 1, then 2, then 3',
    /printed: 1, then 2$/,
  ],
  ['that throws fails', "throw new Error('broken')", /broken/],
  ['that throws later fails', "void Promise.reject(new Error('late'))", /late/],
  ['may print more than once', 'for (const k of [1, 2]) console.log([k]) // [1], then [2]', undefined],
  ['may repeat itself', "for (const _ of [1, 2]) console.log('a') // 'a', twice", undefined],
  ['may remark on its output', 'console.log(1) // 1: one of them', undefined],
]

describe('a block', () => {
  const units = compileBlocks(
    CASES.map(([, code]): Block => ({ file: 'guide.md', line: 1, code, flags: '' })),
    'self-test',
  )

  it.each(
    CASES.map(([what, , fault], k) => [what, fault, units[k]] as const),
  )('%s', async (_, fault, unit) => {
    const faults = await faultsOf(unit)
    expect(faults).toEqual(fault === undefined ? [] : [expect.stringMatching(fault)])
  })

  it('is read from Markdown and from comments alike', () => {
    const code = 'const a = 1\n\nconsole.log(a)'
    const comment = code.split('\n').map(line => ` * ${line}`.trimEnd())
    const lines = ['/**', ' * ```ts', ...comment, ' * ```', ' */']
    expect(blocksOf('a.md', `Text\n\`\`\`ts\n${code}\n\`\`\`\n`)).toMatchObject([
      { line: 2, code, flags: '' },
    ])
    expect(blocksOf('a.ts', lines.join('\n'))).toMatchObject([{ line: 2, code, flags: '' }])
  })
})
