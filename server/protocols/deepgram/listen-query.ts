import { limits } from '#domain/limits/limits'
import { titleOf } from '#domain/live/title-of'
import type { AudioFormat } from '../audio-intake'
import { languageOf, modelIdOf } from '../wishes'

/** What a Deepgram client asks for in the address. */
export interface ListenOptions {
  /** BCP 47, or `auto`. */
  language: string
  modelId: string | null
  title: string
  /** Null where the audio itself says it: a WAV file. */
  format: AudioFormat | null
  interimResults: boolean
  /** Silence that ends a turn; null where none does. */
  endpointingMs: number | null
  utteranceEndMs: number | null
  vadEvents: boolean
}

/** Deepgram's own. */
const ENDPOINTING_MS = 10

const encodings: Readonly<Record<string, AudioFormat['encoding']>> = { linear16: 'linear16', mulaw: 'mulaw', alaw: 'alaw' }

/** Thrown by nothing but the readers below, and caught here. */
class Unusable extends Error {}

/** The options of an address's query, or a sentence that says what is not accepted; parameters that change nothing here are ignored. */
export function parseListenQuery(query: URLSearchParams): ListenOptions | { problem: string } {
  try {
    return readQuery(query)
  } catch (error) {
    if (error instanceof Unusable) return { problem: error.message }
    throw error
  }
}

function readQuery(query: URLSearchParams): ListenOptions {
  for (const name of ['callback', 'redact'] as const) {
    if (query.has(name)) throw new Unusable(`${name} is not supported: leave it out.`)
  }
  const language = languageOf(query.get('language'))
  if (language === null) throw new Unusable('language takes a BCP 47 tag such as en, en-US or multi.')
  const interimResults = readFlag(query, 'interim_results')
  const utteranceEndMs = readUtteranceEnd(query)
  if (utteranceEndMs !== null && !interimResults) throw new Unusable('utterance_end_ms needs interim_results=true.')
  return {
    language, interimResults, utteranceEndMs,
    modelId: modelIdOf(query.get('model')),
    title: titleOf(query.getAll('tag').join(', ')),
    format: readFormat(query),
    endpointingMs: readEndpointing(query),
    vadEvents: readFlag(query, 'vad_events'),
  }
}

function readFormat(query: URLSearchParams): AudioFormat | null {
  const { clientChannelsMax, clientSampleRateMin, clientSampleRateMax } = limits
  const channels = readWhole(query, 'channels', 1, clientChannelsMax) ?? 1
  if (channels > 1 && readFlag(query, 'multichannel')) {
    throw new Unusable('multichannel is not supported: channels are mixed into one.')
  }
  const name = query.get('encoding')
  if (name === null) return null
  const encoding = Object.hasOwn(encodings, name) ? encodings[name]! : null
  if (!encoding) throw new Unusable(`encoding takes ${Object.keys(encodings).join(', ')}, or is left out for a WAV file.`)
  const sampleRate = readWhole(query, 'sample_rate', clientSampleRateMin, clientSampleRateMax)
  if (sampleRate === null) throw new Unusable('sample_rate is needed with encoding.')
  return { encoding, sampleRate, channels }
}

function readEndpointing(query: URLSearchParams): number | null {
  const text = query.get('endpointing')
  if (text === null || text === 'true') return ENDPOINTING_MS
  return text === 'false' ? null : readWhole(query, 'endpointing', 0, limits.endpointingMsMax)
}

function readUtteranceEnd(query: URLSearchParams): number | null {
  if (query.get('utterance_end_ms') === 'false') return null
  return readWhole(query, 'utterance_end_ms', limits.utteranceEndMsMin, limits.utteranceEndMsMax)
}

function readWhole(query: URLSearchParams, name: string, min: number, max: number): number | null {
  const text = query.get(name)
  if (text === null) return null
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new Unusable(`${name} takes a whole number from ${min} to ${max}.`)
}

function readFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)?.toLowerCase() ?? 'false'
  if (text === 'true' || text === 'false') return text === 'true'
  throw new Unusable(`${name} takes true or false.`)
}
