import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { RecognizerPool } from '#domain/recognition/recognizer-pool.server'

/**
 * The speech in pieces, one from each cut of the pipeline to the next, pauses included: what a recognizer alone is given,
 * which has no detector to tell it what it may leave out.
 */
export async function cutForRaw(pool: RecognizerPool, speech: Float32Array): Promise<Float32Array[]> {
  const cutter = pool.openWindows(0)
  const windows = [...(await cutter.push(speech.slice())), ...(await cutter.finish())]
  cutter.close()
  const cuts = [0, ...windows.slice(0, -1).map((window) => window.nextStart), speech.length]
  return cuts.slice(1).map((end, index) => speech.slice(cuts[index], end))
}

/** Seconds that one thread takes to recognise the pieces back to back. */
export async function timeRaw(pool: RecognizerPool, model: InstalledModel, pieces: Float32Array[]): Promise<number> {
  const before = pool.busyMs
  for (const samples of pieces) await pool.recognize({ samples, model, language: 'en' })
  return (pool.busyMs - before) / 1000
}
