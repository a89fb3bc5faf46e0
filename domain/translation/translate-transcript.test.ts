import { expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { getTranscript } from '../recordings/get-transcript.server'
import { translateTranscript } from './translate-transcript.server'
import type { TranslationRequest, Translator } from './translator'
import { listUntranslated } from './translations.server'

const test = useDatabase()
const segments = [{ startMs: 0, endMs: 900, text: 'Chào.' }, { startMs: 1000, endMs: 2000, text: 'Ừm.' }]
const asked: TranslationRequest[] = []
const translator: Translator = {
  isConfigured: true,
  async translate(request) {
    asked.push(request)
    return request.lines.map((line) => (line === 'Ừm.' ? null : `${line} in ${request.to}`))
  },
}

async function talkIn(language: string) {
  const userId = await addUser(test.db)
  const recordingId = await addRecording(test.db, userId, { segments })
  const transcript = { ...(await getTranscript(test.db, userId, recordingId)), language }
  return { userId, recordingId, transcript, to: 'en', signal: new AbortController().signal }
}

it('translates each passage, leaves what could not be had as it was said, and keeps it where it is to be stored', async () => {
  const { db } = test
  const talk = await talkIn('vi')
  const english = await translateTranscript({ db, translator }, { ...talk, isStored: false })
  expect(english).toMatchObject({
    language: 'en', segments: [{ startMs: 0, endMs: 900, text: 'Chào. in en' }, { startMs: 1000, endMs: 2000, text: 'Ừm.' }],
  })
  expect(asked.at(-1)).toMatchObject({ from: 'vi', to: 'en', userId: talk.userId })
  expect(await listUntranslated(db, talk.recordingId, 'en')).toHaveLength(2)
  await translateTranscript({ db, translator }, { ...talk, isStored: true })
  expect(await listUntranslated(db, talk.recordingId, 'en')).toEqual([{ idx: 1, text: 'Ừm.' }])
})

it('asks nobody for what is said in that language already, and says what is missing for the rest', async () => {
  const { db } = test
  asked.length = 0
  const talk = await talkIn('en-GB')
  const none: Translator = { isConfigured: false, translate: () => Promise.reject(new Error('asked')) }
  expect(await translateTranscript({ db, translator: none }, { ...talk, isStored: true })).toBe(talk.transcript)
  const vietnamese = { ...talk, transcript: { ...talk.transcript, language: 'vi' }, isStored: true }
  await expect(translateTranscript({ db, translator: none }, vietnamese)).rejects.toMatchObject({
    code: 'llm_not_configured', message: expect.stringContaining('STENO_LLM_MODEL'),
  })
})
