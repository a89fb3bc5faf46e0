import { z } from 'zod'

/** What functions/40-sp-live.sql and domain/live/share.server.ts announce on the channel `steno_live`. */
const noticeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('attached'), sessionId: z.uuid(), fence: z.number() }),
  z.object({ type: z.literal('released'), sessionId: z.uuid() }),
  z.object({ type: z.literal('segments'), sessionId: z.uuid(), from: z.number() }),
  z.object({ type: z.literal('ended'), sessionId: z.uuid(), reason: z.enum(['stopped', 'quota', 'interrupted', 'cancelled']) }),
  z.object({ type: z.literal('translated'), sessionId: z.uuid(), language: z.string(), from: z.number() }),
  z.object({ type: z.literal('wanted'), sessionId: z.uuid(), language: z.string() }),
  /** `tokenHash`: of the link that took the place of the revoked one. */
  z.object({ type: z.literal('revoked'), sessionId: z.uuid(), tokenHash: z.string().nullish() }),
])

export type LiveNotice = z.infer<typeof noticeSchema>

export const LIVE_CHANNEL = 'steno_live'

/** Null for what another version may announce. */
export function parseLiveNotice(payload: string): LiveNotice | null {
  const parsed = noticeSchema.safeParse(JSON.parse(payload))
  return parsed.success ? parsed.data : null
}
