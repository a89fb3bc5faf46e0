import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import { addUser } from '#tests/db/test-accounts'
import type { LiveServer, LiveServerOptions } from '../../server/make-live-server'
import type { LiveStreamOptions } from '../../server/recognizer/live-recognizer'
import { addLiveKey } from './live-key'
import { openLiveHouse, type LiveHouse, type LiveHouseOptions } from './live-server'
import { makeToldRecognizer, type ToldRecognizer } from './told-recognizer'

/** A live server that hears what a test tells it to, and a user with a key that may speak. */
export interface ToldHouse {
  told: ToldRecognizer
  house: LiveHouse
  server: LiveServer
  userId: string
  key: string
  /** The stream of the next session to send audio, once it does. */
  nextStream(): Promise<LiveStreamOptions>
}

/** For the tests of one file. What the servers log as an error fails the file. */
export function useToldHouse(options: LiveHouseOptions & { timing?: Pick<LiveServerOptions, 'silence'> } = {}): ToldHouse {
  const told = makeToldRecognizer()
  const live = {
    told,
    nextStream: () => new Promise((resolve) => {
      told.says = (stream) => {
        told.says = () => undefined
        resolve(stream)
      }
    }),
  } as ToldHouse
  beforeAll(async () => {
    const { timing, ...house } = options
    live.house = await openLiveHouse({ recognizer: told, ...house })
    live.server = await live.house.startServer(timing)
    live.userId = await addUser(live.house.db, 'ENTERPRISE')
    live.key = await addLiveKey(live.house.db, live.userId)
  })
  afterAll(async () => {
    await live.house.close()
    expect(live.house.errors).toEqual([])
  })
  return live
}

export const segment = (id: number, text: string, startMs: number, endMs: number) => ({ id, text, startMs, endMs })

export const heardTo = (seconds: number) => ({ type: 'heard', sample: seconds * 16_000, lagMs: 0 }) as const

/** The second heard message of a wave comes only when live's own limit on them lets it: it is said until it is heeded. */
export async function hearUntil(stream: LiveStreamOptions, seconds: number, isThere: () => boolean): Promise<void> {
  while (!isThere()) {
    stream.onEvent(heardTo(seconds))
    await sleep(100)
  }
}
