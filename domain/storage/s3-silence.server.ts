import { PassThrough, pipeline, type Readable } from 'node:stream'

/**
 * The body of an answer, which fails like a request without an answer when nothing more of it comes for so many ms. Only
 * for what the client library reads whole and at once: it would take the pause of a slow reader for one of the store.
 */
export function endOnSilence(body: Readable, pauseMs: number): Readable {
  const timer = setTimeout(() => {
    const silence = new Error(`Nothing of the answer came for ${pauseMs} ms.`)
    body.destroy(Object.assign(silence, { name: 'TimeoutError' }))
  }, pauseMs)
  const heard = new PassThrough()
  body.on('data', () => timer.refresh())
  return pipeline(body, heard, () => clearTimeout(timer))
}
