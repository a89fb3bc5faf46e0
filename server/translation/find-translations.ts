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

/**
 * What there is of a session in a language, and has more of it made by the server that holds it. Null where none can be made and there
 * is none.
 */
export async function findLiveTranslations(
  sessionId: string, language: string, { db, held, translator }: Around,
): Promise<TranslationMessage[] | null> {
  if (!parseTargetLanguage(language)) return null
  const own = held.get(sessionId)
  let isMade = own?.holder.wantByViewer(language) ?? translator.isConfigured
  if (!own && isMade) {
    const notice = JSON.stringify({ type: 'wanted', sessionId, language })
    await db.execute(sql`select pg_notify('steno_live', ${notice})`)
  }
  const stored = await listLiveTranslations(db, sessionId, language, 0)
  if (stored.length > 0) isMade = true
  return isMade ? stored : null
}
