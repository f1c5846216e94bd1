/** The page's side of the worker: asks, drops answers that are out of date, and starts anew when a worker has died. */

import type { Answer, Problem, Request } from './messages'

type Kind = Request['kind']

/** Who is told. */
export interface Listeners {
  readonly onAnswer: (answer: Exclude<Answer, { kind: 'failure' }>) => void
  /** what went wrong, for a person; the trainer can be asked again */
  readonly onFailure: (message: string) => void
}

export class Trainer {
  private worker: Worker | undefined
  private lastId = 0
  private readonly latest = new Map<Kind, number>()

  constructor(private readonly listeners: Listeners) {}

  train(problem: Problem): void {
    this.ask({ kind: 'train', id: this.nextId('train'), problem })
  }

  fitPaths(penalizeIntercept: boolean): void {
    this.ask({ kind: 'paths', id: this.nextId('paths'), penalizeIntercept })
  }

  sample(): void {
    this.ask({ kind: 'sample', id: this.nextId('sample') })
  }

  private nextId(kind: Kind): number {
    this.latest.set(kind, ++this.lastId)
    return this.lastId
  }

  private ask(request: Request): void {
    this.worker ??= this.start()
    this.worker.postMessage(request)
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => this.hear(data))
    worker.addEventListener('error', event => {
      event.preventDefault()
      worker.terminate()
      if (this.worker === worker) this.worker = undefined
      this.listeners.onFailure(
        `The worker that fits the models has stopped: ${event.message || 'its script cannot be loaded'}. Change C to start it again.`,
      )
    })
    return worker
  }

  private hear(answer: Answer): void {
    if (answer.kind === 'failure') this.listeners.onFailure(`The model cannot be fitted: ${answer.message}`)
    else if (answer.id === this.latest.get(answer.kind)) this.listeners.onAnswer(answer)
  }
}
