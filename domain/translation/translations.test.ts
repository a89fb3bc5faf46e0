import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { listSegments, correctSegment } from '../recordings/segments.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { getTranslatedTranscript, markStale } from './get-translated-transcript.server'
import { requestTranslation } from './request-translation.server'
import { getDefaultTranslations, setDefaultTranslations } from './translation-settings.server'
import { listDeclinedLanguages, listTranslationLanguages, listWantedLanguages } from './translation-languages.server'
import {
  getTranslation, listUntranslated, removeTranslation, saveLiveTranslation, saveTranslations,
} from './translations.server'

const test = useDatabase()
const segments = [{ startMs: 0, endMs: 1000, text: 'Good morning.' }, { startMs: 1500, endMs: 3000, text: 'Sit down.' }]
const morning = { idx: 0, source: 'Good morning.', text: 'Guten Morgen.' }
const down = { idx: 1, source: 'Sit down.', text: 'Setzen Sie sich.' }

async function addTalk() {
  const userId = await addUser(test.db)
  const id = await addRecording(test.db, userId, { segments })
  return { db: test.db, userId, id }
}

describe('a translation of a recording', () => {
  it('stands beside its segments, and says which lines have changed since', async () => {
    const { db, userId, id } = await addTalk()
    await saveTranslations(db, id, 'de', [morning, down])
    expect([...await getTranslation(db, userId, id, 'de')]).toEqual([
      [0, { text: 'Guten Morgen.', isStale: false }], [1, { text: 'Setzen Sie sich.', isStale: false }],
    ])
    expect(await listUntranslated(db, id, 'de')).toEqual([])
    const [, second] = await listSegments(db, userId, id)
    await correctSegment(db, userId, id, second!.id, 'Stand up.')
    expect((await getTranslation(db, userId, id, 'de')).get(1)).toEqual({ text: 'Setzen Sie sich.', isStale: true })
    expect(await listUntranslated(db, id, 'de')).toEqual([{ idx: 1, text: 'Stand up.' }])
    await saveTranslations(db, id, 'de', [{ ...down, source: 'Stand up.', text: 'Stehen Sie auf.' }])
    expect(await listUntranslated(db, id, 'de')).toEqual([])
    expect(await listUntranslated(db, id, 'fr')).toHaveLength(2)
  })

  it('loses what the transcript no longer has', async () => {
    const { db, userId, id } = await addTalk()
    await saveTranslations(db, id, 'de', [morning, down])
    await db.execute(sql`delete from segments where recording_id = ${id} and idx = 1`)
    await saveTranslations(db, id, 'de', [])
    const { rows } = await db.execute(sql`select idx from segment_translations where recording_id = ${id}`)
    expect(rows).toEqual([{ idx: 0 }])
    expect((await getTranslation(db, userId, id, 'de')).size).toBe(1)
  })

  it('is read as a transcript, with its own words where a line is missing, and says which lines are missing or old', async () => {
    const { db, userId, id } = await addTalk()
    await expect(getTranslatedTranscript(db, userId, id, 'de')).rejects.toMatchObject({ code: 'not_found' })
    await saveTranslations(db, id, 'de', [morning])
    const missing = { startMs: 1500, endMs: 3000, text: 'Sit down.', translation: 'missing' }
    expect(await getTranslatedTranscript(db, userId, id, 'de')).toMatchObject({
      language: 'de', segments: [{ startMs: 0, endMs: 1000, text: 'Guten Morgen.' }, missing],
    })
    const [first] = await listSegments(db, userId, id)
    await correctSegment(db, userId, id, first!.id, 'Good evening.')
    const stale = await getTranslatedTranscript(db, userId, id, 'de')
    expect(stale.segments).toEqual([{ startMs: 0, endMs: 1000, text: 'Guten Morgen.', translation: 'stale' }, missing])
    expect(markStale(stale, 'older').segments.map(({ text }) => text)).toEqual(['Guten Morgen. [older]', 'Sit down.'])
  })

  it('is asked for by language, a few at most, and taken away again', async () => {
    const { db, userId, id } = await addTalk()
    const wished = ['de', 'fr', 'vi', 'ja', 'zh-Hant'].slice(0, limits.translationLanguagesMax)
    for (const language of [...wished, 'de']) await requestTranslation(db, userId, id, language)
    expect(await listTranslationLanguages(db, userId, id)).toEqual([...wished].sort())
    await expect(requestTranslation(db, userId, id, 'it')).rejects.toMatchObject({ params: { field: 'languages' } })
    await expect(requestTranslation(db, userId, id, 'tlh')).rejects.toMatchObject({ params: { field: 'language' } })
    await saveTranslations(db, id, 'de', [morning])
    await removeTranslation(db, userId, id, 'de')
    expect(await listDeclinedLanguages(db, id)).toEqual(['de'])
    expect(await listTranslationLanguages(db, userId, id)).toEqual(wished.filter((language) => language !== 'de').sort())
    expect((await getTranslation(db, userId, id, 'de')).size).toBe(0)
    await requestTranslation(db, userId, id, 'de')
    expect(await listDeclinedLanguages(db, id)).toEqual([])
  })

  it('is asked for whatever viewers have read a live session in', async () => {
    const { db, userId, id } = await addTalk()
    for (const language of ['de', 'fr', 'vi', 'ja', 'zh-Hant']) await saveTranslations(db, id, language, [morning])
    await db.execute(sql`update segment_translations set for_viewers = true where recording_id = ${id}`)
    await requestTranslation(db, userId, id, 'it')
    expect(await listWantedLanguages(db, userId, id)).toEqual(['it'])
  })

  it('is nobody else’s', async () => {
    const { db, id, userId } = await addTalk()
    const eve = await addUser(db)
    await saveTranslations(db, id, 'de', [morning])
    const unknown = { code: 'not_found' }
    expect(await listTranslationLanguages(db, eve, id)).toEqual([])
    await expect(getTranslation(db, eve, id, 'de')).rejects.toMatchObject(unknown)
    await expect(getTranslatedTranscript(db, eve, id, 'de')).rejects.toMatchObject(unknown)
    await expect(requestTranslation(db, eve, id, 'fr')).rejects.toMatchObject(unknown)
    await expect(removeTranslation(db, eve, id, 'de')).rejects.toMatchObject(unknown)
    expect(await listDeclinedLanguages(db, id)).toEqual([])
    expect(await listTranslationLanguages(db, userId, id)).toEqual(['de'])
  })
})

