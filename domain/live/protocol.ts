import * as z from 'zod/mini'
import { printable } from '../errors/printable'

/**
 * The messages of live recognition, `steno.live.v1`, parsed by one schema on both sides. server/SPEC.md has the rules.
 * It is `zod/mini`, since browsers load it.
 */
export const LIVE_PROTOCOL = 'steno.live.v1'

/** What a ticket is called among the subprotocols that a client offers. */
export const TICKET_PREFIX = 'ticket.'
export const WATCH_PREFIX = 'watch.'

const languageSchema = z.string().check(z.regex(/^(auto|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/))
/** BCP 47 of a language to translate into; which there are, domain/translation/target-languages says. */
const targetSchema = z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/))
const modelSchema = z.string().check(z.minLength(1), z.maxLength(80))
const titleSchema = z.string().check(z.maxLength(200), z.regex(printable))
const count = z.int().check(z.nonnegative())

const wishes = {
  /** BCP 47, or `auto`. */
  language: z.optional(languageSchema),
  /** Id in the catalogue; null leaves the choice to Steno. */
  model: z.optional(z.nullable(modelSchema)),
  title: z.optional(titleSchema),
  /** Null for no translation. */
  translateTo: z.optional(z.nullable(targetSchema)),
}

export const clientMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), ...wishes, take: z.optional(z.uuid()) }),
  z.object({
    type: z.literal('resume'),
    sessionId: z.uuid(),
    lastSeq: z.optional(z.int().check(z.gte(-1))),
    /** The client's own id of what it says, the same for every connection: SPEC 2.12, 2.13. */
    take: z.optional(z.uuid()),
  }),
  z.object({ type: z.literal('update'), ...wishes }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('finalize') }),
  z.object({ type: z.literal('stop') }),
])

const wordSchema = z.object({
  text: z.string(),
  startMs: count,
  endMs: count,
  confidence: z.optional(z.number()),
})

const segmentFields = { segmentId: count, startMs: count, endMs: count, text: z.string() }

const finalSchema = z.object({
  type: z.literal('final'),
  ...segmentFields,
  words: z.optional(z.array(wordSchema)),
  /** False while the segment may still reopen (SPEC 4.2–4.4). */
  committed: z.boolean(),
})

const partialSchema = z.object({
  type: z.literal('partial'),
  ...segmentFields,
  /** Length of the prefix that does not change while the segment is open, in UTF-16 code units. */
  stableChars: count,
})

const stateSchema = z.object({
  type: z.literal('state'),
  state: z.enum(['listening', 'speaking', 'paused', 'finishing']),
  /** Where in the recording speech began or ended, with `speaking` and the `listening` after it. */
  atMs: z.optional(count),
})

/** A segment in another language; the times are the segment's, for captions. */
const translationSchema = z.object({
  type: z.literal('translation'),
  ...segmentFields,
  language: targetSchema,
  /** An interim may be replaced; a final stays. */
  status: z.enum(['interim', 'final']),
})

/** How translation into a language stands; `away` with the code of what is the matter. */
const translatingSchema = z.object({
  type: z.literal('translating'),
  language: targetSchema,
  state: z.enum(['ready', 'busy', 'away']),
  code: z.optional(z.string()),
})

export const endReasons = ['stopped', 'quota', 'interrupted', 'cancelled'] as const
export type EndReason = (typeof endReasons)[number]

/** `recordingId` is null where nothing was said. */
const endedSchema = z.object({ type: z.literal('ended'), recordingId: z.nullable(z.uuid()), reason: z.enum(endReasons) })

export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    sessionId: z.uuid(),
    /** The first sequence number that is not stored: send from here on. */
    nextSeq: count,
    /** Up to which of this take's own numbers all is stored: below `nextSeq` where another take has spoken since (SPEC 2.13). */
    takeSeq: z.optional(count),
    /** Audio stored so far, in milliseconds. */
    audioMs: count,
    /** Segments stored so far: the next one's id. */
    nextSegmentId: count,
    language: z.string(),
    /** Id of the model that recognises. */
    model: z.string(),
    translateTo: z.optional(z.nullable(targetSchema)),
    /** A ticket for this session alone, for reconnecting without asking the pages. */
    resumeTicket: z.string(),
    /** Milliseconds that the plan leaves; null where it sets no limit. */
    quotaLeftMs: z.nullable(count),
    /** What recognition runs on. */
    provider: z.string(),
  }),
  z.object({ type: z.literal('ack'), seq: count, audioMs: count }),
  partialSchema,
  finalSchema,
  stateSchema,
  /** Answer to `update`. */
  z.object({
    type: z.literal('updated'), language: z.string(), model: z.string(), translateTo: z.optional(z.nullable(targetSchema)),
  }),
  /** Answer to `finalize`: its last `final` has come. */
  z.object({ type: z.literal('finalized') }),
  translationSchema,
  translatingSchema,
  z.object({
    type: z.literal('lag'),
    /** How far recognition is behind what was heard, in milliseconds of waiting: the longest since the last message. */
    lagMs: z.number().check(z.nonnegative()),
    /** Audio that recognition has taken in. */
    heardMs: count,
  }),
  z.object({ type: z.literal('quota'), leftMs: count }),
  z.object({ type: z.literal('goaway') }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string(), retryable: z.boolean() }),
  endedSchema,
])

/** What viewers of a shared session get: the segments so far come as committed finals. */
export const viewerMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    title: z.string(),
    language: z.string(),
    isOpen: z.boolean(),
    /** Languages that there are translations in. */
    languages: z.optional(z.array(targetSchema)),
  }),
  translationSchema,
  translatingSchema,
  z.object({ type: z.literal('error'), code: z.string(), message: z.string(), retryable: z.boolean() }),
  partialSchema,
  finalSchema,
  stateSchema,
  endedSchema,
])

/** What viewers may say: in which language they want to read along; null for the speaker's own. */
export const viewerWishSchema = z.object({ type: z.literal('language'), language: z.nullable(targetSchema) })

export type ClientMessage = z.infer<typeof clientMessageSchema>
export type ServerMessage = z.infer<typeof serverMessageSchema>
export type ViewerMessage = z.infer<typeof viewerMessageSchema>
export type FinalMessage = z.infer<typeof finalSchema>
export type PartialMessage = z.infer<typeof partialSchema>
export type TranslationMessage = z.infer<typeof translationSchema>
export type TranslatingMessage = z.infer<typeof translatingSchema>
export type ViewerWish = z.infer<typeof viewerWishSchema>

/** Null for whatever is not a message that clients send. */
export function parseClientMessage(text: string): ClientMessage | null {
  return parse(clientMessageSchema, text)
}

/** Null for whatever is not a message that this version knows: a newer server may send more. */
export function parseServerMessage(text: string): ServerMessage | null {
  return parse(serverMessageSchema, text)
}

export function parseViewerMessage(text: string): ViewerMessage | null {
  return parse(viewerMessageSchema, text)
}

export function parseViewerWish(text: string): ViewerWish | null {
  return parse(viewerWishSchema, text)
}

function parse<Message>(schema: z.ZodMiniType<Message>, text: string): Message | null {
  try {
    const result = schema.safeParse(JSON.parse(text))
    return result.success ? result.data : null
  } catch {
    return null
  }
}
