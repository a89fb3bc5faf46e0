import type { Logger } from 'pino'
import { AppError } from '#domain/errors/app-error'
import { claimRequest, type Held, type NamedRequest, type StoredAnswer } from '#domain/idempotency/idempotency.server'
import { limits } from '#domain/limits/limits'
import type { ApiHouse } from './endpoint'
import { toProblem } from './problem'
import type { RequestBody } from './request-body'
import type { Sent } from './sent'

/** The header that says that an answer is one that was given before. */
export const REPLAY_HEADER = 'Idempotent-Replay'

export interface Once {
  house: ApiHouse
  request: NamedRequest
  /** What is asked, besides the body: the method and the address. */
  asked: string
  body: RequestBody
  logger: Logger
  requestId: string
}

/** The name that a client has given its request; null where it has none. Throws AppError `bad_request`. */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null
  if (header.length <= limits.idempotencyKeyCharsMax && /^[\x21-\x7e]+$/.test(header)) return header
  const takes = `1 to ${limits.idempotencyKeyCharsMax} visible ASCII characters`
  throw new AppError('bad_request', `An Idempotency-Key is ${takes}.`, { params: { field: 'Idempotency-Key' } })
}

/**
 * Carries a request out unless one of its name has been: then its answer is given again. Throws AppError
 * `idempotency_running` where it is being carried out, and `idempotency_reused` where the name stood for something
 * else. What is kept are answers and refusals that would be the same again; after a trouble of ours, or a body that was
 * not read to its end, the request may be tried again.
 */
export async function answerOnce(once: Once, run: () => Promise<Sent>): Promise<Sent> {
  const { house, request, body } = once
  const claim = await claimRequest(house.db, house.config.secrets[0]!, request)
  if (claim.state === 'running') {
    const message = 'A request with this Idempotency-Key is being carried out. Ask again in a moment.'
    throw new AppError('idempotency_running', message)
  }
  if (claim.state === 'held') return carryOut(once, claim.held, run)
  await body.skim()
  if (claim.seal.fingerprintOf(partsOf(once)!) !== claim.fingerprint) {
    throw new AppError('idempotency_reused', 'This Idempotency-Key stood for another request. Take a new one for each.')
  }
  const { status, headers, body: text } = claim.answer
  return { status, headers: { ...headers, [REPLAY_HEADER]: 'true' }, body: text }
}

const partsOf = ({ asked, body }: Once) => {
  const parts = body.parts()
  return parts && [asked, ...parts]
}

async function carryOut(once: Once, held: Held, run: () => Promise<Sent>): Promise<Sent> {
  const settle = async (answer: StoredAnswer | null) => {
    const parts = answer && partsOf(once)
    const settled = answer && parts ? held.finish(held.seal.fingerprintOf(parts), answer) : held.release()
    // The answer is good all the same; only that it would be given again is not.
    await settled.catch((error: unknown) => once.logger.warn({ err: error }, 'An answer could not be kept.'))
  }
  try {
    const sent = await run()
    if (typeof sent.body !== 'string') return { ...sent, body: keepWhenWhole(sent, sent.body, settle) }
    await settle(sent.status < 500 && isShort(sent.body) ? { ...sent, body: sent.body } : null)
    return sent
  } catch (error) {
    await settle(toLasting(error, once))
    throw error
  }
}

const isShort = (text: string) => Buffer.byteLength(text) <= limits.idempotentAnswerBytesMax

/**
 * A refusal that the same request would meet again. What was not understood has not been begun: it may be mended and
 * sent again; and for what was cancelled nobody has waited to the end.
 */
function toLasting(error: unknown, { requestId }: Once): StoredAnswer | null {
  const problem = toProblem(error, requestId)
  if (problem.retryable || problem.status >= 500 || ['bad_request', 'cancelled'].includes(problem.code)) return null
  return { status: problem.status, headers: { 'Content-Type': 'application/problem+json' }, body: JSON.stringify(problem) }
}

async function* keepWhenWhole(
  sent: Omit<Sent, 'body'>, body: AsyncIterable<string>, settle: (answer: StoredAnswer | null) => Promise<void>,
): AsyncGenerator<string> {
  let text = ''
  let isWhole = false
  try {
    for await (const piece of body) {
      if (isShort(text)) text += piece
      yield piece
    }
    isWhole = true
  } finally {
    await settle(isWhole && isShort(text) ? { ...sent, body: text } : null)
  }
}
