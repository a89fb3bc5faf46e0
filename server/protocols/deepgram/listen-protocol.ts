import { createHash } from 'node:crypto'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { CloseReason } from '#domain/live/close-codes'
import type { ServerMessage } from '#domain/live/protocol'
import { limits } from '#domain/limits/limits'
import { AudioIntake } from '../audio-intake'
import { foreignCloses, refusalCode } from '../foreign-closes'
import { ask, close, hear, say, type Act, type ForeignProtocol, type Refusal } from '../foreign-protocol'
import { Phrases, type Phrase, type PhraseEvent } from '../phrases'
import { errorOf, metadataOf, resultsOf, speechStarted, utteranceEnd, type ResultsFacts } from './listen-messages'
import type { ListenOptions } from './listen-query'
import { WavHead } from './wav-head'

const UNDECODABLE = 'DATA-0000'
const SILENT = 'NET-0001'

/** Deepgram's streaming protocol, `/v1/listen`. */
export class ListenProtocol implements ForeignProtocol {
  readonly silenceMs: number
  readonly #options: ListenOptions
  readonly #phrases: Phrases
  readonly #sha256 = createHash('sha256')
  readonly #createdAt = new Date()
  #intake: AudioIntake | null
  #channels: number
  /** The beginning of a file whose format is not known yet. */
  #head: WavHead | null = null
  #samples = 0
  #source = { requestId: '', model: '' }
  #isClosing = false
  /** Finalizes that are not answered yet, and whether the first of them has been told something. */
  #finalizes = 0
  #isFinalizeTold = false
  /** Of words that were told for good, and that no UtteranceEnd has followed. */
  #lastWordEndMs: number | null = null

  constructor(options: ListenOptions, silenceMs: number = limits.deepgramSilenceMsMax) {
    this.#options = options
    this.silenceMs = silenceMs
    this.#phrases = new Phrases(options.endpointingMs)
    this.#intake = options.format && new AudioIntake(options.format)
    this.#channels = options.format?.channels ?? 1
  }

  open(): Act[] {
    const { language, modelId, title } = this.#options
    return [ask({ type: 'start', language, model: modelId, title })]
  }

  isAudio(): boolean {
    return false
  }

  text(text: string): Act[] {
    switch (typeOf(text)) {
      case 'KeepAlive':
        return []
      case 'Finalize':
        return this.#finalize()
      case 'CloseStream':
        return this.#closeStream()
      default:
        return end(UNDECODABLE, 1008, 'The message is none that this protocol knows.')
    }
  }

  binary(bytes: Uint8Array): Act[] {
    // An empty frame is how older clients close a stream.
    if (bytes.length === 0) return this.#closeStream()
    if (this.#isClosing) return []
    this.#sha256.update(bytes)
    return this.#intake ? this.#hear(this.#intake.push(bytes)) : this.#begin(bytes)
  }

  told(message: ServerMessage): Act[] {
    switch (message.type) {
      case 'ready':
        this.#source = { requestId: message.sessionId, model: message.model }
        return []
      case 'finalized':
        return this.#finalized()
      case 'ended':
        return this.#ended(message.reason)
      case 'state':
      case 'partial':
      case 'final':
      case 'lag':
        return [...this.#vadEvents(message), ...this.#results(this.#phrases.told(message)), ...this.#utteranceEnd()]
      default:
        return []
    }
  }

  refused(error: Refusal): Act[] {
    return end(error.code.toUpperCase(), refusalCode(error), error.message)
  }

  closing(reason: CloseReason): Act[] {
    const { code, sentence } = foreignCloses[reason]
    return reason === 'ended' ? [close(code, sentence)] : end(reason.toUpperCase(), code, sentence)
  }

  silent(): Act[] {
    return end(SILENT, 1011, `Neither audio nor a message came for ${this.silenceMs / 1000} s.`)
  }

  #finalize(): Act[] {
    if (this.#isClosing) return []
    this.#finalizes += 1
    return [ask({ type: 'finalize' })]
  }

  #closeStream(): Act[] {
    if (this.#isClosing) return []
    this.#isClosing = true
    return [...this.#hear(this.#intake?.flush() ?? new Int16Array(0)), ask({ type: 'stop' })]
  }

  /** The format stands in the audio itself. */
  #begin(bytes: Uint8Array): Act[] {
    this.#head ??= new WavHead()
    const found = this.#head.push(bytes)
    if (found === 'more') return []
    this.#head = null
    if (!found) {
      return end(UNDECODABLE, 1008, 'The audio cannot be decoded: send a WAV file, or raw audio with encoding and sample_rate.')
    }
    this.#intake = new AudioIntake(found.format)
    this.#channels = found.format.channels
    return this.#hear(this.#intake.push(found.audio))
  }

  #hear(samples: Int16Array): Act[] {
    this.#samples += samples.length
    return hear(samples)
  }

  #vadEvents(message: ServerMessage): Act[] {
    const begins = this.#options.vadEvents && message.type === 'state' && message.state === 'speaking'
    return begins ? [say(speechStarted(message.atMs ?? this.#phrases.heardMs))] : []
  }

  #results(events: readonly PhraseEvent[]): Act[] {
    return events.flatMap((event) => {
      if (event.type === 'interim') {
        this.#lastWordEndMs = null
        return this.#options.interimResults ? [this.#sayResults(event.phrase, { isFinal: false, speechFinal: false })] : []
      }
      this.#lastWordEndMs = event.phrase.endMs
      return [this.#sayResults(event.phrase, { isFinal: true, speechFinal: event.ends })]
    })
  }

  #sayResults(phrase: Phrase, facts: Omit<ResultsFacts, 'fromFinalize'>): Act {
    const fromFinalize = this.#finalizes > 0 && facts.isFinal
    if (fromFinalize) this.#isFinalizeTold = true
    return say(resultsOf(phrase, { ...facts, fromFinalize }, this.#source))
  }

  #utteranceEnd(): Act[] {
    const { utteranceEndMs } = this.#options
    const last = this.#lastWordEndMs
    if (utteranceEndMs === null || last === null || this.#phrases.heardMs - last < utteranceEndMs) return []
    this.#lastWordEndMs = null
    return [say(utteranceEnd(last))]
  }

  /** Whoever asks for it waits for an answer, also where nothing was left to say. */
  #finalized(): Act[] {
    const acts = this.#results(this.#phrases.flush())
    if (!this.#isFinalizeTold) {
      const atMs = this.#phrases.heardMs
      const nothing = { startMs: atMs, endMs: atMs, words: [], stableWords: 0 }
      acts.push(this.#sayResults(nothing, { isFinal: true, speechFinal: false }))
    }
    this.#finalizes -= 1
    this.#isFinalizeTold = false
    return acts
  }

  #ended(reason: string): Act[] {
    this.#isClosing = true
    const durationMs = (this.#samples * 1000) / PCM_SAMPLE_RATE
    const facts = { sha256: this.#sha256.digest('hex'), createdAt: this.#createdAt, durationMs, channels: this.#channels }
    return [
      ...this.#results(this.#phrases.flush()),
      ...(reason === 'quota' ? [say(errorOf('MINUTES_USED_UP', 'The minutes of the plan are used up.'))] : []),
      say(metadataOf(facts, this.#source)),
    ]
  }
}

function end(variant: string, code: number, sentence: string): Act[] {
  return [say(errorOf(variant, sentence)), close(code, `${variant}: ${sentence}`)]
}

function typeOf(text: string): unknown {
  try {
    const message: unknown = JSON.parse(text)
    return message !== null && typeof message === 'object' && 'type' in message ? message.type : null
  } catch {
    return null
  }
}
