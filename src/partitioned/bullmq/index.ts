export type { ConnectionOptions } from './connection'
export { type OnBullMQOptions, onBullMQ } from './queue-executor'
export { type QueueWorker, type WorkOnOptions, workOnBullMQ } from './work'
