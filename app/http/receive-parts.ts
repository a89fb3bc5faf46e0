import express, { type Request, type Router } from 'express'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { isUuid } from '#domain/units/uuid'
import type { PartClaim } from '#domain/uploads/part-claim.server'
import { receivePart, type SentPart } from '#domain/uploads/receive-part.server'
import { allowOrigins } from '../api/cors'
import { ownDialect } from '../api/own-dialect'
import { sendProblem } from '../api/send-problem'
import type { Services } from '../web/services'

/** As `paths.uploadPart` makes them. */
const pattern = '/parts/:id/:part'

export interface PartTaker {
  /** Origins whose pages may send here; `*` is any. */
  apiOrigins: readonly string[]
  /** Throws AppErrors for what it does not take. */
  take(part: SentPart): Promise<void>
  /** How long the rest of a part that is refused may keep its connection waiting, in ms. Default: limits.uploadStallMs. */
  stallMs?: number
}

/** Takes them for the uploads that are open. */
export function makePartTaker({ db, store, config: { apiOrigins, secrets } }: Services): PartTaker {
  return { apiOrigins, take: (part) => receivePart({ db, store, secrets }, part) }
}

/**
 * Takes parts of uploads at the addresses that Steno has signed, as S3 does at its own: whoever has one may PUT that part,
 * and is asked for nothing else. No cookie is looked at, so there is nothing for a page of another site to ride on.
 */
export function receiveParts({ apiOrigins, take, stallMs = limits.uploadStallMs }: PartTaker): Router {
  const router = express.Router({ caseSensitive: true })
  router.use(pattern, allowOrigins(apiOrigins, { methods: ['PUT'] }))
  router.options(pattern, (_request, response) => void response.set('Allow', 'PUT, OPTIONS').status(204).end())
  router.put(pattern, (request, response) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    receive(request, take, gone.signal)
      .then(() => response.status(204).end())
      .catch((error: unknown) => {
        spare(request, stallMs)
        sendProblem(response, error, ownDialect)
      })
  })
  router.all(pattern, (_request, response) => {
    response.set('Allow', 'PUT, OPTIONS')
    sendProblem(response, new AppError('method_not_allowed', 'This address takes PUT, OPTIONS.'), ownDialect)
  })
  return router
}

async function receive(request: Request, take: PartTaker['take'], signal: AbortSignal): Promise<void> {
  const { bytes, expires, signature } = request.query
  const claim: PartClaim = {
    uploadId: request.params.id!, number: wholeNumber(request.params.part), bytes: wholeNumber(bytes), expiresAt: wholeNumber(expires),
  }
  if (typeof signature !== 'string' || !isUuid(claim.uploadId)) throw notAnAddress()
  const said = request.get('Content-Length')
  if (said !== undefined && Number(said) !== claim.bytes) {
    throw new AppError('bad_request', `This part has ${claim.bytes} bytes, not ${said}.`)
  }
  // Left before its end, the request stays open, so that the refusal can still be sent.
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  await take({ claim, signature, body, signal })
}

/** What is no number was not signed by anybody. */
function wholeNumber(value: unknown): number {
  if (typeof value !== 'string' || !/^\d{1,16}$/.test(value)) throw notAnAddress()
  return Number(value)
}

const notAnAddress = () => new AppError('forbidden', 'This is no address that Steno has signed.')

/** A part that is refused is still read, so that its sender gets to see why; anything larger, or that does not come, is cut. */
function spare(request: Request, stallMs: number): void {
  if (request.readableEnded || request.destroyed) return
  if (Number(request.get('Content-Length') ?? Infinity) > limits.uploadPartBytes) return void request.res?.set('Connection', 'close')
  const watch = setTimeout(() => request.destroy(), stallMs)
  request.on('data', () => watch.refresh()).on('close', () => clearTimeout(watch))
}
