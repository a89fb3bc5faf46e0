import type { RequestHandler } from 'express'

const RETRY_AFTER_S = 5

/** Says with every 503, whoever answers it, when to come again. */
export const sayWhenToRetry: RequestHandler = (_request, response, next) => {
  const writeHead = response.writeHead
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    if (response.statusCode === 503) response.setHeader('Retry-After', RETRY_AFTER_S)
    return writeHead.apply(response, args)
  }) as typeof writeHead
  next()
}
