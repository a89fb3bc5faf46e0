import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterEach, expect, it } from 'vitest'
import { answerErrors } from './answer-errors'

let close = () => {}
afterEach(() => close())

async function serve(error = new Error('the moon is down')) {
  const lines: string[] = []
  const app = express()
  app.use((_request, _response, next) => next(error))
  app.use(answerErrors(pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })))
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  close = () => void server.close()
  return { lines, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

it('answers and logs what failed before the request had a logger', async () => {
  const { lines, url } = await serve()
  const response = await fetch(url)
  expect([response.status, await response.json()]).toMatchObject([500, { error: { code: 'internal' } }])
  expect(lines.join()).toContain('the moon is down')
})

it('answers in HTML where a browser shows it, and in JSON what a script of a page fetches', async () => {
  const { url } = await serve()
  const page = await fetch(url, { headers: { Accept: 'text/html,*/*;q=0.8' } })
  expect([page.status, page.headers.get('Content-Type')]).toEqual([500, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('<h1>Something went wrong on our side.')
  const fetched = await fetch(url, { headers: { Accept: 'text/html', 'Sec-Fetch-Dest': 'empty' } })
  expect(await fetched.json()).toMatchObject({ error: { code: 'internal' } })
})

it('has nothing to show where a path leads out of a folder of files, and logs no defect', async () => {
  const { lines, url } = await serve(Object.assign(new Error('Forbidden'), { status: 403 }))
  const response = await fetch(url)
  expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'not_found' } }])
  expect(lines).toEqual([])
})
