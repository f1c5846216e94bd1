/** Fits models away from the page, which stays free to answer the reader; a new request ends the fit before it. */

import { imageAt, images } from './data'
import type { Answer, Request } from './messages'
import { fitOverview } from './overview'
import { fitPicture } from './picture'
import { fitBoth, fitTen } from './train'

const running = new Map<Request['kind'], AbortController>()

self.addEventListener('message', async ({ data: request }: MessageEvent<Request>) => {
  const { kind, id } = request
  running.get(kind)?.abort()
  const controller = new AbortController()
  running.set(kind, controller)
  try {
    const answer = await answerTo(request, controller.signal)
    if (!controller.signal.aborted) self.postMessage(answer)
  } catch (error) {
    if (controller.signal.aborted) return
    self.postMessage({ kind: 'failure', id, message: (error as Error).message } satisfies Answer)
  }
})

async function answerTo(request: Request, signal: AbortSignal): Promise<Answer> {
  const { kind, id } = request
  switch (kind) {
    case 'train':
      return { kind, id, ...(await fitBoth(request.problem, signal)) }
    case 'overview':
      return { kind, id, paths: await fitOverview(request.penalizeIntercept, signal) }
    case 'picture':
      return { kind, id, picture: await fitPicture(signal) }
    case 'ten':
      return { kind, id, C: request.C, models: await fitTen(request.C, signal) }
    case 'sample':
      return { kind, id, image: imageAt(Math.floor(images.shape[0] * Math.random())) }
  }
}
