import type { LoaderFunctionArgs } from '@remix-run/node'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSession, deleteOtherSessions, deleteSession } from '#domain/accounts/sessions.server'
import { limits } from '#domain/limits/limits'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { sessionCookie } from '~/web/cookies.server'
import type { RequestContext } from '~/web/load-context'
import { openEventStream } from './open-event-stream.server'

const test = useDatabase()

let stopping: AbortController
beforeEach(() => {
  stopping = new AbortController()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  stopping.abort()
  vi.useRealTimers()
})

/** A user's open stream, past its snapshot. */
async function follow() {
  const userId = await addUser(test.db)
  const recordingId = await addRecording(test.db, userId, { until: 'queued' })
  const { token } = await createSession(test.db, { userId, userAgent: null })
  const services = {
    db: test.db, stopping: stopping.signal, config: { secrets: ['a secret'] }, events: { subscribe: () => () => {} },
  }
  // Only what the stream uses.
  const context = { services, https: false, memo: new Map() } as unknown as RequestContext
  const cookie = (await sessionCookie(context).serialize(token)).split(';')[0]!
  const request = new Request('http://localhost/events', { headers: { Cookie: cookie } })
  const response = await openEventStream({ request, context, params: {} } as LoaderFunctionArgs)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  while (!heard.includes('snapshot')) heard += (await reader.read()).value
  expect(heard).toContain(recordingId)
  return { userId, token, reader }
}

async function afterHeartbeat(reader: ReadableStreamDefaultReader<string>) {
  vi.advanceTimersByTime(limits.sseHeartbeatMs)
  return reader.read()
}

it('goes on while the session does', async () => {
  const { reader } = await follow()
  expect(await afterHeartbeat(reader)).toEqual({ done: false, value: ':\n\n' })
  expect(await afterHeartbeat(reader)).toEqual({ done: false, value: ':\n\n' })
})

it.each<[string, (facts: { userId: string; token: string }) => Promise<void>]>([
  ['the user logs out', ({ token }) => deleteSession(test.db, token)],
  ['the password is changed elsewhere', ({ userId }) => deleteOtherSessions(test.db, userId, null)],
])('ends after %s', async (_, act) => {
  const { reader, ...facts } = await follow()
  await act(facts)
  expect((await afterHeartbeat(reader)).done).toBe(true)
})
