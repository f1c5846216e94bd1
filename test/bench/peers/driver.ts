/**
 * A program outside that keeps a problem in memory and fits it on command, so that fits of several programs can
 * alternate. A command is a line; so is the answer: the seconds that the fit took. The coefficients are in a file.
 */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TimedFit, TimeLimitError } from './peer'

export class Driver {
  #process: ChildProcessWithoutNullStreams | undefined
  #answers: AsyncIterator<string> | undefined
  #complaints = ''

  /** @param folder - holds the problem; the program writes its coefficients there */
  constructor(
    private readonly command: string,
    private readonly args: readonly string[],
    private readonly folder: string,
    private readonly limitSeconds: number,
  ) {}

  /** @throws TimeLimitError when the fit takes too long; the program is started again for the next one */
  async fit(line: string): Promise<TimedFit> {
    const answers = this.#answers ?? (await this.#start())
    this.#process!.stdin.write(`${line}\n`)
    const answer = await this.#withinLimit(answers)
    if (!/^[\d.]+(e-\d+)?$/.test(answer)) throw new Error(`${this.command}: ${answer}`)
    const bytes = readFileSync(join(this.folder, 'coefficients'))
    return { seconds: Number(answer), w: new Float64Array(Uint8Array.from(bytes).buffer) }
  }

  close(): void {
    this.#process?.kill()
    this.#process = undefined
    this.#answers = undefined
  }

  /** Waits for the line `ready`: reading the problem is no part of a fit. */
  async #start(): Promise<AsyncIterator<string>> {
    const child = spawn(this.command, this.args)
    child.stderr.on('data', (text: Buffer) => {
      this.#complaints += text.toString()
    })
    child.on('error', error => {
      this.#complaints += error.message
    })
    child.stdin.on('error', () => {})
    this.#process = child
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const ready = await this.#next(this.#answers)
    if (ready !== 'ready') throw new Error(`${this.command}: ${ready}`)
    return this.#answers
  }

  async #withinLimit(answers: AsyncIterator<string>): Promise<string> {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TimeLimitError()), this.limitSeconds * 1000)
    })
    try {
      return await Promise.race([this.#next(answers), limit])
    } catch (error) {
      this.close()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async #next(answers: AsyncIterator<string>): Promise<string> {
    const { done, value } = await answers.next()
    if (done) throw new Error(`${this.command} ended: ${this.#complaints}`)
    return value
  }
}
