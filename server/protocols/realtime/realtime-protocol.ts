import { z } from 'zod'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { CloseReason } from '#domain/live/close-codes'
import type { ServerMessage } from '#domain/live/protocol'
import {
  changeBetaSession, changeRealtimeSession, defaultRealtimeSession, toRealtimeJson, type RealtimeProblem, type RealtimeSession,
} from '#domain/live/realtime-session'
import { limits } from '#domain/limits/limits'
import { AudioIntake, type AudioFormat } from '../audio-intake'
import { foreignCloses, refusalCode } from '../foreign-closes'
import { ask, close, hear, type Act, type ForeignProtocol, type Refusal } from '../foreign-protocol'
import { languageOf, modelIdOf } from '../wishes'
import { errorEvent, event, makeId, type RealtimeError } from './realtime-events'
import { RealtimeItems } from './realtime-items'

const eventSchema = z.object({
  type: z.string(), event_id: z.string().max(512).nullish().catch(null), audio: z.unknown().optional(),
  session: z.unknown().optional(),
})
type ClientEvent = z.infer<typeof eventSchema>

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

export interface RealtimeOptions {
  /** What the client secret says of the session. */
  session?: RealtimeSession
  /** The model that the address names. */
  model: string | null
}

/** OpenAI's Realtime API, transcription sessions only: `/v1/realtime`. */
export class RealtimeProtocol implements ForeignProtocol {
  readonly silenceMs: number
  readonly #id = makeId('sess')
  readonly #items: RealtimeItems
  #session: RealtimeSession
  #intake: AudioIntake
  #isStarted = false
  /** The text that was parsed last: it is asked about before it is heeded. */
  #parsed: { text: string; event: ClientEvent | null } = { text: '', event: null }
  /** Samples since the last commit or clear. */
  #buffered = 0

  constructor({ session = defaultRealtimeSession, model }: RealtimeOptions, silenceMs: number = limits.clientSilenceMsMax) {
    const named = modelIdOf(model)
    this.#session = named && session.transcription ? { ...session, transcription: { ...session.transcription, model: named } } : session
    this.#items = new RealtimeItems(this.#session)
    this.#intake = new AudioIntake(formatOf(this.#session))
    this.silenceMs = silenceMs
  }

