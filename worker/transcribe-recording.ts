import type { Logger } from 'pino'
import { decodeMedia } from '#domain/audio/decode-media.server'
import { sourceFromObjectStore } from '#domain/audio/object-source.server'
import { AppError } from '#domain/errors/app-error'
import type { FinishedTranscript } from '#domain/jobs/outcome.server'
import { persist } from '#domain/jobs/persist.server'
import { RunStopped, type Run } from './active-runs'
import { makeProgress } from './progress'
import type { Attempt } from './settle'
import type { WorkerContext } from './task'

/**
 * The work itself: decode, recognise, checkpoint, from where an earlier attempt got to. Throws RunStopped where the
 * lease is lost, `minutes_used_up` where the file is longer than it said and than the plan allows, and what decoding,
 * recognition, storage and database throw.
 */
export async function transcribeRecording(
  attempt: Attempt,
  run: Run,
  { store, recognition, metrics }: WorkerContext,
  logger: Logger,
): Promise<FinishedTranscript> {
  const { order, ledger } = attempt
  const { signal } = run
  const write = <T>(statement: () => Promise<T>) =>
    persist(statement, { signal, onTrouble: () => metrics.databaseTroubles.inc() })

  if (order.objectKey === null) {
    throw new AppError('object_not_found', 'The audio of this recording is no longer stored.')
  }
  const decoding = decodeMedia(await sourceFromObjectStore(store, order.objectKey), { signal })
  try {
    const { model, ...prepared } = await recognition.prepare(order, decoding.pcm, signal)
    if (!(await write(() => ledger.settleModel(model.entry.id)))) throw new RunStopped('lost')
    const windows = await write(() => ledger.listCheckpoints())
    const last = windows.at(-1)
    const resume = last && { nextIdx: last.idx + 1, startSample: last.nextStartSample }
    logger.info({ model: model.entry.id, resumedMs: last?.endMs ?? 0 }, 'transcribing')

    const facts = await decoding.facts
    const totalMs = order.totalMs ?? facts.durationMs
    const progress = makeProgress((doneMs) => ledger.reportProgress(doneMs, totalMs))
    let paidMs = 0
    const payFor = async (doneMs: number) => {
      if (doneMs <= paidMs) return
      const topped = await write(() => ledger.payFor(doneMs))
      if (topped === null) throw new RunStopped('lost')
      paidMs = topped
    }
    let language = prepared.language
    const recognised = recognition.transcribe({
      model, ...prepared, signal, onProgress: progress.note, ...(resume && { resume }),
    })
    for await (const window of recognised) {
      if (!(await write(() => ledger.storeCheckpoint(window)))) throw new RunStopped('lost')
      attempt.hasProgressed = true
      windows.push(window)
      language ??= window.language
      await payFor(window.endMs)
      run.afterCheckpoint()
      signal.throwIfAborted()
    }
    await progress.settle()
    const durationMs = decoding.durationMs()
    await payFor(durationMs)
    metrics.audioSeconds.inc((durationMs - (last?.endMs ?? 0)) / 1000)
    return {
      durationMs,
      segments: windows.flatMap((window) => window.segments),
      modelId: model.entry.id,
      language: language ?? order.language,
      needsPlayback: !facts.browserPlayable,
    }
  } finally {
    await decoding.close()
  }
}
