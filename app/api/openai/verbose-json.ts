import { deflateSync } from 'node:zlib'
import type { z } from 'zod'
import { languageName } from '#domain/prompts/language-name'
import { joinWords } from '#domain/transcripts/join-words'
import { timedWords } from '#domain/transcripts/timed-words'
import type { Transcript, TranscriptSegment } from '#domain/transcripts/transcript'
import type { verboseShape } from './shapes'
import type { Granularity } from './transcription-fields'

export interface VerboseOptions {
  task: 'transcribe' | 'translate'
  granularities: readonly Granularity[]
  /** As it was asked for; it says so in every segment. */
  temperature: number
}

type VerboseJson = z.input<typeof verboseShape>

const seconds = (ms: number) => ms / 1000

/** What an answer says it cost: whole seconds, those begun too. */
export const usageOf = ({ durationMs }: Pick<Transcript, 'durationMs'>) => ({
  type: 'duration' as const, seconds: Math.ceil(durationMs / 1000),
})

/** All that was said. */
export const textOf = ({ segments }: Pick<Transcript, 'segments'>) => joinWords(segments.map(({ text }) => text))

/** A transcript as OpenAI's `verbose_json`; times in seconds. */
export function toVerboseJson(transcript: Transcript, { task, granularities, temperature }: VerboseOptions): VerboseJson {
  const { language, durationMs, segments } = transcript
  return {
    task,
    language: languageName(language).toLowerCase(),
    duration: seconds(durationMs),
    text: textOf(transcript),
    ...(granularities.includes('segment') && { segments: segments.map((segment, id) => toSegment(segment, id, temperature)) }),
    ...(granularities.includes('word') && { words: segments.flatMap(toWords) }),
    usage: usageOf(transcript),
  }
}

/**
 * Clients read Whisper's own figures without asking whether they are there. `avg_logprob` is the logarithm of the confidence,
 * 0 where the model gives none; `no_speech_prob` is 0, since what is no speech is left out before; tokens are not told.
 */
function toSegment(
  { startMs, endMs, text, confidence }: TranscriptSegment, id: number, temperature: number,
): NonNullable<VerboseJson['segments']>[number] {
  return {
    id,
    seek: Math.round(startMs / 10),
    start: seconds(startMs),
    end: seconds(endMs),
    text,
    tokens: [],
    temperature,
    avg_logprob: confidence === undefined ? 0 : Math.log(Math.max(confidence, 1e-6)),
    compression_ratio: compressionRatio(text),
    no_speech_prob: 0,
  }
}

/** As Whisper has it: how much shorter the text gets when it is packed; of repetitions it is high. */
function compressionRatio(text: string): number {
  const bytes = Buffer.from(text)
  return bytes.length === 0 ? 1 : bytes.length / deflateSync(bytes).length
}

/** OpenAI tells words without what stands around them. */
function toWords(segment: TranscriptSegment): NonNullable<VerboseJson['words']> {
  return timedWords(segment).map(({ text, startMs, endMs }) => ({
    word: text.replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '') || text, start: seconds(startMs), end: seconds(endMs),
  }))
}
