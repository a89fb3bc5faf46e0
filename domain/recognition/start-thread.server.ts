import { Worker } from 'node:worker_threads'

const bootstrap = new URL('./threads/start.mjs', import.meta.url)

/** Starts a TypeScript file as a worker thread; the data is its `workerData`. */
export function startThread(entry: URL, data: object): Worker {
  // Flags of the process, such as a test runner's, are not the thread's.
  return new Worker(bootstrap, { workerData: { ...data, entry: entry.href }, execArgv: [] })
}
