import { z } from 'zod'
import { limits } from '../limits/limits'

const { clientSampleRateMin, clientSampleRateMax } = limits

const formatSchema = z.union([
  z.object({ type: z.literal('audio/pcm'), rate: z.int().min(clientSampleRateMin).max(clientSampleRateMax).default(24_000) }),
  z.object({ type: z.enum(['audio/pcmu', 'audio/pcma']) }),
], 'takes {"type": "audio/pcm", "rate": 24000}, {"type": "audio/pcmu"} or {"type": "audio/pcma"}.')

const transcriptionSchema = z.object({
  model: z.string().max(80).nullish(),
  language: z.string().regex(/^(|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/, 'takes a BCP 47 tag such as en.').nullish(),
  prompt: z.string().max(4000).nullish(),
})

const turnDetectionSchema = z.object({
  type: z.enum(['server_vad', 'semantic_vad']).default('server_vad'),
  threshold: z.number().min(0).max(1).nullish(),
  prefix_padding_ms: z.int().min(0).max(limits.endpointingMsMax).nullish(),
  silence_duration_ms: z.int().min(0).max(limits.endpointingMsMax).nullish(),
})

/** A transcription session as OpenAI's Realtime API has it, all of it said. */
export interface RealtimeSession {
  format: z.infer<typeof formatSchema>
  /** Null turns it off; then turns are told without a text. */
  transcription: { model: string; language?: string; prompt?: string } | null
  /** Null: the client itself says where turns end. */
  turnDetection: { type: 'server_vad'; threshold: number; prefix_padding_ms: number; silence_duration_ms: number } | null
}

const defaultTurnDetection = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 } as const

export const defaultRealtimeSession: RealtimeSession = {
  format: { type: 'audio/pcm', rate: 24_000 },
  transcription: { model: 'steno' },
  turnDetection: defaultTurnDetection,
}

/** Of a session, what is said is changed; the rest stays. */
const changeSchema = z.object({
  type: z.literal('transcription', 'takes transcription: no other sessions are served here.'),
  audio: z.object({
    input: z.object({
      format: formatSchema.optional(), transcription: transcriptionSchema.nullish(), turn_detection: turnDetectionSchema.nullish(),
    }).optional(),
  }).optional(),
})

/** The same as the beta of that API had it. */
const betaSchema = z.object({
  input_audio_format: z.enum(['pcm16', 'g711_ulaw', 'g711_alaw']).optional(),
  input_audio_transcription: transcriptionSchema.nullish(),
  turn_detection: turnDetectionSchema.nullish(),
})

const betaFormats = {
  pcm16: { type: 'audio/pcm', rate: 24_000 }, g711_ulaw: { type: 'audio/pcmu' }, g711_alaw: { type: 'audio/pcma' },
} as const

/** Why a change is not accepted, and which part of it is at fault. */
export interface RealtimeProblem {
  problem: string
  param: string
}

/** The session with what a client's `session` of `session.update` changes in it. */
export function changeRealtimeSession(session: RealtimeSession, change: unknown): RealtimeSession | RealtimeProblem {
  const parsed = changeSchema.safeParse(change)
  if (!parsed.success) return problemOf(parsed.error)
  const { format, transcription, turn_detection } = parsed.data.audio?.input ?? {}
  return apply(session, format, transcription, turn_detection)
}

/** The same for `transcription_session.update`. */
export function changeBetaSession(session: RealtimeSession, change: unknown): RealtimeSession | RealtimeProblem {
  const parsed = betaSchema.safeParse(change)
  if (!parsed.success) return problemOf(parsed.error)
  const { input_audio_format: format, input_audio_transcription, turn_detection } = parsed.data
  return apply(session, format && betaFormats[format], input_audio_transcription, turn_detection)
}

function apply(
  session: RealtimeSession,
  format: RealtimeSession['format'] | undefined,
  transcription: z.infer<typeof transcriptionSchema> | null | undefined,
  turns: z.infer<typeof turnDetectionSchema> | null | undefined,
): RealtimeSession {
  return {
    format: format ?? session.format,
    transcription: transcription === undefined ? session.transcription : transcription && {
      model: transcription.model ?? 'steno',
      ...(transcription.language && { language: transcription.language }),
      ...(transcription.prompt && { prompt: transcription.prompt }),
    },
    turnDetection: turns === undefined ? session.turnDetection : turns && {
      type: 'server_vad',
      threshold: turns.threshold ?? defaultTurnDetection.threshold,
      prefix_padding_ms: turns.prefix_padding_ms ?? defaultTurnDetection.prefix_padding_ms,
      silence_duration_ms: turns.silence_duration_ms ?? defaultTurnDetection.silence_duration_ms,
    },
  }
}

function problemOf({ issues }: z.ZodError): RealtimeProblem {
  const param = ['session', ...(issues[0]?.path ?? [])].map(String).join('.')
  return { problem: `${param}: ${issues[0]?.message ?? 'This is not valid.'}`, param }
}

/** As clients are told of it. */
export function toRealtimeJson(session: RealtimeSession): object {
  return {
    type: 'transcription', object: 'realtime.transcription_session', include: null,
    audio: {
      input: {
        format: session.format, noise_reduction: null, transcription: session.transcription,
        turn_detection: session.turnDetection,
      },
    },
  }
}
