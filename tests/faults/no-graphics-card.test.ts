import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listProviderReports } from '#domain/recognition/provider-reports.server'
import { useDatabase } from '#tests/db/use-database'
import { startHouseProcess } from '#tests/support/house-process'

const test = useDatabase()
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-no-card-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const processes = [
  ['server/main.ts', 'STENO_LIVE_PORT', 'live'],
  ['worker/main.ts', 'STENO_WORKER_PORT', 'worker'],
] as const

const hasCard = existsSync('/dev/nvidia0')
if (hasCard) console.warn('SKIPPED: what happens without a graphics card, since this machine has one.')

describe.skipIf(hasCard).each(processes)('%s on a machine without a graphics card', (file, portVariable, process) => {
  const start = (provider: string) =>
    startHouseProcess({ file, portVariable, databaseUrl: test.url, dataDir, env: { STENO_RECOGNIZER_PROVIDER: provider } })

  it('refuses to start where it is told to insist, as a setting that is wrong, and in one sentence', async () => {
    const refused = await start('cuda').catch((error: Error) => error)
    expect(refused).toBeInstanceOf(Error)
    const { message } = refused as Error
    expect(message).toMatch(/ended \(78\) before it was ready/)
    expect(message).toMatch(/^STENO_RECOGNIZER_PROVIDER is cuda, but .+\. Mend that, or set it to auto or cpu\.$/m)
    expect(message).not.toMatch(/^\s+at /m)
  })

  it('falls back to the processor where it may, and says why in log, metric and database', async () => {
    const started = await start('auto')
    try {
      expect(started.log()).toContain('Recognition runs on the processor: ')
      const metrics = await (await fetch(`http://127.0.0.1:${started.port}/metrics`)).text()
      expect(metrics).toMatch(/^steno_recognizer_provider{provider="cpu",fell_back="true"\S* 1$/m)
      const reports = await listProviderReports(test.db)
      expect(reports.find((report) => report.process === process)).toMatchObject({
        provider: 'cpu', reason: expect.stringMatching(/^Recognition runs on the processor: /),
      })
    } finally {
      await started.stop()
    }
  })
})
