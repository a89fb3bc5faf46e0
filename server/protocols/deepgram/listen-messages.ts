import { createHash } from 'node:crypto'
import { joinWords } from '#domain/transcripts/join-words'
import type { TranscriptWord } from '#domain/transcripts/transcript'
import type { Phrase } from '../phrases'

/** What every answer names: the recording, and the model that recognises it. */
export interface ListenSource {
  /** Id of the recording. */
  requestId: string
  /** Id in the catalogue. */
  model: string
}

export interface ResultsFacts {
  isFinal: boolean
  speechFinal: boolean
  fromFinalize: boolean
}

const seconds = (ms: number) => Math.round(ms) / 1000

/** One kind of results for all: words that are being said, that were said, and none. */
export function resultsOf(phrase: Phrase, { isFinal, speechFinal, fromFinalize }: ResultsFacts, source: ListenSource): object {
  const { startMs, endMs, words } = phrase
  return {
    type: 'Results', channel_index: [0, 1], start: seconds(startMs), duration: seconds(endMs - startMs),
    is_final: isFinal, speech_final: speechFinal, from_finalize: fromFinalize,
    channel: {
      alternatives: [{ transcript: joinWords(words.map(({ text }) => text)), confidence: confidenceOf(words), words: words.map(wordOf) }],
    },
    metadata: { request_id: source.requestId, model_info: modelInfo(source.model), model_uuid: modelUuid(source.model) },
  }
}

export function speechStarted(atMs: number): object {
  return { type: 'SpeechStarted', channel: [0, 1], timestamp: seconds(atMs) }
}

export function utteranceEnd(lastWordEndMs: number): object {
  return { type: 'UtteranceEnd', channel: [0, 1], last_word_end: seconds(lastWordEndMs) }
}

/** The last message of a session. */
export function metadataOf(facts: { sha256: string; createdAt: Date; durationMs: number; channels: number }, source: ListenSource): object {
  const uuid = modelUuid(source.model)
  return {
    type: 'Metadata', transaction_key: 'deprecated', request_id: source.requestId, sha256: facts.sha256,
    created: facts.createdAt.toISOString(), duration: seconds(facts.durationMs), channels: facts.channels,
    models: [uuid], model_info: { [uuid]: modelInfo(source.model) },
  }
}

/** What is the matter, before the connection closes. */
export function errorOf(variant: string, description: string): object {
  return { type: 'Error', variant, description, message: description }
}

function wordOf({ text, startMs, endMs, confidence }: TranscriptWord): object {
  const word = text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
  return { word: word || text, start: seconds(startMs), end: seconds(endMs), confidence: confidence ?? 1, punctuated_word: text }
}

/** 1 where the model does not say how sure it is, and 0 of no words, as Deepgram has it. */
function confidenceOf(words: readonly TranscriptWord[]): number {
  if (words.length === 0) return 0
  const sum = words.reduce((total, { confidence }) => total + (confidence ?? 1), 0)
  return Math.round((sum / words.length) * 1e6) / 1e6
}

const modelInfo = (model: string) => ({ name: model, version: '1', arch: 'steno' })

/** The same for the same model, in the form of a UUID. */
function modelUuid(model: string): string {
  const hex = createHash('sha256').update(`steno model ${model}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
