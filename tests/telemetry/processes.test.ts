import { createServer, type Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { users } from '#db/schema/users'
import { exposeCertificate } from '#domain/telemetry/expose-certificate.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { webhookEvents } from '#domain/webhooks/webhook-events'
import { createWebhook } from '#domain/webhooks/webhooks.server'
import { browserPath, makeVisit, startBrowser, whenHydrated } from '#tests/support/browser'
import { LiveClient } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { Visitor } from '#tests/support/visitor'
import { shortSpeech } from '#tests/worker/audio'
import { readExported, sumOf, type Exported } from './exported'
import { isFromAClosedSet } from './closed-labels'
import { deployedQueries } from './deployed-queries'
import { checkQuery, declaredLabels } from './judge-query'
import { startWatchedHouse, type WatchedHouse } from './watched-house'

/** Waits as long as a busy machine may take. */
const soon = { timeout: 100_000, interval: 200 }

let house: WatchedHouse
let receiver: Server
let visitor: Visitor
let exported: Exported
let traceparent: string
const password = 'correct horse battery'
/** Where an upload begins: of a page with scripts, in parts. */
const wayIn = browserPath ? '/uploads' : '/upload/file'

beforeAll(async () => {
  receiver = createServer((request, response) => request.resume().on('end', () => response.end('ok')))
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  house = await startWatchedHouse()
  visitor = new Visitor(house.url)
  await visitor.register('Ann')
  const [ann] = await house.db.select().from(users).where(eq(users.email, 'ann@example.org'))
  const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  await createWebhook(house.db, ann!.id, { url: target, description: '', events: [...webhookEvents] }, { secret: liveSecret, allowsPrivate: true })
  traceparent = browserPath ? await uploadFromBrowser() : await uploadByHand()
  await vi.waitUntil(() => house.otlp.spans.some(({ name }) => name === 'run-step notify'), soon)
  await askAround(ann!.id)
  const texts = await Promise.all((['web', 'live', 'worker'] as const).map((name) => house.metrics(name)))
  // These exist behind https alone, where this house is not.
  const https = makeMetrics('web', { defaults: false })
  exposeCertificate(https, { publicUrl: 'https://localhost:1', keepMs: 60_000, waitMs: 1000 })
  exported = readExported([...texts, (await https.render()).text])
})
afterAll(async () => {
  await house.close()
  receiver.close()
})

/** As people do; answers the context that the page sent. The page measures itself, and tells when it is left. */
async function uploadFromBrowser(): Promise<string> {
  const browser = await startBrowser()
  try {
    const { page, complaints } = await makeVisit(browser, house.url)
    await page.context().addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: house.url })))
    const sending = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith(wayIn))
    const completed = page.waitForResponse((answer) => answer.request().method() === 'POST' && /\/uploads\/[0-9a-f-]{36}/.test(answer.url()))
    await page.goto('/upload')
    await whenHydrated(page)
    await page.locator('input[type=file]').first().setInputFiles(shortSpeech.file)
    const sent = await sending
    await (await completed).finished()
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('report-vitals')))
    // Leaving is told by a beacon, which goes on while the next page comes.
    await page.goto('/developers')
    await vi.waitUntil(async () =>
      sumOf(readExported([await house.metrics('web')]), 'steno_web_vital_seconds_count', { route: '/upload' }) > 0, soon)
    expect(complaints).toEqual([])
    return (await sent.allHeaders()).traceparent ?? ''
  } finally {
    await browser.close()
  }
}

async function uploadByHand(): Promise<string> {
  const form = new FormData()
  form.append('file', new Blob([await readFile(shortSpeech.file)]), path.basename(shortSpeech.file))
  const context = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  expect((await visitor.send('/upload/file', form, { traceparent: context })).status).toBe(200)
  return context
}

/** A little of everything, so that what has labels has some. */
async function askAround(userId: string): Promise<void> {
  await visitor.open('/library')
  await visitor.open('/search?q=country')
  for (const name of ['a', 'b', 'c']) await visitor.fetch(`/nothing/${name}-${crypto.randomUUID()}`)
  await visitor.fetch(`/recordings/${crypto.randomUUID()}`)
  await fetch(`${house.url}/api/v1/recordings/${crypto.randomUUID()}`)
  const [recording] = await house.db.select().from(recordings)
  await visitor.open(`/recordings/${recording!.id}`)
  await LiveClient.connect(house.live.port, userId, 'no ticket at all').catch(() => undefined)
  const client = await LiveClient.connect(house.live.port, userId)
  client.send({ type: 'start', language: 'vi' })
  await client.next('error')
  client.cut()
}

