import { setTimeout as sleep } from 'node:timers/promises'
import { StenoClient } from '../../client/steno-client'
import type { Person } from './make-people'
import type { Tally } from './tally'
import type { Way } from './way'

/** Somebody at work: who they are, and how they come. */
export interface Actor {
  person: Person
  way: Way
  tally: Tally
}

/** Looks around as a browser does, which asks once: what fails is seen. */
export async function browse(actor: Actor): Promise<void> {
  const { tally } = actor
  await tally.time('GET /library', async () => (await call(actor, '/library')).text())
  const listed = await tally.time('GET /api/v1/recordings', async () =>
    await (await call(actor, '/api/v1/recordings?limit=20')).json() as { items: { id: string }[] })
  const first = listed?.items[0]
  if (first) await tally.time('GET /recordings/:id', async () => (await call(actor, `/recordings/${first.id}`)).text())
  await sleep(1000)
}

export async function search(actor: Actor): Promise<void> {
  const body = JSON.stringify({ query: 'what is said about transcripts' })
  const headers = { 'Content-Type': 'application/json' }
  await actor.tally.time('POST /api/v1/search/semantic', async () =>
    (await call(actor, '/api/v1/search/semantic', { method: 'POST', body, headers })).json())
  await sleep(1000)
}

/** Sends a file with Steno's own client, which tries again where that may help; resolves with the recording's id. */
export async function upload({ person, way, tally }: Actor, file: Blob): Promise<string | null> {
  const client = new StenoClient({ url: way.url, apiKey: person.key, fetch: (request) => way.fetch(request) })
  const made = await tally.time('POST /api/v1/recordings', () => client.recordings.upload(file, { language: 'en' }))
  await sleep(10_000)
  return made?.id ?? null
}

async function call({ person, way }: Actor, path: string, init: RequestInit = {}): Promise<Response> {
  const auth: Record<string, string> = path.startsWith('/api') ? { Authorization: `Bearer ${person.key}` } : { Cookie: person.cookie }
  const response = await way.fetch(path, { redirect: 'manual', ...init, headers: { ...auth, ...init.headers } })
  if (response.status === 200) return response
  const shown = (await response.text()).replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 160)
  throw new Error(`${response.status} ${shown}`)
}
