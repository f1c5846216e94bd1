/** Redis and BullMQ: where they are, and one line that says what to install or start where they are not. */

import { UnsupportedError, ValidationError } from '../../support/errors'
import { checkNumber, describe } from '../../support/validate'

/** Where Redis is: what BullMQ takes as `connection`, as far as it is needed. */
export interface ConnectionOptions {
  /** Default '127.0.0.1'. */
  readonly host?: string
  /** Default 6379. */
  readonly port?: number
  /** who asks, where Redis wants to know */
  readonly username?: string
  /** and the password */
  readonly password?: string
  /** the number of the database. Default 0. */
  readonly db?: number
}

/** How long Redis may take to answer at first. */
const ANSWER_MS = 5000

/** Waits between attempts to reach Redis again. */
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [50, 1000]

/** What every job of a fit is called. */
export const JOB = 'partition'

type BullMQ = typeof import('bullmq')

/** @throws UnsupportedError where BullMQ is not installed */
export async function loadBullMQ(): Promise<BullMQ> {
  try {
    return await import('bullmq')
  } catch (error) {
    throw new UnsupportedError('Workers on several machines need BullMQ: npm install bullmq ioredis', {
      cause: error,
    })
  }
}

/** What BullMQ is told of Redis: it is waited for when it goes away, as long as it takes. */
export function redisOptions({ host = '127.0.0.1', port = 6379, ...rest }: ConnectionOptions = {}) {
  if (typeof host !== 'string') {
    throw new ValidationError(`connection.host must be a string, got ${describe(host)}`)
  }
  return {
    ...rest,
    host,
    port: checkNumber('connection.port', port, { min: 1, max: 65535, integer: true }),
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(FIRST_WAIT_MS * times, LONGEST_WAIT_MS),
  }
}

/** @throws UnsupportedError when Redis does not answer */
export async function answered<T>(
  ready: PromiseLike<T>,
  { host, port }: { readonly host: string; readonly port: number },
  ms = ANSWER_MS,
): Promise<T> {
  let clock: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(
      () => reject(new UnsupportedError(`No Redis answers at ${host}:${port}: start one (redis-server)`)),
      ms,
    )
  })
  try {
    return await Promise.race([ready, late])
  } finally {
    clearTimeout(clock)
  }
}

/** @throws ValidationError unless it can be the name of a queue */
export function readQueueName(queue: unknown): string {
  if (typeof queue === 'string' && queue !== '' && !queue.includes(':')) return queue
  throw new ValidationError(`queue must be a name without ':', got ${describe(queue)}`)
}
