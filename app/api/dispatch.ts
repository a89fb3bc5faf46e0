import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { networkOf } from '#domain/accounts/login-limits.server'
import { AppError, isAppError } from '#domain/errors/app-error'
import { parseInput } from '#domain/errors/parse-input'
import type { Caller } from '#domain/tokens/caller'
import { findCaller } from '#domain/tokens/find-caller.server'
import { answerOnce, readIdempotencyKey } from './answer-once'
import { requireScope, unauthenticated } from './authenticate'
import { RECORDING_HEADER, type Dialect } from './dialect'
import type { ApiHouse, Endpoint } from './endpoint'
import { ownDialect } from './own-dialect'
import { logProblem, toProblem } from './problem'
import { allowancesOf, guestAllowance, tellStanding, type RateLimiter } from './rate-limit'
import { openBody } from './request-body'
import { sendProblem } from './send-problem'
import { send, toSent, type Sent } from './sent'

/** What requests are answered with, besides the endpoint. */
interface Desk {
  house: ApiHouse
  limiter: RateLimiter
  dialect: Dialect
}

/** Answers one address with the endpoints that it has, one a method. Whatever is thrown becomes a refusal. */
export function dispatch(
  house: ApiHouse, limiter: RateLimiter, endpoints: readonly Endpoint[], dialect: Dialect = ownDialect,
): RequestHandler {
  const desk = { house, limiter, dialect }
  const methods = [...endpoints.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
  return (request, response) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const endpoint = endpoints.find((one) => one.method === method)
    if (endpoint) {
      const isCutShort = (error: unknown) =>
        house.stopping.aborted && (!isAppError(error) || error.code === 'cancelled')
      const refuse = (error: unknown) => sendProblem(response, isCutShort(error) ? stopping(error) : error, dialect)
      return void answer(desk, endpoint, request, response).catch(refuse)
    }
    response.set('Allow', methods.join(', '))
    if (method === 'OPTIONS') return void response.status(204).end()
    sendProblem(response, new AppError('method_not_allowed', `This address takes ${methods.join(', ')}.`), dialect)
  }
}

/** What is cut short by the end of the process is no defect, and another copy of it, or the next, can do it. */
const stopping = (cause: unknown) =>
  new AppError('unavailable', 'Steno is ending or starting. Try again in a moment.', { cause })

async function answer(desk: Desk, endpoint: Endpoint, request: Request, response: Response): Promise<void> {
  const caller = await admit(desk, endpoint, request, response)
  const logger = response.locals.logger as Logger
  const sent = await carryOut(desk, endpoint, { caller, request, response, logger })
  await send(response, sent, (error) => {
    const problem = toProblem(error, response.locals.requestId as string)
    logProblem(logger, problem.code, error)
    const { body } = desk.dialect.refuse(problem, { hasRecording: response.hasHeader(RECORDING_HEADER) })
    return desk.dialect.writeEvent('error', body)
  })
}

/** Knows the caller and counts the request; null for a guest. Throws AppErrors for whoever may not. */
async function admit(
  { house, limiter, dialect }: Desk, endpoint: Endpoint, request: Request, response: Response,
): Promise<Caller | null> {
  const credential = endpoint.access === 'public' ? null : dialect.readCredential(request)
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
  { house, dialect }: Desk, endpoint: Endpoint, { caller, request, response, logger }: Admitted,
): Promise<Sent> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  // Whoever went while their key was looked up is told of by no event any more.
  if (response.destroyed) gone.abort()
  const params = endpoint.params && parseInput(endpoint.params, request.params)
  const query = endpoint.query && parseInput(endpoint.query, request.query)
  const heedsName = endpoint.method === 'POST' && dialect.knowsIdempotency
  const name = heedsName ? readIdempotencyKey(request.get('Idempotency-Key')) : null
  const body = await openBody(endpoint, request, gone.signal)
  const address = request.ip ?? ''
  const requestId = response.locals.requestId as string
  const call = {
    house, caller, params, query, address, logger, requestId, signal: gone.signal,
    header: (header: string) => request.get(header),
    announce: (header: string, value: string) => void (response.headersSent || response.set(header, value)),
    isAllowed: async () => caller === null || (await findCaller(house, dialect.readCredential(request) ?? '')) !== null,
    wantsEvents: request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream',
  }
  const run = () => body.read(async (value) => toSent(await endpoint.handle({ ...call, body: value }), dialect))
  if (name === null) return run()
  const userId = caller?.userId ?? null
  return answerOnce({
    house, body, logger, requestId,
    request: { owner: userId ?? `guest ${networkOf(address)}`, userId, name },
    asked: `${endpoint.method} ${request.originalUrl}${call.wantsEvents ? ' events' : ''}`,
  }, run)
}
