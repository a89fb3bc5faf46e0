import { once } from 'node:events'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compiledFile } from '../compiled/compiled-entry.server'
import { limits } from '../limits/limits'

const bootstrap = new URL('./threads/start.mjs', import.meta.url)
/** Where a thread is told to end itself. */
const endings = new WeakMap<Worker, MessagePort>()

/** Starts a TypeScript file as a worker thread; the data is its `workerData`. End it with `endThread`. */
export function startThread(entry: URL, data: object): Worker {
  const { port1, port2 } = new MessageChannel()
  const compiled = compiledFile(fileURLToPath(entry))
  const worker = new Worker(bootstrap, {
    workerData: { ...data, entry: compiled === null ? entry.href : pathToFileURL(compiled).href, ending: port2 },
    transferList: [port2],
    // Flags of the process, such as a test runner's, are not the thread's.
    execArgv: [],
  })
  port1.unref()
  endings.set(worker, port1)
  return worker
}

/**
 * Ends a thread once it has finished what it is at, or by force after `limits.threadEndMsMax`. Resolves when it has gone;
 * at once where it has gone already.
 */
export async function endThread(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return
  const gone = once(worker, 'exit')
  worker.ref()
  endings.get(worker)?.postMessage(null)
  const force = setTimeout(() => void worker.terminate(), limits.threadEndMsMax)
  await gone
  clearTimeout(force)
  endings.get(worker)?.close()
}
