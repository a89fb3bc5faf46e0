import { z } from 'zod'
import type { MediaFacts } from './media'

/** What makes a file unusable; each is the file's own fault. */
export const mediaFailureCodes = ['media_empty', 'media_not_recognised', 'media_no_audio', 'media_truncated', 'media_too_long',
  'media_too_costly'] as const
export type MediaFailureCode = (typeof mediaFailureCodes)[number]

const factsSchema = z.object({
  format: z.string().max(100),
  mimeType: z.string().max(100),
  extension: z.string().regex(/^[a-z0-9]{1,8}$/),
  durationMs: z.number().int().nonnegative().nullable(),
  audioCodec: z.string().max(100),
  sampleRate: z.number().int().positive(),
  channels: z.number().int().positive(),
  hasVideo: z.boolean(),
  browserPlayable: z.boolean(),
}) satisfies z.ZodType<MediaFacts>

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('facts'), facts: factsSchema }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('failed'), code: z.enum(mediaFailureCodes), detail: z.string().max(2000) }),
])
export type MediaMessage = z.infer<typeof messageSchema>

/** Reads one line of the child's stdout; throws on anything unexpected, for the child handles untrusted files. */
export function parseMediaMessage(line: string): MediaMessage {
  return messageSchema.parse(JSON.parse(line))
}
