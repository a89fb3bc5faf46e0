import OpenAI from 'openai'
import { expect, it } from 'vitest'
import { findClientSecretHolder } from '#domain/live/client-secret.server'
import { limits } from '#domain/limits/limits'
import { addLiveKey } from '#tests/support/live-key'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse()
const clientOf = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${api.url}/v1`, maxRetries: 0 })
const holderOf = (value: string, now?: number) => findClientSecretHolder(api.house.db, value, api.house.services.config.secrets[0]!, now)

it("gives OpenAI's own client a secret that speaks for its user, as its session says, for as long as it asks (SPEC 9.2)", async () => {
  const client = clientOf(await addLiveKey(api.house.db, api.annId))
  const { value, expires_at, session } = await client.realtime.clientSecrets.create({
    expires_after: { anchor: 'created_at', seconds: 60 },
    session: { type: 'transcription', audio: { input: { transcription: { model: 'whisper-1', language: 'en' }, turn_detection: null } } },
  })
  expect(value).toMatch(/^ek_[\w-]+\.[\w-]+$/)
  expect(session).toMatchObject({ type: 'transcription', audio: { input: { transcription: { language: 'en' }, turn_detection: null } } })
  expect(await holderOf(value)).toMatchObject({ userId: api.annId, session: { turnDetection: null } })
  expect(await holderOf(value, expires_at * 1000 + 1000)).toBeNull()
  const lasting = await client.realtime.clientSecrets.create({})
  expect(Math.abs(lasting.expires_at * 1000 - Date.now() - limits.clientSecretMs)).toBeLessThan(60_000)
})

it('gives none to who may not speak live, nor for what it does not serve (SPEC 9.2)', async () => {
  const reader = clientOf(await addLiveKey(api.house.db, api.annId, ['recordings:read']))
  await expect(reader.realtime.clientSecrets.create({})).rejects.toMatchObject({ status: 403 })
  const client = clientOf(await addLiveKey(api.house.db, api.annId))
  await expect(client.realtime.clientSecrets.create({ session: { type: 'realtime' } })).rejects.toMatchObject({ status: 400 })
  await expect(client.realtime.clientSecrets.create({ expires_after: { seconds: 1 } })).rejects.toMatchObject({ status: 400 })
  await expect(clientOf('steno_none').realtime.clientSecrets.create({})).rejects.toMatchObject({ status: 401 })
})

it('gives one to a log-in that ends with it (SPEC 9.2)', async () => {
  const account = { email: 'live@example.com', userName: 'Live', password: 'correct horse battery' }
  const { accessToken, refreshToken } = (await api.guest.post('/auth/register', account)).json
  const { value } = await clientOf(accessToken).realtime.clientSecrets.create({})
  expect(await holderOf(value)).not.toBeNull()
  await api.guest.post('/auth/logout', { refreshToken })
  expect(await holderOf(value)).toBeNull()
})
