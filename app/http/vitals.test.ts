import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { receiveVitals, type Vital } from './vitals'

let server: Server
let url: string
let told: [string, Vital][] = []

beforeAll(async () => {
  const templateOf = (path: string) => (path.startsWith('/recordings/') ? '/recordings/:id' : 'other')
  const app = express().set('trust proxy', 1).post('/vitals', receiveVitals(templateOf, (route, vital) => void told.push([route, vital])))
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/vitals`
})
afterAll(() => void server.close())
beforeEach(() => void (told = []))

const send = async (body: unknown, address = '192.0.2.1') => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return (await fetch(url, { method: 'POST', body: text, headers: { 'x-forwarded-for': address } })).status
}
const vitals = [{ name: 'LCP', value: 1234.5 }, { name: 'CLS', value: 0.02 }]

it('takes what browsers measured, by the template of the page', async () => {
  expect(await send({ path: '/recordings/8c1f', vitals })).toBe(204)
  expect(told).toEqual([['/recordings/:id', vitals[0]], ['/recordings/:id', vitals[1]]])
  expect(await send({ path: '/somebody@example.org', vitals: [vitals[0]] })).toBe(204)
  expect(told[2]?.[0]).toBe('other')
})

it('refuses what no page of ours sends, and keeps nothing of it', async () => {
  const path = '/library'
  const bad = [
    '', 'hello', '[]', '{}', { path, vitals: [] }, { path: 'https://elsewhere.example', vitals }, { path, vitals: [{ name: 'ann', value: 1 }] },
    { path, vitals: [{ name: 'LCP', value: -1 }] }, { path, vitals: [{ name: 'LCP', value: '1' }] },
    { path, vitals: [{ name: 'LCP', value: limits.vitalMsMax + 1 }] },
    { path, vitals: Array.from({ length: limits.vitalsPerReportMax + 1 }, () => vitals[0]) },
    { path: `/${'a'.repeat(limits.vitalPathCharsMax)}`, vitals },
  ]
  for (const body of bad) expect(await send(body), JSON.stringify(body)).toBe(400)
  expect(await send('x'.repeat(limits.vitalReportBytesMax + 1))).toBe(413)
  expect(told).toEqual([])
})

it('takes so many of one network, and no more', async () => {
  const answers = new Set<number>()
  for (let n = 0; n < limits.vitalReportsMax; n++) answers.add(await send({ path: '/', vitals }, '198.51.100.7'))
  expect(answers).toEqual(new Set([204]))
  expect(await send({ path: '/', vitals }, '198.51.100.7')).toBe(429)
  expect(await send({ path: '/', vitals }, '198.51.100.8')).toBe(204)
})