describe('traces', () => {
  it('follow an upload from the browser’s request through queue and worker to its last step', () => {
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    const [, traceId, browserSpan] = traceparent.split('-')
    const trace = house.otlp.spans.filter((span) => span.traceId === traceId)
    const upload = trace.find(({ service }) => service === 'steno-web')
    expect(upload).toMatchObject({ name: `POST ${wayIn}`, parentId: browserSpan })
    const jobs = trace.filter(({ parentId }) => parentId === upload?.spanId)
    expect(new Set(jobs.map(({ service }) => service))).toEqual(new Set(['steno-worker']))
    const names = jobs.map(({ name }) => name)
    for (const name of ['transcribe', 'plan-steps', 'run-step index', 'run-step summarize', 'run-step notify']) expect(names).toContain(name)
    for (const job of jobs) expect(job.attributes['steno.recording_id']).toMatch(/^[0-9a-f-]{36}$/)
    // What a step asks of others is part of it.
    const summarize = jobs.find(({ name }) => name === 'run-step summarize')
    expect(trace.find(({ name }) => name === 'provider chat')?.parentId).toBe(summarize?.spanId)
  })
})

describe('logs', () => {
  it('are JSON, and lead from a request to its trace', () => {
    const [, traceId] = traceparent.split('-')
    const lines = house.logs().trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    const traced = lines.filter((line) => line.traceId === traceId)
    expect(traced.find((line) => line.process === 'web')).toMatchObject({ path: wayIn, requestId: expect.any(String) })
    expect(traced.some((line) => line.process === 'worker')).toBe(true)
    for (const name of ['web', 'live', 'worker']) expect(lines.some((line) => line.process === name)).toBe(true)
  })

  it('hold no password, token, cookie, address of a person, name of a file or word that was said', async () => {
    const newcomer = new Visitor(house.url)
    const refused = await newcomer.send('/login', { email: 'ann@example.org', password: 'not the password' })
    expect(refused.status).toBe(401)
    const welcome = await newcomer.send('/login', { email: 'ann@example.org', password })
    expect(welcome.status).toBe(302)
    const cookies = [...visitor.cookies.values(), ...newcomer.cookies.values()].filter((value) => value.length > 12)
    expect(cookies.length).toBeGreaterThan(1)
    const private_ = [password, 'not the password', 'ann@example.org', path.basename(shortSpeech.file), shortSpeech.says, ...cookies]
    for (const secret of private_) expect(house.logs().toLowerCase()).not.toContain(secret.toLowerCase())
  })
})

describe('metrics', () => {
  it('have labels from closed sets alone', () => {
    const odd = exported.samples.flatMap(({ name, labels }) =>
      Object.entries(labels).filter(([label, value]) => !isFromAClosedSet(label, value)).map(([label, value]) => `${name}{${label}="${value}"}`))
    expect([...new Set(odd)]).toEqual([])
    const routes = new Set(exported.samples.flatMap(({ labels }) => labels.route ?? []))
    for (const route of ['/library', '/recordings/:id', '/api/v1/recordings/:id', 'other']) expect(routes).toContain(route)
  })

  it('say what a rise means, by names that Prometheus expects', () => {
    for (const name of [...exported.names].filter((one) => one.startsWith('steno_'))) {
      expect(exported.helps.get(name), name).toMatch(/.+\. A rise means: .+\.$/)
      expect(name.endsWith('_total'), name).toBe(exported.types.get(name) === 'counter')
      if (exported.types.get(name) === 'histogram') expect(name).toMatch(/_(seconds|ratio|streams|bytes)$/)
    }
  })

  it('count what has happened', () => {
    expect(sumOf(exported, 'steno_web_request_seconds_count', { route: wayIn, status: '2xx' })).toBe(1)
    expect(sumOf(exported, 'steno_worker_jobs_total', { task: 'transcribe', outcome: 'done' })).toBe(1)
    expect(sumOf(exported, 'steno_queue_task_jobs_waiting')).toBe(0)
    expect(sumOf(exported, 'steno_storage_recordings_bytes')).toBeGreaterThan(1000)
    expect(sumOf(exported, 'steno_disk_free_bytes', { process: 'web' })).toBeGreaterThan(0)
    expect(sumOf(exported, 'steno_database_connections_max', { process: 'live' })).toBe(10)
    expect(sumOf(exported, 'steno_live_refusals_total')).toBeGreaterThan(0)
  })
})

describe('dashboards and alerts', async () => {
  const queries = await deployedQueries()

  it('ask for metrics and labels that the processes export', async () => {
    expect(queries.length).toBeGreaterThan(30)
    const labels = await declaredLabels(exported)
    const problems = queries.flatMap(({ where, query }) => checkQuery(query, exported, labels).map((problem) => `${where}: ${problem}`))
    expect(problems).toEqual([])
  })
})
