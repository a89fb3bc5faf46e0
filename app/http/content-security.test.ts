import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it } from 'vitest'
import type { WebConfig } from '../web/services'
import { contentSecurity } from './content-security'

async function connectSources(partsOrigin: string | null): Promise<string | undefined> {
  const config = { publicUrl: 'https://steno.example', liveUrl: 'wss://steno.example:8443/live/', development: false }
  const app = express().use(contentSecurity(config as WebConfig, partsOrigin)).use((_request, response) => void response.send('here'))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    return /connect-src ([^;]+);/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
  } finally {
    server.close()
  }
}

it('lets pages connect to the whole origin of the live server, whatever path it is behind', async () => {
  expect(await connectSources(null)).toBe("'self' wss://steno.example:8443")
})

it('lets pages send uploads to the storage that has told them to', async () => {
  expect(await connectSources('https://audio.s3.example')).toBe("'self' wss://steno.example:8443 https://audio.s3.example")
})
