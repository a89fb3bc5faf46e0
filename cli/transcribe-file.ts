import { basename } from 'node:path'
import { decodeMedia } from '#domain/audio/decode-media.server'
import { makeFileSource } from '#domain/audio/file-source.server'
import type { ModelWish } from '#domain/models/choose-model'
import type { Recognition } from '#domain/recognition/recognition.server'
import type { Transcript, TranscriptSegment } from '#domain/transcripts/transcript'

export interface TranscribeFileOptions {
  recognition: Recognition
  wish: ModelWish
  signal: AbortSignal
  /** Audio done and the whole, where the container tells it; milliseconds. */
  onProgress(doneMs: number, totalMs: number | null): void
}

/** The transcript of a media file. Throws AppError for what is wrong with it, or what opening it throws. */
export async function transcribeFile(path: string, options: TranscribeFileOptions): Promise<Transcript> {
  const { recognition, wish, signal, onProgress } = options
  const source = await makeFileSource(path)
  try {
    const decoding = decodeMedia(source, { signal })
    try {
      const facts = await decoding.facts
      const { model, language, pcm } = await recognition.prepare(wish, decoding.pcm, signal)
      const segments: TranscriptSegment[] = []
      let heard = language
      const report = (doneMs: number) => onProgress(doneMs, facts.durationMs)
      for await (const window of recognition.transcribe({ pcm, model, language, signal, onProgress: report })) {
        segments.push(...window.segments)
        heard ??= window.language
      }
      const spoken = heard ?? (model.entry.languages === '*' ? 'und' : model.entry.languages[0]!)
      return { title: basename(path), language: spoken, durationMs: Math.round(decoding.durationMs()), segments }
    } finally {
      await decoding.close()
    }
  } finally {
    await source.close()
  }
}