it('keeps of live speech only what the connection that holds it has translated', async () => {
  const { db, userId, id } = await addTalk()
  const { rows: [row] } = await db.execute<{ fence: string }>(sql`select fence from recordings where id = ${id}`)
  const fence = Number(row!.fence)
  const live = { ...morning, forViewers: false }
  await saveLiveTranslation(db, { sessionId: id, fence: fence - 1 }, 'de', { ...live, text: 'Von einer alten Verbindung.' })
  expect((await getTranslation(db, userId, id, 'de')).size).toBe(0)
  await saveLiveTranslation(db, { sessionId: id, fence }, 'de', live)
  await saveLiveTranslation(db, { sessionId: id, fence }, 'de', { ...live, text: 'Guten Morgen!' })
  expect((await getTranslation(db, userId, id, 'de')).get(0)).toEqual({ text: 'Guten Morgen!', isStale: false })
})

it('tells languages that viewers alone have read in from those that are to be kept whole', async () => {
  const { db, userId, id } = await addTalk()
  const { rows: [row] } = await db.execute<{ fence: string }>(sql`select fence from recordings where id = ${id}`)
  const session = { sessionId: id, fence: Number(row!.fence) }
  await saveLiveTranslation(db, session, 'de', { ...morning, forViewers: false })
  await saveLiveTranslation(db, session, 'fr', { ...morning, text: 'Bonjour.', forViewers: true })
  expect(await listTranslationLanguages(db, userId, id)).toEqual(['de', 'fr'])
  expect(await listWantedLanguages(db, userId, id)).toEqual(['de'])
  await requestTranslation(db, userId, id, 'fr')
  expect(await listWantedLanguages(db, userId, id)).toEqual(['de', 'fr'])
})

it('knows into which languages a user wants everything translated', async () => {
  const [ann, bob] = [await addUser(test.db), await addUser(test.db)]
  expect(await getDefaultTranslations(test.db, ann)).toEqual([])
  await setDefaultTranslations(test.db, ann, ['vi', 'fr', 'vi'])
  expect(await getDefaultTranslations(test.db, ann)).toEqual(['vi', 'fr'])
  expect(await getDefaultTranslations(test.db, bob)).toEqual([])
  await expect(setDefaultTranslations(test.db, ann, ['tlh'])).rejects.toMatchObject({ code: 'bad_request' })
  const many = ['de', 'fr', 'vi', 'ja', 'it', 'ko', 'nl']
  await expect(setDefaultTranslations(test.db, ann, many)).rejects.toMatchObject({ params: { field: 'languages' } })
  await setDefaultTranslations(test.db, ann, [])
  expect(await getDefaultTranslations(test.db, ann)).toEqual([])
})
