import type { RequestHandler } from 'express'
import { limits } from '#domain/limits/limits'
import { paths } from '../web/paths'
import type { WebConfig } from '../web/services'
import { isCrossSite } from './cross-site'
import { refuse } from './refuse'

/** Refuses what a page of another site sends: the one place that guards every form and every action. */
export function guardCrossSite({ publicUrl }: WebConfig): RequestHandler {
  return (request, response, next) => {
    const own = [publicUrl, `${request.protocol}://${request.get('host') ?? ''}`]
    if (isCrossSite(request.method, request.headers, own)) {
      return void refuse(response, 'cross_site_request', 'This request was sent by another site.')
    }
    // Remix would compare it with Host once more, and refuse what a proxy has rewritten. It has been judged here.
    delete request.headers.origin
    next()
  }
}

/** Refuses an older way of Remix's to ask for data, which would count as a defect of ours whenever anybody used it. */
export const guardDataQuery: RequestHandler = (request, response, next) => {
  if (request.query._data === undefined) return next()
  void refuse(response, 'bad_request', 'This address cannot be read.')
}

/** Bodies larger than their form may be are refused unread. Recordings are measured while they are streamed. */
export const guardBodyLength: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD' || takesFiles(request.path)) return next()
  const bytesMax = request.path.startsWith(paths.profile()) ? limits.avatarFormBytesMax : limits.requestFormBytesMax
  if (request.headers['transfer-encoding'] !== undefined) {
    return void refuse(response, 'bad_request', 'Say the length of the body: chunked forms are not accepted here.')
  }
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
    const message = `At most ${bytesMax.toLocaleString('en')} bytes are accepted here.`
    return void refuse(response, 'form_too_large', message, { bytesMax })
  }
  next()
}

const takesFiles = (path: string) => [paths.upload(), `${paths.upload()}.data`, paths.uploadFile()].includes(path)
