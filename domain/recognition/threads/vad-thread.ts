import { parentPort, workerData } from 'node:worker_threads'
import type { VadNotice, VadReply, VadRequest, VadThreadData, WithId } from '../thread-messages'
import { WindowCutter, type SpeechDetector, type SpeechWindow } from '../window-cutter'
import { makeSileroDetector } from './sherpa-vad'

/**
 * Entry of the thread that cuts recordings into windows, several recordings at a time. It is not a recognizer thread,
 * so that windows are ready when a recognizer is.
 */
const port = parentPort!
const { vadModelPath } = workerData as VadThreadData

const cutters = new Map<number, { cutter: WindowCutter; detector: SpeechDetector }>()
/** Loading takes longer than a second of audio; a reset one is as good as new. */
const spare: SpeechDetector[] = []

port.on('message', (request: WithId<VadRequest> | VadNotice) => {
  if (request.type === 'open') {
    const detector = spare.pop() ?? makeSileroDetector(vadModelPath)
    cutters.set(request.cutter, { detector, cutter: new WindowCutter(detector, request.startSample) })
    return
  }
  if (request.type === 'close') {
    const closed = cutters.get(request.cutter)
    if (closed && spare.length === 0) spare.push(closed.detector)
    cutters.delete(request.cutter)
    return
  }
  try {
    const { cutter } = cutters.get(request.cutter)!
    reply(request.id, [...(request.type === 'push' ? cutter.push(request.samples) : cutter.finish())])
  } catch (error) {
    port.postMessage({ id: request.id, failed: String(error) } satisfies VadReply)
  }
})

function reply(id: number, windows: SpeechWindow[]): void {
  port.postMessage(
    { id, windows } satisfies VadReply,
    windows.map(({ samples }) => samples.buffer as ArrayBuffer),
  )
}
