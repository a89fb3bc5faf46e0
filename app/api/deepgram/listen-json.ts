import { randomUUID } from 'node:crypto'
import { baseTag } from '#domain/models/model-language'
import type { RecordingDetail } from '#domain/recordings/recording'
import { joinWords } from '#domain/transcripts/join-words'
import { makeParagraphs } from '#domain/transcripts/paragraphs'
import { timedWords } from '#domain/transcripts/timed-words'
import type { Transcript, TranscriptSegment } from '#domain/transcripts/transcript'
import type { ListenQuery } from './listen-query'
import type { ListenJson } from './listen-shape'

type Alternative = ListenJson['results']['channels'][number]['alternatives'][number]
type Utterance = NonNullable<ListenJson['results']['utterances']>[number]

const seconds = (ms: number) => ms / 1000
const textOf = (segments: readonly TranscriptSegment[]) => joinWords(segments.map(({ text }) => text))

/** A transcript as Deepgram answers it; times in seconds, and a confidence where the model gives one. */
export function toListenJson(
  { transcript, recording }: { transcript: Transcript; recording: RecordingDetail }, query: ListenQuery, requestId: string,
): ListenJson {
  const { segments } = transcript
  const wantsParagraphs = query.paragraphs || query.smart_format
  const alternative = {
    transcript: textOf(segments),
    ...confidenceOf(segments),
    words: segments.flatMap(toWords),
    ...(wantsParagraphs && { paragraphs: toParagraphs(segments) }),
  }
  const channel = {
    alternatives: [alternative],
    ...(query.detect_language && { detected_language: baseTag(transcript.language) }),
  }
  return {
    metadata: toMetadata(transcript, recording, query, requestId),
    results: { channels: [channel], ...(query.utterances && { utterances: segments.map(toUtterance) }) },
  }
}

function toMetadata(
  { durationMs }: Transcript, recording: RecordingDetail, { tag }: ListenQuery, requestId: string,
): ListenJson['metadata'] {
  const model = recording.usedModelId ?? 'unknown'
  return {
    transaction_key: 'deprecated',
    request_id: requestId,
    sha256: recording.sha256 ?? '',
    created: recording.createdAt.toISOString(),
    duration: seconds(durationMs),
    channels: 1,
    models: [model],
    model_info: { [model]: { name: model, version: 'steno', arch: model } },
    ...(tag && { tags: tag }),
  }
}

function toWords(segment: TranscriptSegment): Alternative['words'] {
  return timedWords(segment).map(({ text, startMs, endMs, confidence }) => ({
    word: text.replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '').toLowerCase() || text,
    start: seconds(startMs),
    end: seconds(endMs),
    ...(confidence !== undefined && { confidence }),
    punctuated_word: text,
  }))
}

function toUtterance(segment: TranscriptSegment): Utterance {
  return {
    start: seconds(segment.startMs), end: seconds(segment.endMs), ...confidenceOf([segment]), channel: 0,
    transcript: segment.text, words: toWords(segment), id: randomUUID(),
  }
}

function toParagraphs(segments: readonly TranscriptSegment[]): Alternative['paragraphs'] {
  const paragraphs = makeParagraphs(segments)
  return {
    transcript: paragraphs.map((paragraph) => `\n${textOf(paragraph)}`).join('\n'),
    paragraphs: paragraphs.map((paragraph) => ({
      sentences: paragraph.map(({ text, startMs, endMs }) => ({ text, start: seconds(startMs), end: seconds(endMs) })),
      num_words: paragraph.flatMap((segment) => timedWords(segment)).length,
      start: seconds(paragraph[0]!.startMs),
      end: seconds(paragraph.at(-1)!.endMs),
    })),
  }
}

/** The mean of what the model gives, by the length of what it stands for; nothing where it gives none. */
function confidenceOf(segments: readonly TranscriptSegment[]): { confidence?: number } {
  const rated = segments.filter(({ confidence }) => confidence !== undefined)
  const weightOf = ({ startMs, endMs }: TranscriptSegment) => Math.max(1, endMs - startMs)
  const weight = rated.reduce((sum, segment) => sum + weightOf(segment), 0)
  if (weight === 0) return {}
  return { confidence: rated.reduce((sum, segment) => sum + segment.confidence! * weightOf(segment), 0) / weight }
}
