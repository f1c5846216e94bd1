import { afterAll, describe, expect, it } from 'vitest'
import { collectBlocks, strayFences } from './collect'
import { compileBlocks } from './compile'
import { faultsOf } from './run'

const blocks = collectBlocks()
const compiled = compileBlocks(blocks, 'all')

describe.concurrent('documented code', () => {
  for (const unit of compiled) {
    const { file, line } = unit.block
    it(`${file}:${line}`, async () => {
      expect(await faultsOf(unit)).toEqual([])
    })
  }
})

afterAll(() => {
  const idle = blocks.filter(({ flags }) => flags !== '')
  console.log(
    `Documented code: ${blocks.length - idle.length} blocks compiled and run, ${idle.length} only compiled`,
  )
})

describe('the fences', () => {
  it('name no other flag than compile-only, with its reason', () => {
    const odd = blocks.filter(({ flags }) => flags !== '' && !/^compile-only: \S/.test(flags))
    expect(odd.map(({ file, line, flags }) => `${file}:${line} ${flags}`)).toEqual([])
  })

  it('hold code as ts, so that none escapes', () => {
    expect(strayFences()).toEqual([])
  })

  it('are found in the README, the guides and the source', () => {
    for (const place of ['README.md', 'docs/', 'src/']) {
      expect(blocks.some(({ file }) => file.startsWith(place))).toBe(true)
    }
  })
})
