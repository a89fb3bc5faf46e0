import type { Response } from 'express'
import { errorCodes, type ErrorCode } from '#domain/errors/error-codes'

/** Ends a request before it reaches a page: as a sentence where a browser shows the answer, else as JSON. */
export function refuse(response: Response, code: ErrorCode, message: string): void {
  const requestId = response.locals.requestId as string | undefined
  response.status(errorCodes[code].status).set('Cache-Control', 'no-store')
  if (!showsDocument(response)) return void response.json({ error: { code, message, requestId } })
  // What stands here was written in this folder, and holds no markup.
  response.type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Steno</title>
<p>${message}</p>
<p><small>Request ${requestId ?? 'unknown'}</small></p>
</html>
`)
}

/** Scripts ask for data, also from a page: what they fetch is no document, whatever they would accept. */
function showsDocument({ req: request }: Response): boolean {
  const destination = request.get('Sec-Fetch-Dest') ?? 'document'
  return destination === 'document' && (request.get('Accept') ?? '').includes('text/html')
}
