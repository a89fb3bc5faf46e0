import { S3Client } from '@aws-sdk/client-s3'
import { limits } from '../limits/limits'
import { endOnSilence } from './s3-silence.server'

/** How long the store is waited for. */
export interface S3Patience {
  /** One request, until its answer begins, in ms; what carries content is given more. */
  answerMs: number
  /** Putting an object together, in ms. */
  joinMs: number
  /** The longest pause in the middle of an answer, in ms. */
  pauseMs: number
}

export interface S3ClientOptions {
  /** Left out: Amazon's own for the region. */
  endpoint?: string
  /** Where browsers and other senders of uploads reach the store. Left out: they send to Steno, which passes it on. */
  publicEndpoint?: string
  bucket: string
  region: string
  /** Left out: wherever the SDK finds them, such as a role of the machine. */
  credentials?: { accessKeyId: string; secretAccessKey: string }
  /** `endpoint/bucket/key` in place of `bucket.endpoint/key`: what most stores but Amazon's need. Default: false. */
  forcePathStyle?: boolean
  /** For tests; default those of `limits`. */
  patience?: Partial<S3Patience>
  /** For tests; default `limits.storageReadsAtOnceMax`. */
  readsAtOnceMax?: number
}

export const s3Patience: S3Patience = {
  answerMs: limits.storageAnswerMsMax, joinMs: limits.storageJoinMsMax, pauseMs: limits.storagePauseMsMax,
}

/** What a client is for: reading objects, which keeps connections busy for as long as readers like, or all the rest. */
export type S3ClientUse = 'reads' | 'requests'

/** A client that gives up on a store that does not answer, sooner where little is asked of it. Its connections are its own. */
export function makeS3Client(options: S3ClientOptions, use: S3ClientUse = 'requests'): S3Client {
  const { answerMs, joinMs, pauseMs } = { ...s3Patience, ...options.patience }
  const { readsAtOnceMax = limits.storageReadsAtOnceMax } = options
  const sockets = { maxSockets: use === 'reads' ? readsAtOnceMax : limits.storageRequestsAtOnceMax }
  const client = new S3Client({
    endpoint: options.endpoint,
    region: options.region,
    ...(options.credentials && { credentials: options.credentials }),
    forcePathStyle: options.forcePathStyle ?? false,
    // Many compatible stores keep the trailing checksum as if it were content.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: Math.min(5_000, answerMs), throwOnRequestTimeout: true, httpAgent: sockets, httpsAgent: sockets,
    },
  })
  const { requestHandler } = client.config
  const handle = requestHandler.handle.bind(requestHandler)
  // The one place that also the requests of lib-storage pass.
  requestHandler.handle = async (request, handling) => {
    const bytes = bytesOf(request.body)
    const contentMs = (bytes * 1000) / limits.storageBytesPerSecondMin
    const requestTimeout = request.method === 'POST' && bytes > 0 ? joinMs : answerMs + Math.ceil(contentMs)
    const { response } = await handle(request, { ...handling, requestTimeout })
    // An object that is read has a limit where it is read; a refusal to read one is read by the client itself.
    if (use === 'requests' || response.statusCode >= 300) response.body = endOnSilence(response.body, pauseMs)
    return { response }
  }
  return client
}

/** Bodies are made whole before they are sent. */
function bytesOf(body: unknown): number {
  return typeof body === 'string' || body instanceof Uint8Array ? body.length : 0
}

/** A client that signs addresses as others reach the store; it sends nothing itself. */
export function seenFromOutside({ publicEndpoint, ...options }: S3ClientOptions): { client: S3Client; origin: string } | null {
  if (publicEndpoint === undefined) return null
  const { protocol, host } = new URL(publicEndpoint)
  const origin = options.forcePathStyle ? `${protocol}//${host}` : `${protocol}//${options.bucket}.${host}`
  return { client: makeS3Client({ ...options, endpoint: publicEndpoint }), origin }
}
