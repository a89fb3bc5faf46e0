import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { AttachedSession } from '#domain/live/live-session.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import { OpenSession } from './open-session'
import type { SessionStore } from './session-store'

const using = { model: { entry: { id: 'told' } } as InstalledModel, language: 'en' }
const hour = 3600
const session = { sessionId: 'a', samples: hour * 16_000, cutSample: 0, nextSeq: hour * 10, nextSegmentId: 0 } as AttachedSession

it('reads no more of what is stored once its connection has gone (SPEC 3.6)', async () => {
  let read = 0
  const store: Pick<SessionStore, 'readAudio'> = {
    async *readAudio() {
      for (; read < hour; read++) {
        await turn()
        yield new Int16Array(16_000)
      }
    },
  }
  const open = new OpenSession(session, using, true, {
    store: store as SessionStore,
    recognizer: makeToldRecognizer(),
    onEvent: () => undefined,
    onAck: () => undefined,
    onQuota: () => undefined,
    onLost: () => undefined,
    onFault: () => undefined,
    onLatency: () => undefined,
    onTrouble: () => undefined,
  })
  const catchingUp = open.catchUp()
  await expect.poll(() => read).toBeGreaterThan(10)
  open.close()
  const before = read
  await catchingUp
  expect(read).toBeLessThanOrEqual(before + 1)
})
