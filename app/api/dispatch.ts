import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { networkOf } from '#domain/accounts/login-limits.server'
import { AppError, isAppError } from '#domain/errors/app-error'
import { parseInput } from '#domain/errors/parse-input'
import type { Caller } from '#domain/tokens/caller'
import { findCaller } from '#domain/tokens/find-caller.server'
import { answerOnce, readIdempotencyKey } from './answer-once'
import { readCredential, requireScope, unauthenticated } from './authenticate'
import type { ApiHouse, Endpoint } from './endpoint'
import { logProblem, sendProblem, toProblem } from './problem'
import { allowancesOf, guestAllowance, tellStanding, type RateLimiter } from './rate-limit'
import { openBody } from './request-body'
import { send, toSent, writeEvent, type Sent } from './sent'

/** Answers one address with the endpoints that it has, one a method. Whatever is thrown becomes a problem. */
export function dispatch(house: ApiHouse, limiter: RateLimiter, endpoints: readonly Endpoint[]): RequestHandler {
  const methods = [...endpoints.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
  return (request, response) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const endpoint = endpoints.find((one) => one.method === method)
    if (endpoint) {
      const isCutShort = (error: unknown) =>
        house.stopping.aborted && (!isAppError(error) || error.code === 'cancelled')
      const refuse = (error: unknown) => sendProblem(response, isCutShort(error) ? stopping(error) : error)
      return void answer(house, limiter, endpoint, request, response).catch(refuse)
    }
    response.set('Allow', methods.join(', '))
    if (method === 'OPTIONS') return void response.status(204).end()
    sendProblem(response, new AppError('method_not_allowed', `This address takes ${methods.join(', ')}.`))
  }
}

/** What is cut short by the end of the process is no defect, and another copy of it, or the next, can do it. */
const stopping = (cause: unknown) =>
  new AppError('unavailable', 'Steno is ending or starting. Try again in a moment.', { cause })

async function answer(
  house: ApiHouse, limiter: RateLimiter, endpoint: Endpoint, request: Request, response: Response,
): Promise<void> {
  const caller = await admit(house, limiter, endpoint, request, response)
  const logger = response.locals.logger as Logger
  const sent = await carryOut(house, endpoint, { caller, request, response, logger })
  await send(response, sent, (error) => {
    const problem = toProblem(error, response.locals.requestId as string)
    logProblem(logger, problem.code, error)
    return writeEvent('error', problem)
  })
}

/** Knows the caller and counts the request; null for a guest. Throws AppErrors for whoever may not. */
async function admit(
  house: ApiHouse, limiter: RateLimiter, endpoint: Endpoint, request: Request, response: Response,
): Promise<Caller | null> {
  const credential = endpoint.access === 'public' ? null : readCredential(request)
  const caller = credential === null ? null : await findCaller(house, credential)
  tellStanding(response, limiter.take(caller ? allowancesOf(caller) : guestAllowance(request.ip ?? '')))
  if (endpoint.access === 'public') return null
  if (!caller) throw unauthenticated(response, credential)
  requireScope(response, caller, endpoint.access)
  return caller
}

interface Admitted {
  caller: Caller | null
  request: Request
  response: Response
  logger: Logger
}

async function carryOut(
  house: ApiHouse, endpoint: Endpoint, { caller, request, response, logger }: Admitted,
): Promise<Sent> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  // Whoever went while their key was looked up is told of by no event any more.
  if (response.destroyed) gone.abort()
  const params = endpoint.params && parseInput(endpoint.params, request.params)
  const query = endpoint.query && parseInput(endpoint.query, request.query)
  const name = endpoint.method === 'POST' ? readIdempotencyKey(request.get('Idempotency-Key')) : null
  const body = await openBody(endpoint, request, gone.signal)
  const address = request.ip ?? ''
  const call = {
    house, caller, params, query, address, logger, signal: gone.signal,
    isAllowed: async () => caller === null || (await findCaller(house, readCredential(request) ?? '')) !== null,
    wantsEvents: request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream',
  }
  const run = () => body.read(async (value) => toSent(await endpoint.handle({ ...call, body: value })))
  if (name === null) return run()
  const userId = caller?.userId ?? null
  return answerOnce({
    house, body, logger, requestId: response.locals.requestId as string,
    request: { owner: userId ?? `guest ${networkOf(address)}`, userId, name },
    asked: `${endpoint.method} ${request.originalUrl}${call.wantsEvents ? ' events' : ''}`,
  }, run)
}
