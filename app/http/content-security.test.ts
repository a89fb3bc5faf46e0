import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it } from 'vitest'
import type { WebConfig } from '../web/services'
import { contentSecurity } from './content-security'

it('lets pages connect to the whole origin of the live server, whatever path it is behind', async () => {
  const config = { publicUrl: 'https://steno.example', liveUrl: 'wss://steno.example:8443/live/', development: false }
  const app = express().use(contentSecurity(config as WebConfig)).use((_request, response) => void response.send('here'))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    expect(answer.headers.get('content-security-policy')).toMatch(/connect-src 'self' wss:\/\/steno\.example:8443;/)
  } finally {
    server.close()
  }
})
