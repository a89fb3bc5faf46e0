import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes, type Scope } from '#domain/api-keys/scopes'
import { addUser } from '#tests/db/test-accounts'
import { makeApi } from '../../app/api/make-api'
import { makeForeignApis } from '../../app/api/make-foreign-apis'
import { RateLimiter } from '../../app/api/rate-limit'
import { makePartTaker, receiveParts } from '../../app/http/receive-parts'
import { logRequests } from '../../app/http/request-log'
import type { WebConfig } from '../../app/web/services'
import { ApiClient } from './api-client'
import { makeTestServices, type TestServices, type TestWebOptions } from './web-services'

export interface ApiHouse {
  /** Origin. */
  url: string
  house: TestServices
  /** Without a credential. */
  guest: ApiClient
  /** Two accounts that are nothing to each other, each with a key that may do everything. */
  ann: ApiClient
  annId: string
  bob: ApiClient
  bobId: string
  /** A further account, whose counters nobody else uses. */
  newcomer(plan?: string): Promise<{ userId: string; client: ApiClient; key: string }>
  /** A client with a further key. */
  withKey(userId: string, allowed?: readonly Scope[]): Promise<ApiClient>
}

/** The API alone, without the pages. What it logs as an error fails the test. */
export function useApiHouse(config: Partial<WebConfig> = {}, options: TestWebOptions = {}): ApiHouse {
  const api = {} as ApiHouse
  let stop: () => Promise<void>
  beforeAll(async () => {
    const house = await makeTestServices(config, options)
    const app = express().set('trust proxy', 1)
    const server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const url = `http://localhost:${(server.address() as AddressInfo).port}`
    house.services.config.publicUrl = url
    const limiter = new RateLimiter()
    app.use(logRequests(house.services.logger, () => 'other', () => {})).use('/api/v1', makeApi(house.services, limiter))
      .use('/v1', makeForeignApis(house.services, limiter))
      .use(receiveParts(makePartTaker(house.services)))
    stop = () => house.stop(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    const makeKey = async (userId: string, allowed: readonly Scope[] = scopes) =>
      (await createApiKey(house.db, userId, { keyName: 'A key', scopes: allowed })).key
    const withKey = async (userId: string, allowed?: readonly Scope[]) => new ApiClient(url, await makeKey(userId, allowed))
    const newcomer = async (plan = 'ENTERPRISE') => {
      const userId = await addUser(house.db, plan)
      const key = await makeKey(userId)
      return { userId, key, client: new ApiClient(url, key) }
    }
    const [ann, bob] = [await newcomer(), await newcomer()]
    Object.assign(api, {
      url, house, guest: new ApiClient(url), withKey, newcomer,
      ann: ann.client, annId: ann.userId, bob: bob.client, bobId: bob.userId,
    } satisfies ApiHouse)
  })
  afterAll(() => stop())
  afterEach(() => expect(api.house.errors.splice(0)).toEqual([]))
  return api
}
