import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import type { TranslationMessage } from '#domain/live/protocol'
import { parseTargetLanguage } from '#domain/translation/target-languages'
import { listSharedTranslations } from '#domain/translation/translations.server'
import type { Translator } from '#domain/translation/translator'

interface Around {
  db: Db
  /** The sessions that this server holds. */
  held: ReadonlyMap<string, { holder: { wantByViewer(language: string): boolean } }>
  translator: Translator
}

/** Stored translations from one passage on, into one language or all, as messages. */
export async function listLiveTranslations(
  db: Db, sessionId: string, language: string | null, from: number,
): Promise<TranslationMessage[]> {
  const stored = await listSharedTranslations(db, sessionId, language, from)
  return stored.map((translation) => ({ type: 'translation', status: 'final', ...translation }))
}

export interface FoundTranslations {
  /** What there is of them so far. */
  messages: TranslationMessage[]
  /** Whether more are made, as far as is known here. */
  isMade: boolean
}

/** What there is of a session in a language; more of it is made by the server that holds it. */
export async function findLiveTranslations(
  sessionId: string, language: string, around: Around,
): Promise<FoundTranslations> {
  if (!parseTargetLanguage(language)) return { messages: [], isMade: false }
  const isMade = await wantLiveTranslations(sessionId, language, around)
  return { messages: await listLiveTranslations(around.db, sessionId, language, 0), isMade }
}

/**
 * Says that somebody here reads along in a language, to whichever server holds the session. False where more of it cannot be made, as
 * far as is known here.
 */
export async function wantLiveTranslations(
  sessionId: string, language: string, { db, held, translator }: Around,
): Promise<boolean> {
  const own = held.get(sessionId)
  if (own) return own.holder.wantByViewer(language)
  if (!translator.isConfigured) return false
  const notice = JSON.stringify({ type: 'wanted', sessionId, language })
  await db.execute(sql`select pg_notify('steno_live', ${notice})`)
  return true
}
