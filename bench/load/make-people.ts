import { createCookie } from '@remix-run/node'
import type { Database } from '#db/client.server'
import { createSession } from '#domain/accounts/sessions.server'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { liveSecret } from '#tests/support/live-secret'
import { makeLibrary } from '../web/library-of'

/** Somebody with a library, as a browser and as a program. */
export interface Person {
  userId: string
  cookie: string
  key: string
}

/** @param isHttps whether they come by https, where the cookie has another name */
export async function makePeople({ db, pool }: Database, count: number, recordings: number, isHttps: boolean): Promise<Person[]> {
  const cookies = createCookie(isHttps ? '__Host-steno' : 'steno', { secrets: [liveSecret] })
  const people: Person[] = []
  for (let at = 0; at < count; at++) {
    await makeLibrary(pool, recordings, async (userId) => {
      const { key } = await createApiKey(db, userId, { keyName: 'bench', scopes })
      const { token } = await createSession(db, { userId, userAgent: 'bench' })
      people.push({ userId, key, cookie: (await cookies.serialize(token)).split(';')[0]! })
      return userId
    }, `bench${at}@steno.example`)
  }
  return people
}
