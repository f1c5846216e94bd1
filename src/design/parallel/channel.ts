/**
 * How one thread asks another to do something, and waits for it, through integers in shared memory. Both look again and again
 * for a while before they sleep: to be woken takes as long as many an operation.
 */

import type { Operation } from './board'

/** Places in the integers of a channel. */
const ASKED = 0
const DONE = 1
const OPERATION = 2
/** grows while a helper works */
const BEAT = 3
const STATE = 4

/** What a helper may be. */
const READY = 1
const FAILED = 2
const CLOSED = 3

/** Looks before a thread sleeps, about a millisecond of them. */
const LOOKS = 100_000

/** How long a thread sleeps before it looks whether the other one is alive, and how long that may seem dead. */
const SLEEP_MS = 500
const LOST_MS = 10_000

/** Whether this thread may sleep; the main thread of a page may not. */
let maySleep = true

/** The side of the thread that asks. */
export class Caller {
  /** whether it has been asked for something that nobody has waited for yet */
  isBusy = false
  private lost = false

  constructor(private readonly channel: Int32Array) {}

  /** Whether it can be asked now. */
  get isFree(): boolean {
    return !this.isBusy && !this.lost && Atomics.load(this.channel, STATE) === READY
  }

  ask(operation: Operation): void {
    const { channel } = this
    this.isBusy = true
    channel[OPERATION] = operation
    Atomics.add(channel, ASKED, 1)
    Atomics.notify(channel, ASKED)
  }

  /** Waits until it is done; false if it failed, or does not answer any more. */
  wait(): boolean {
    const { channel } = this
    this.isBusy = false
    const wanted = Atomics.load(channel, ASKED)
    for (let look = 0; look < LOOKS; look++) {
      if (Atomics.load(channel, DONE) === wanted) return this.isWell
    }
    let beat = Atomics.load(channel, BEAT)
    let seen = performance.now()
    for (;;) {
      const done = Atomics.load(channel, DONE)
      if (done === wanted) return this.isWell
      sleep(channel, DONE, done)
      if (Atomics.load(channel, BEAT) !== beat) {
        beat = Atomics.load(channel, BEAT)
        seen = performance.now()
      } else if (performance.now() - seen > LOST_MS) this.lose()
      if (this.lost) return false
    }
  }

  /** Nothing is asked of it any more. */
  lose(): void {
    this.lost = true
  }

  /** Ends its work, at once where it looks up from it. */
  close(): void {
    Atomics.store(this.channel, STATE, CLOSED)
    Atomics.add(this.channel, ASKED, 1)
    Atomics.notify(this.channel, ASKED)
  }

  private get isWell(): boolean {
    if (Atomics.load(this.channel, STATE) === FAILED) this.lost = true
    return !this.lost
  }
}

/** The side of a helper. */
export class Listener {
  constructor(private readonly channel: Int32Array) {}

  /** Does what it is asked to, until the channel is closed. An error ends it as well: the caller does the work itself. */
  serve(perform: (operation: Operation) => void): void {
    const { channel } = this
    Atomics.compareExchange(channel, STATE, 0, READY)
    for (let done = 0; ; ) {
      const asked = this.nextAfter(done)
      if (this.isClosed) return
      try {
        perform(channel[OPERATION] as Operation)
      } catch {
        Atomics.compareExchange(channel, STATE, READY, FAILED)
      }
      done = asked
      Atomics.store(channel, DONE, done)
      Atomics.notify(channel, DONE)
    }
  }

  /** Says that it is alive; whether to go on. */
  beat(): boolean {
    Atomics.add(this.channel, BEAT, 1)
    return !this.isClosed
  }

  private get isClosed(): boolean {
    return Atomics.load(this.channel, STATE) === CLOSED
  }

  private nextAfter(done: number): number {
    const { channel } = this
    for (let look = 0; look < LOOKS; look++) {
      const asked = Atomics.load(channel, ASKED)
      if (asked !== done) return asked
    }
    for (;;) {
      const asked = Atomics.load(channel, ASKED)
      if (asked !== done) return asked
      sleep(channel, ASKED, done)
    }
  }
}

function sleep(channel: Int32Array, place: number, value: number): void {
  if (!maySleep) return
  try {
    Atomics.wait(channel, place, value, SLEEP_MS)
  } catch {
    maySleep = false
  }
}
