import { z } from 'zod'
import type { CloseReason } from '#domain/live/close-codes'
import type { FinalMessage, ServerMessage } from '#domain/live/protocol'
import { limits } from '#domain/limits/limits'
import { joinWords } from '#domain/transcripts/join-words'
import type { TranscriptWord } from '#domain/transcripts/transcript'
import { AudioIntake } from '../audio-intake'
import { foreignCloses, refusalCode } from '../foreign-closes'
import { ask, close, hear, say, type Act, type ForeignProtocol, type Refusal } from '../foreign-protocol'
import { wordsOf } from '../phrase-words'
import type { VoskOptions } from './vosk-query'

/** Of Vosk's own server, where a client says nothing. */
const SAMPLE_RATE = 8000

const flag = z.union([z.boolean(), z.number()]).transform(Boolean)
const messageSchema = z.union([
  z.object({
    config: z.object({
      sample_rate: z.number().min(limits.clientSampleRateMin).max(limits.clientSampleRateMax).transform(Math.round).optional(),
      words: flag.optional(),
    }),
  }),
  z.object({ eof: z.unknown() }).refine((message) => 'eof' in message),
  z.object({ reset: z.unknown() }).refine((message) => 'reset' in message),
])

/**
 * The protocol of Vosk's WebSocket server: every frame of audio is answered with one message, the text of what was finished or what
 * is being said so far, since its clients wait for one before they send the next.
 */
export class VoskProtocol implements ForeignProtocol {
  readonly silenceMs: number
  readonly #options: VoskOptions
  #sampleRate = SAMPLE_RATE
  #hasWords = true
  #intake: AudioIntake | null = null
  /** Words that are finished and were not told. */
  #finished: TranscriptWord[][] = []
  #partial = ''
  #isEnding = false

  constructor(options: VoskOptions, silenceMs: number = limits.clientSilenceMsMax) {
    this.#options = options
    this.silenceMs = silenceMs
  }

  open(): Act[] {
    return []
  }

  isAudio(): boolean {
    return false
  }

  text(text: string): Act[] {
    const message = parse(text)
    if (!message) return [close(1008, 'Send {"config": {"sample_rate": 16000}}, PCM16 frames and {"eof": 1}.')]
    if ('config' in message) return this.#configure(message.config)
    if (this.#isEnding) return []
    if ('reset' in message) return this.#intake ? [ask({ type: 'finalize' })] : [this.#sayResult([])]
    this.#isEnding = true
    if (!this.#intake) return [this.#sayResult([]), close(1000, '')]
    return [...hear(this.#intake.flush()), ask({ type: 'stop' })]
  }

  binary(bytes: Uint8Array): Act[] {
    if (this.#isEnding) return []
    const { language, modelId } = this.#options
    const begins = this.#intake ? [] : [ask({ type: 'start', language, model: modelId })]
    this.#intake ??= new AudioIntake({ encoding: 'linear16', sampleRate: this.#sampleRate, channels: 1 })
    const heard = hear(this.#intake.push(bytes))
    const words = this.#finished.shift()
    return [...begins, ...heard, words ? this.#sayResult(words) : say({ partial: this.#partial })]
  }

  told(message: ServerMessage): Act[] {
    switch (message.type) {
      case 'partial':
        this.#partial = message.text
        return []
      case 'final':
        this.#finish(message)
        return []
      case 'finalized':
      case 'ended':
        // Vosk tells all that is left at once.
        return [this.#sayResult(this.#finished.splice(0).flat())]
      default:
        return []
    }
  }

  refused(error: Refusal): Act[] {
    return [close(refusalCode(error), error.message)]
  }

  closing(reason: CloseReason): Act[] {
    const { code, sentence } = foreignCloses[reason]
    return [close(code, sentence)]
  }

  silent(): Act[] {
    return [close(1001, `Nothing came for ${this.silenceMs / 1000} s.`)]
  }

  #configure({ sample_rate, words }: { sample_rate?: number; words?: boolean }): Act[] {
    this.#hasWords = words ?? this.#hasWords
    if (sample_rate === undefined || sample_rate === this.#sampleRate) return []
    this.#sampleRate = sample_rate
    const rest = this.#intake ? hear(this.#intake.flush()) : []
    if (this.#intake) this.#intake = new AudioIntake({ encoding: 'linear16', sampleRate: sample_rate, channels: 1 })
    return rest
  }

  #finish(message: FinalMessage): void {
    this.#partial = message.committed ? '' : message.text
    if (message.committed) this.#finished.push(wordsOf(message))
  }

  #sayResult(words: readonly TranscriptWord[]): Act {
    const result = words.map(({ text, startMs, endMs, confidence }) => (
      { conf: confidence ?? 1, start: startMs / 1000, end: endMs / 1000, word: text }
    ))
    return say({ ...(this.#hasWords && result.length > 0 && { result }), text: joinWords(words.map(({ text }) => text)) })
  }
}

function parse(text: string): z.infer<typeof messageSchema> | null {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
