/** The page's side of the worker: asks, drops answers that are out of date, and starts anew when a worker has died. */

import type { Answer, Problem, Request } from './messages'

type Kind = Request['kind']

/** Who is told. */
export interface Listeners {
  readonly onAnswer: (answer: Exclude<Answer, { kind: 'failure' }>) => void
  /** what went wrong, for a person; the trainer can be asked again */
  readonly onFailure: (message: string) => void
  /** the worker had died and another has been asked the same */
  readonly onRestart: () => void
}

export class Trainer {
  private worker: Worker | undefined
  private lastId = 0
  /** what has been asked and not answered, by kind */
  private readonly open = new Map<Kind, Request>()
  /** of the present worker */
  private answers = 0

  constructor(private readonly listeners: Listeners) {}

  train(problem: Problem): void {
    this.ask({ kind: 'train', id: ++this.lastId, problem })
  }

  fitOverview(penalizeIntercept: boolean): void {
    this.ask({ kind: 'overview', id: ++this.lastId, penalizeIntercept })
  }

  fitPicture(): void {
    this.ask({ kind: 'picture', id: ++this.lastId })
  }

  fitTen(C: number): void {
    this.ask({ kind: 'ten', id: ++this.lastId, C })
  }

  sample(): void {
    this.ask({ kind: 'sample', id: ++this.lastId })
  }

  /** Whether something of that kind has been asked and not answered yet. */
  awaits(kind: Kind): boolean {
    return this.open.has(kind)
  }

  private ask(request: Request): void {
    this.open.set(request.kind, request)
    this.worker ??= this.start()
    this.worker.postMessage(request)
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    this.answers = 0
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      this.answers++
      this.hear(data)
    })
    worker.addEventListener('error', event => {
      event.preventDefault()
      worker.terminate()
      if (this.worker === worker) this.lose(event.message || 'its script cannot be loaded')
    })
    return worker
  }

  /** A worker that has answered before is replaced; one that never did would only die again. */
  private lose(reason: string): void {
    this.worker = undefined
    if (this.answers === 0) {
      const next = 'Change C to start it again.'
      this.listeners.onFailure(`The worker that fits the models has stopped: ${reason}. ${next}`)
      return
    }
    this.listeners.onRestart()
    for (const request of [...this.open.values()]) this.ask(request)
  }

  private hear(answer: Answer): void {
    if (answer.kind === 'failure') {
      this.listeners.onFailure(`The model cannot be fitted: ${answer.message}`)
    } else if (answer.id === this.open.get(answer.kind)?.id) {
      this.open.delete(answer.kind)
      this.listeners.onAnswer(answer)
    }
  }
}
