import { createHash } from 'node:crypto'
import WebSocket from 'ws'
import { afterAll, beforeAll } from 'vitest'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { LiveClient } from '#domain/live/client/live-client'
import type { OpenSocket } from '#domain/live/client/live-socket'
import type { LiveState } from '#domain/live/client/live-state'
import { makeMemoryTakeStore, type KeptSpan, type Take, type TakeStore } from '#domain/live/client/take'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { readStoredSession } from '#domain/live/open-sessions.server'
import { signLiveTicket } from '#domain/live/ticket.server'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { toPcm16 } from './live-client'
import { layLiveLine, type LiveLine } from './live-line'
import { liveSecret } from './live-secret'
import { openLiveHouse, type LiveHouse } from './live-server'

/** What browsers have, and Node 20 has not. An error there is no exception: what follows it is `close`. */
export class BrowserLikeSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols)
    this.on('error', () => undefined)
  }
}

interface Opened {
  store?: TakeStore
  kept?: KeptSpan
  /** Default: by the line that is cut. */
  way?: string
  openSocket?: OpenSocket
}

/** A live server, a line to it, and clients of the page that speak over it. */
export interface PageHouse {
  house: LiveHouse
  line: LiveLine
  /** To the same server, past the line that is cut. */
  otherWay: string
  userId: string
  /** Twelve seconds. */
  speech: Int16Array
  /** Whether no ticket can be had. */
  pagesAreAway: boolean
  takeOf(change?: Partial<Take>): Take
  open(take: Take, how?: Opened): LiveClient
  /** The hash of a session's stored sound, as `digest` makes it. */
  storedAudio(id: string): Promise<string>
}

/** One for all tests of a file; it is there from the first test on. */
export function usePageHouse(): PageHouse {
  const page = { pagesAreAway: false } as PageHouse
  const clients: LiveClient[] = []
  const browserSocket = globalThis.WebSocket
  page.takeOf = (change = {}) => ({
    id: crypto.randomUUID(), userId: page.userId, sessionId: null, resumeTicket: null, offset: 0, title: 'Spoken', language: 'en',
    modelId: null, startedAt: 0, isFinishing: false, ...change,
  })
  page.open = (take, { store = makeMemoryTakeStore(), kept, way = page.line.url, openSocket } = {}) => {
    const { house, userId } = page
    const client = new LiveClient({
      url: `${way}/ws/s2t`, take, kept, store, isKeptOnDisk: true, openSocket,
      fetchTicket: async () => {
        if (page.pagesAreAway) throw new Error('away')
        return signLiveTicket({ purpose: 'live', userId }, liveSecret)
      },
      fetchStored: (id) => readStoredSession(house.db, userId, id),
    })
    clients.push(client)
    return client
  }
  page.storedAudio = async (id) => {
    const hash = createHash('sha256')
    for await (const part of readLivePieces(page.house.store, await listLivePieces(page.house.db, id))) hash.update(part)
    return hash.digest('hex')
  }
  beforeAll(async () => {
    globalThis.WebSocket = BrowserLikeSocket as unknown as typeof globalThis.WebSocket
    page.house = await openLiveHouse()
    page.line = await layLiveLine()
    const { port } = await page.house.startServer({ touchMs: 200 })
    page.line.leadTo(port)
    page.otherWay = `ws://127.0.0.1:${port}`
    page.userId = await addUser(page.house.db)
    page.speech = toPcm16(await decodeAll('public/sample/steno-sample.mp3')).subarray(0, 16_000 * 12)
  })
  afterAll(async () => {
    for (const client of clients) await client.close()
    globalThis.WebSocket = browserSocket
    await page.line.close()
    await page.house.close()
  })
  return page
}

/** Resolves with the first state that holds. */
export function until(client: LiveClient, holds: (state: LiveState) => boolean): Promise<LiveState> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds(client.state)) return
      stop()
      resolve(client.state)
    }
    const stop = client.subscribe(look)
    look()
  })
}

export const finished = (client: LiveClient) => until(client, ({ outcome }) => outcome !== null)

export const framesOf = (samples: Int16Array) =>
  Array.from({ length: Math.ceil(samples.length / FRAME_SAMPLES) }, (_, at) =>
    samples.slice(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES))

export async function unsentOf(client: LiveClient): Promise<Int16Array[]> {
  const frames: Int16Array[] = []
  for await (const part of client.unsent()) frames.push(...part)
  return frames
}

export const digest = (samples: Int16Array) => createHash('sha256').update(samples).digest('hex')
