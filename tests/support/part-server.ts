import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { AppError } from '#domain/errors/app-error'
import type { Arrival, Part } from '#domain/storage/arrivals'
import type { ObjectStore } from '#domain/storage/object-store'
import { isGoodPartClaim } from '#domain/uploads/part-claim.server'
import type { SentPart } from '#domain/uploads/receive-part.server'
import { receiveParts } from '../../app/http/receive-parts'
import { makeOwnPartAddress } from '../../app/web/own-part-address.server'
import type { Services } from '../../app/web/services'

const secrets = ['a secret of the tests']

/** Takes parts for a store as the web process does, without a database: what it signs is remembered here. */
export async function startPartServer(store: ObjectStore) {
  const arrivals = new Map<string, Arrival>()
  async function take({ claim, signature, body }: SentPart): Promise<void> {
    const arrival = arrivals.get(claim.uploadId)
    if (!arrival || !isGoodPartClaim(claim, signature, secrets)) throw new AppError('forbidden', 'Not this.')
    await store.arrivals.put(arrival, claim, body)
  }
  const app = express()
    .use((_request, response, next) => {
      response.locals.logger = pino({ level: 'silent' })
      next()
    })
    .use(receiveParts({ apiOrigins: [], take }))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ownAddress = makeOwnPartAddress({ config: { secrets } as Services['config'] })
  return {
    async addressOf(arrival: Arrival, part: Part, expiresInMs: number): Promise<string> {
      const uploadId = randomUUID()
      arrivals.set(uploadId, arrival)
      return origin + ownAddress({ uploadId, ...part, expiresAt: Date.now() + expiresInMs })
    },
    async stop(): Promise<void> {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}
