import express, { type ErrorRequestHandler, type Router } from 'express'
import { AppError } from '#domain/errors/app-error'
import { tokenHouseOf } from '#domain/tokens/access-token.server'
import { paths } from '../web/paths'
import type { Services } from '../web/services'
import { allowOrigins } from './cors'
import { dispatch } from './dispatch'
import type { ApiHouse, Endpoint } from './endpoint'
import { endpoints as allEndpoints } from './endpoints'
import { openApiEndpoint } from './open-api-endpoint'
import { sendProblem } from './problem'
import { RateLimiter } from './rate-limit'

/** The API for programs, to be mounted at `paths.api()`; nothing below it is left to the pages. */
export function makeApi(services: Services, endpoints: readonly Endpoint[] = allEndpoints): Router {
  const house = toHouse(services)
  const limiter = new RateLimiter()
  const router = express.Router({ caseSensitive: true })
  router.use(allowOrigins(services.config.apiOrigins))
  const all = [...endpoints, openApiEndpoint(endpoints)]
  for (const path of new Set(all.map((endpoint) => endpoint.path))) {
    router.all(path, dispatch(house, limiter, all.filter((endpoint) => endpoint.path === path)))
  }
  router.use((_request, response) => {
    const message = `There is no such address: ${paths.openApi()} lists those that there are.`
    sendProblem(response, new AppError('not_found', message))
  })
  router.use(toProblems)
  return router
}

function toHouse(services: Services): ApiHouse {
  const { publicUrl, secrets } = services.config
  return { ...services, tokens: tokenHouseOf(publicUrl, secrets) }
}

/** What Express itself refuses, such as an address that cannot be decoded. */
const toProblems: ErrorRequestHandler = (error: Error & { status?: number }, _request, response, _next) => {
  const isAddress = error.status === 400
  sendProblem(response, isAddress ? new AppError('bad_request', 'This address cannot be read.', { cause: error }) : error)
}