  open(): Act[] {
    return [event('session.created', { session: this.#json() })]
  }

  isAudio(text: string): boolean {
    this.#parsed = { text, event: parseEvent(text) }
    return this.#parsed.event?.type === 'input_audio_buffer.append'
  }

  text(text: string): Act[] {
    const parsed = this.#parsed.text === text ? this.#parsed.event : parseEvent(text)
    this.#parsed = { text: '', event: null }
    if (!parsed) return [invalid('The message is no JSON object with a type.', 'type')]
    switch (parsed.type) {
      case 'session.update':
        return this.#update(changeRealtimeSession(this.#session, parsed.session), parsed)
      case 'transcription_session.update':
        return this.#update(changeBetaSession(this.#session, parsed.session), parsed)
      case 'input_audio_buffer.append':
        return this.#append(parsed)
      case 'input_audio_buffer.commit':
        return this.#commit(parsed)
      case 'input_audio_buffer.clear':
        return [...this.#cut('clear'), event('input_audio_buffer.cleared')]
      default:
        return [invalid(`There is no event ${parsed.type.slice(0, 80)} in transcription sessions.`, 'type', parsed)]
    }
  }

  binary(): Act[] {
    return [invalid('Send audio in base64, as input_audio_buffer.append.', null)]
  }

  told(message: ServerMessage): Act[] {
    switch (message.type) {
      case 'error':
        return [errorEvent({ type: 'invalid_request_error', code: message.code, message: message.message })]
      case 'ended':
        return [...this.#items.end(), ...(message.reason === 'quota' ? [errorEvent(quotaError)] : [])]
      case 'state':
      case 'partial':
      case 'final':
      case 'lag':
      case 'finalized':
        return this.#items.told(message)
      default:
        return []
    }
  }

  refused({ code, message, retryable }: Refusal): Act[] {
    const isQuota = code.endsWith('used_up') || code === 'no_subscription'
    const type = isQuota ? 'insufficient_quota' : retryable ? 'server_error' : 'invalid_request_error'
    return this.#end({ type, code, message }, refusalCode({ retryable }), message)
  }

  closing(reason: CloseReason): Act[] {
    const { code, sentence } = foreignCloses[reason]
    if (reason === 'ended') return [close(code, sentence)]
    return this.#end({ type: code === 1008 ? 'invalid_request_error' : 'server_error', code: reason, message: sentence }, code, sentence)
  }

  silent(): Act[] {
    const message = `Nothing came for ${this.silenceMs / 1000} s.`
    return this.#end({ type: 'invalid_request_error', code: 'session_expired', message }, 1001, message)
  }

  #end(error: RealtimeError, code: number, reason: string): Act[] {
    return [...this.#items.fail(error), errorEvent(error), close(code, reason)]
  }

  #update(changed: RealtimeSession | RealtimeProblem, { type, event_id }: ClientEvent): Act[] {
    if ('problem' in changed) return [invalid(changed.problem, changed.param, { event_id })]
    const before = this.#session
    this.#session = changed
    this.#items.change(changed)
    const isOtherFormat = JSON.stringify(before.format) !== JSON.stringify(changed.format)
    const rest = isOtherFormat ? this.#hear(this.#intake.flush()) : []
    if (isOtherFormat) this.#intake = new AudioIntake(formatOf(changed))
    const [was, is] = [wishOf(before), wishOf(changed)]
    const isOtherWish = this.#isStarted && (was.language !== is.language || was.model !== is.model)
    const told = type === 'session.update' ? 'session.updated' : 'transcription_session.updated'
    return [...rest, ...(isOtherWish ? [ask({ type: 'update', ...is })] : []), event(told, { session: this.#json(told) })]
  }

  #append({ audio, event_id }: ClientEvent): Act[] {
    if (typeof audio !== 'string' || !base64.test(audio)) return [invalid('audio takes audio in base64.', 'audio', { event_id })]
    return this.#hear(this.#intake.push(Buffer.from(audio, 'base64')))
  }

  /** The session begins with the first audio: what it is to be like may be said until then. */
  #hear(samples: Int16Array): Act[] {
    if (samples.length === 0) return []
    this.#buffered += samples.length
    const begins = !this.#isStarted
    this.#isStarted = true
    return [...(begins ? [ask({ type: 'start', ...wishOf(this.#session) })] : []), ...hear(samples)]
  }

  #commit({ event_id }: ClientEvent): Act[] {
    if (this.#buffered > 0) return this.#cut('commit')
    const message = 'The buffer is empty: append audio before committing it.'
    return [errorEvent({ type: 'invalid_request_error', code: 'input_audio_buffer_commit_empty', message }, event_id ?? null)]
  }

  #cut(cut: 'commit' | 'clear'): Act[] {
    if (this.#buffered === 0) return []
    const seconds = this.#buffered / PCM_SAMPLE_RATE
    this.#buffered = 0
    return [...this.#items.cut(cut, seconds), ask({ type: 'finalize' })]
  }

  #json(told = 'session.updated'): object {
    const { format, transcription, turnDetection } = this.#session
    if (told === 'session.updated') return { id: this.#id, ...toRealtimeJson(this.#session) }
    const input_audio_format = format.type === 'audio/pcm' ? 'pcm16' : format.type === 'audio/pcmu' ? 'g711_ulaw' : 'g711_alaw'
    return { id: this.#id, input_audio_format, input_audio_transcription: transcription, turn_detection: turnDetection }
  }
}

const quotaError: RealtimeError = {
  type: 'insufficient_quota', code: 'minutes_used_up', message: 'The minutes of the plan are used up.',
}

function invalid(message: string, param: string | null, blamed: { event_id?: string | null } = {}): Act {
  return errorEvent({ type: 'invalid_request_error', code: 'invalid_value', message, param }, blamed.event_id ?? null)
}

function parseEvent(text: string): ClientEvent | null {
  try {
    return eventSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function formatOf({ format }: RealtimeSession): AudioFormat {
  if (format.type === 'audio/pcm') return { encoding: 'linear16', sampleRate: format.rate, channels: 1 }
  return { encoding: format.type === 'audio/pcmu' ? 'mulaw' : 'alaw', sampleRate: 8000, channels: 1 }
}

function wishOf({ transcription }: RealtimeSession): { language: string; model: string | null } {
  return { language: languageOf(transcription?.language) ?? 'auto', model: modelIdOf(transcription?.model) }
}
