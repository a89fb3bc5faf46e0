import express, { type Router } from 'express'
import { AppError } from '#domain/errors/app-error'
import type { Services } from '../web/services'
import { allowOrigins } from './cors'
import { listen } from './deepgram/endpoints/listen'
import { deepgramDialect } from './deepgram/deepgram-dialect'
import { dispatch } from './dispatch'
import { refuseBadAddress, toApiHouse } from './make-api'
import { createClientSecret } from './openai/endpoints/create-client-secret'
import { createTranscription } from './openai/endpoints/create-transcription'
import { createTranslation } from './openai/endpoints/create-translation'
import { getModel } from './openai/endpoints/get-model'
import { listModels } from './openai/endpoints/list-models'
import { openAiDialect } from './openai/openai-dialect'
import type { RateLimiter } from './rate-limit'
import { sendProblem } from './send-problem'

/** Clients send headers of their own that name them; without cookies, none of them opens anything. */
const REQUEST_HEADERS = 'Authorization, *'

/** Every endpoint that clients of other makers know, by its way of talking. */
export const foreignEndpoints = [
  ...[createTranscription, createTranslation, listModels, getModel, createClientSecret].map((endpoint) => ({ endpoint, dialect: openAiDialect })),
  { endpoint: listen, dialect: deepgramDialect },
]

/** What clients of OpenAI and Deepgram find, to be mounted at `paths.foreignApis()`; requests count as those of our own API. */
export function makeForeignApis(services: Services, limiter: RateLimiter): Router {
  const house = toApiHouse(services)
  const router = express.Router({ caseSensitive: true })
  router.use(allowOrigins(services.config.apiOrigins, { headers: REQUEST_HEADERS }))
  for (const { endpoint, dialect } of foreignEndpoints) {
    router.all(endpoint.path, dispatch(house, limiter, [endpoint], dialect))
  }
  router.use((request, response) => {
    const message = `Unknown request URL: ${request.method} ${request.baseUrl}${request.path}.`
    sendProblem(response, new AppError('not_found', message), openAiDialect)
  })
  router.use(refuseBadAddress(openAiDialect))
  return router
}
