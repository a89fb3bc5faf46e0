import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { AppError } from '#domain/errors/app-error'
import { serveHealth, type HealthOptions } from './health-routes.server'
import { makeMetrics } from './metrics.server'

const servers: http.Server[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))))

async function serve(checks: HealthOptions['checks'], keepMs?: number, dispensable?: string[]): Promise<string> {
  const metrics = makeMetrics('test', { defaults: false })
  metrics.counter({ name: 'steno_test_total', what: 'Test.', rise: 'test.' }).inc()
  const server = await serveHealth({ checks, dispensable, metrics, checkMsMax: 50, keepMs, host: '127.0.0.1', port: 0 })
  servers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('is alive, whatever the checks say', async () => {
  const url = await serve({ database: () => Promise.reject(new Error('down')) })
  const response = await fetch(`${url}/healthz`)
  expect([response.status, await response.json()]).toEqual([200, { status: 'alive' }])
})

it('is ready when every check passes', async () => {
  const url = await serve({ database: async () => 1, storage: async () => undefined })
  const response = await fetch(`${url}/readyz?x`)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    status: 'ready',
    checks: { database: { ok: true }, storage: { ok: true } },
  })
})

it('names each part that is not ready, and shows nothing that was not written to be shown', async () => {
  const url = await serve({
    database: () =>
      Promise.reject(Object.assign(new Error('connect ECONNREFUSED as steno:hunter2'), { code: 'ECONNREFUSED' })),
    storage: () => Promise.reject(new AppError('storage_full', 'The disk is full.')),
    models: () => new Promise(() => undefined),
    web: () => {
      throw new Error('hunter2')
    },
  })
  const response = await fetch(`${url}/readyz`)
  expect(response.status).toBe(503)
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject({
    status: 'not ready',
    checks: {
      database: { ok: false, reason: 'ECONNREFUSED' },
      storage: { ok: false, reason: 'The disk is full.' },
      models: { ok: false, reason: 'no answer within 50 ms' },
      web: { ok: false, reason: 'failed' },
    },
  })
  expect(text).not.toContain('hunter2')
})

it('is ready without what it can do without, once it has had it, and tells of it', async () => {
  let isThere = false
  const storage = () => (isThere ? Promise.resolve() : Promise.reject(new AppError('storage_unavailable', 'Away.')))
  const url = await serve({ storage }, 0, ['storage'])
  const statusOf = async () => (await fetch(`${url}/readyz`)).status
  // Whoever starts with the wrong storage takes nobody's place.
  expect(await statusOf()).toBe(503)
  isThere = true
  expect(await statusOf()).toBe(200)
  isThere = false
  const response = await fetch(`${url}/readyz`)
  expect([response.status, await response.json()]).toMatchObject([
    200, { status: 'ready', checks: { storage: { ok: false, reason: 'Away.' } } },
  ])
})

it('runs its checks once for all who ask within a moment, and then anew', async () => {
  let runs = 0
  const keeping = await serve({ storage: async () => void runs++ }, 60_000)
  await Promise.all([fetch(`${keeping}/readyz`), fetch(`${keeping}/readyz`)])
  await fetch(`${keeping}/readyz`)
  expect(runs).toBe(1)
  const forgetting = await serve({ storage: async () => void runs++ }, 0)
  await fetch(`${forgetting}/readyz`)
  await fetch(`${forgetting}/readyz`)
  expect(runs).toBe(3)
})

it('answers a target that is no address', async () => {
  const { port } = new URL(await serve({}))
  const status = await new Promise((resolve, reject) => {
    http.get({ port, path: '//' }, (response) => resolve(response.resume().statusCode)).on('error', reject)
  })
  expect(status).toBe(404)
})

it('serves metrics, answers HEAD without a body, and nothing else', async () => {
  const url = await serve({})
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('steno_test_total')
  const head = await fetch(`${url}/healthz`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await fetch(`${url}/other`)).status).toBe(404)
  expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(404)
})

it('says in a sentence that the port is taken', async () => {
  const { port } = new URL(await serve({}))
  const metrics = makeMetrics('test', { defaults: false })
  const second = serveHealth({ checks: {}, metrics, host: '127.0.0.1', port: Number(port) })
  await expect(second).rejects.toThrow(`Port ${port} is taken by another program: stop it, or choose another port.`)
})

it('tells Prometheus, too, which part cannot work, since a proxy then sends nobody here and no request fails', async () => {
  const url = await serve({ database: async () => 1, storage: () => Promise.reject(new Error('gone')) }, 0)
  const told = await (await fetch(`${url}/metrics`)).text()
  expect(told).toContain('steno_unready{part="database",process="test"} 0')
  expect(told).toContain('steno_unready{part="storage",process="test"} 1')
})

it('tells Prometheus whether anybody is sent here: also without what was there once and is dispensable', async () => {
  let isGone = false
  const url = await serve({ storage: async () => { if (isGone) throw new Error('gone') } }, 0, ['storage'])
  const told = async () => (await (await fetch(`${url}/metrics`)).text()).match(/^steno_(un|not_)ready\{.*/gm)
  expect(await told()).toEqual(['steno_unready{part="storage",process="test"} 0', 'steno_not_ready{process="test"} 0'])
  isGone = true
  expect(await told()).toEqual(['steno_unready{part="storage",process="test"} 1', 'steno_not_ready{process="test"} 0'])
  const never = await serve({ storage: () => Promise.reject(new Error('gone')) }, 0, ['storage'])
  expect(await (await fetch(`${never}/metrics`)).text()).toContain('steno_not_ready{process="test"} 1')
})
