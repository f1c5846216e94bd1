/** How the browser lab answers in headless Chromium: from a move of the slider to the repainted optimum, and how long the page is busy. */

import { chromium } from 'playwright-core'
import { serveLab } from '../../support/browser-lab'
import { findChromium } from '../../support/chromium'
import type { Arguments } from '../arguments'
import { median } from '../statistics'
import { digits, table } from '../table'

interface Row {
  readonly penalty: string
  /** milliseconds of each move */
  readonly waits: number[]
  /** tasks of the page's thread that took longer than 50 ms, in milliseconds */
  readonly longTasks: number[]
}

/** Positions that the slider moves through, as exponents of C. */
const STEPS = 41

export async function browser({ markdown }: Arguments): Promise<void> {
  const executablePath = findChromium()
  if (executablePath === undefined) return
  const server = await serveLab()
  const chrome = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const rows: Row[] = []
  try {
    const page = await chrome.newPage()
    await page.goto(server.url)
    await page.locator('#accuracy-curves svg').waitFor()
    await page.waitForTimeout(500)
    rows.push({ penalty: 'l1 and l2', ...(await page.evaluate(moveThrough, STEPS)) })
    await page.close()
  } finally {
    await chrome.close()
    await server.close()
  }
  const columns = [
    { heading: 'penalty', cell: ({ penalty }: Row) => penalty.toUpperCase(), align: 'left' as const },
    { heading: 'moves', cell: ({ waits }: Row) => String(waits.length) },
    { heading: 'median to the repaint, ms', cell: ({ waits }: Row) => digits(median(waits), 3) },
    { heading: 'longest, ms', cell: ({ waits }: Row) => digits(Math.max(...waits), 3) },
    { heading: 'tasks over 50 ms', cell: ({ longTasks }: Row) => String(longTasks.length) },
  ]
  console.log(
    `The browser lab: the slider moves and waits for the new optimum\n\n${table(columns, rows, markdown)}\n`,
  )
}

/** In the page: moves the slider from one end to the other, waiting for each model. */
async function moveThrough(steps: number): Promise<Omit<Row, 'penalty'>> {
  const longTasks: number[] = []
  const observer = new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  })
  observer.observe({ type: 'longtask' })
  const slider = document.querySelector<HTMLInputElement>('#exponent')!
  const waits: number[] = []
  for (let k = 0; k < steps; k++) {
    performance.clearMeasures()
    slider.value = String(-3 + (5 * k) / (steps - 1))
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    let entries: PerformanceEntryList = []
    do {
      await new Promise(resolve => setTimeout(resolve, 5))
      entries = performance.getEntriesByName('change to repaint')
    } while (entries.length === 0)
    waits.push(entries.at(-1).duration)
  }
  observer.disconnect()
  return { waits, longTasks }
}
