import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { decodeAll } from '#tests/speech/shared-audio'
import { startBrowser } from './browser'
import { layLiveLine, type LiveLine } from './live-line'
import { liveSecret } from './live-secret'
import { openLiveHouse, type LiveHouse } from './live-server'
import { wavFile } from './media-fixtures'
import { startTestWeb, type TestWeb, type TestWebOptions } from './web-server'

export interface LiveBrowserHouse {
  web: TestWeb
  live: LiveHouse
  /** Between browsers and the live server. */
  line: LiveLine
  /** Chromium whose microphone hears the sample recording, over and over. */
  speaking: Browser
  close(): Promise<void>
}

/** Pages, live server and a Chromium that hears speech: all of it real but the air. */
export async function openLiveBrowserHouse({ env = {} }: Pick<TestWebOptions, 'env'> = {}): Promise<LiveBrowserHouse> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-speaking-'))
  const line = await layLiveLine()
  const web = await startTestWeb({ liveUrl: line.url, secrets: [liveSecret] }, { env })
  const live = await openLiveHouse({
    translator: web.translator, publicUrl: web.url, beside: { databaseUrl: web.databaseUrl, dataDir: dir },
  })
  const server = await live.startServer({ abandonMs: 60_000, touchMs: 300 })
  line.leadTo(server.port)
  const voice = path.join(dir, 'voice.wav')
  const samples = await decodeAll('public/sample/steno-sample.mp3')
  await writeFile(voice, wavFile({ samples, rate: PCM_SAMPLE_RATE, channels: 1 }))
  const speaking = await startBrowser([
    '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${voice}`,
  ])
  return {
    web, live, line, speaking,
    async close() {
      await speaking.close()
      await live.close()
      await web.close()
      await line.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
