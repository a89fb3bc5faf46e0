import express, { type ErrorRequestHandler, type Router } from 'express'
import { AppError } from '#domain/errors/app-error'
import { tokenHouseOf } from '#domain/tokens/access-token.server'
import { paths } from '../web/paths'
import type { Services } from '../web/services'
import { allowOrigins } from './cors'
import type { Dialect } from './dialect'
import { dispatch } from './dispatch'
import type { ApiHouse, Endpoint } from './endpoint'
import { endpoints as allEndpoints } from './endpoints'
import { openApiEndpoint } from './open-api-endpoint'
import { ownDialect } from './own-dialect'
import { RateLimiter } from './rate-limit'
import { sendProblem } from './send-problem'

/** The API for programs, to be mounted at `paths.api()`; nothing below it is left to the pages. */
export function makeApi(
  services: Services, limiter = new RateLimiter(), endpoints: readonly Endpoint[] = allEndpoints,
): Router {
  const house = toApiHouse(services)
  const router = express.Router({ caseSensitive: true })
  router.use(allowOrigins(services.config.apiOrigins))
  const all = [...endpoints, openApiEndpoint(endpoints)]
  for (const path of new Set(all.map((endpoint) => endpoint.path))) {
    router.all(path, dispatch(house, limiter, all.filter((endpoint) => endpoint.path === path)))
  }
  router.use((_request, response) => {
    const message = `There is no such address: ${paths.openApi()} lists those that there are.`
    sendProblem(response, new AppError('not_found', message), ownDialect)
  })
  router.use(refuseBadAddress(ownDialect))
  return router
}

/** What endpoints may use, also those of other APIs: one set of tokens for all. */
export function toApiHouse(services: Services): ApiHouse {
  const { publicUrl, secrets } = services.config
  return { ...services, tokens: tokenHouseOf(publicUrl, secrets) }
}

/** What Express itself refuses, such as an address that cannot be decoded. */
export function refuseBadAddress(dialect: Dialect): ErrorRequestHandler {
  return (error: Error & { status?: number }, _request, response, _next) => {
    const isAddress = error.status === 400
    const told = isAddress ? new AppError('bad_request', 'This address cannot be read.', { cause: error }) : error
    sendProblem(response, told, dialect)
  }
}
