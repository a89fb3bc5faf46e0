import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import WebSocket from 'ws'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LIVE_PROTOCOL, parseViewerMessage, WATCH_PREFIX } from '#domain/live/protocol'
import { shareLiveSession } from '#domain/live/share.server'
import { begin } from '#tests/db/live-acts'
import { addUser } from '#tests/db/test-accounts'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let server: LiveServer

beforeAll(async () => {
  house = await openLiveHouse({ recognizer: makeToldRecognizer() })
  server = await house.startServer()
})
afterAll(() => house.close())

it('tells a viewer who reads slowly of every segment so far, however long the session (SPEC 7.2)', async () => {
  const userId = await addUser(house.db)
  const { sessionId } = await begin(house.db, userId)
  const count = 12_000
  // Random letters are not made small on the way; the system itself holds some megabytes of what nobody reads.
  await house.db.execute(sql`
    insert into segments (recording_id, idx, start_ms, end_ms, text)
    select ${sessionId}::uuid, n, n * 10, n * 10 + 10,
           (select string_agg(md5(n::text || '-' || m::text), '') from generate_series(1, 40) m)
      from generate_series(0, ${count - 1}::int) n`)
  const { token } = await shareLiveSession(house.db, userId, sessionId)
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws/watch`, [LIVE_PROTOCOL, `${WATCH_PREFIX}${token}`])
  const ids: number[] = []
  let isGreeted = false
  socket.on('message', (data) => {
    const message = parseViewerMessage(String(data))
    if (message?.type === 'final') ids.push(message.segmentId)
    if (message?.type !== 'hello' || isGreeted) return
    isGreeted = true
    socket.pause()
    setTimeout(() => socket.resume(), 1000)
  })
  await once(socket, 'open')
  await expect.poll(() => ids.at(-1), { timeout: 30_000 }).toBe(count - 1)
  expect(ids).toEqual(Array.from({ length: count }, (_, id) => id))
  socket.terminate()
})
