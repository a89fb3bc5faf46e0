import { parentPort, workerData } from 'node:worker_threads'
import type { LiveThreadData, ThreadRequest } from '../live-messages'
import { LiveLoop } from './live-loop'

/** Entry of a live recognizer thread. Between its turns it takes messages: audio keeps arriving while it works. */
const port = parentPort!
const loop = new LiveLoop({
  ...(workerData as LiveThreadData),
  now: () => performance.now(),
  post: (replies) => port.postMessage(replies),
})
const REPORT_MS = 250
let isScheduled = false

port.on('message', (requests: ThreadRequest[]) => {
  loop.take(requests)
  schedule()
})
// A thread without work says so, too.
setInterval(schedule, REPORT_MS)

function schedule(): void {
  if (isScheduled) return
  isScheduled = true
  setImmediate(turn)
}

function turn(): void {
  isScheduled = false
  if (loop.turn()) schedule()
}
