import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import type { HealthAnswer } from '#domain/telemetry/health-routes.server'
import type { UpgradeRefusal } from './judge-upgrade'

const reasons: Record<number, string> = { 200: '200 OK', 404: '404 Not Found', 503: '503 Service Unavailable' }

export function refuseUpgrade(response: HttpResponse, { status, sentence }: UpgradeRefusal): void {
  response.writeStatus(status).writeHeader('content-type', 'text/plain; charset=utf-8').end(`${sentence}\n`)
}

/** Answers `/healthz`, `/readyz` and `/metrics`, and 404 anything else. */
export function answerHealth(
  answerOf: (pathname: string) => Promise<HealthAnswer | null>,
): (response: HttpResponse, request: HttpRequest) => void {
  const notFound = { status: 404, contentType: 'text/plain', body: 'Live recognition is at /ws/s2t, /v1/listen, /v1/realtime and /v1/vosk.\n' }
  return (response, request) => {
    let isGone = false
    response.onAborted(() => {
      isGone = true
    })
    // The request is not to be touched after the first wait.
    const isRead = request.getMethod() === 'get'
    void (isRead ? answerOf(request.getUrl()) : Promise.resolve(null))
      .catch(() => ({ status: 503, contentType: 'text/plain', body: 'Failed.\n' }))
      .then((answer) => {
        if (isGone) return
        const { status, contentType, body } = answer ?? notFound
        response.cork(() => {
          response.writeStatus(reasons[status] ?? `${status}`)
          response.writeHeader('content-type', contentType).writeHeader('cache-control', 'no-store').end(body)
        })
      })
  }
}

/** The visitor's address: what the proxies in front say, where they may, else the connection's own. */
export function addressOf(response: HttpResponse, request: HttpRequest, trustProxy: number): string {
  const own = Buffer.from(response.getRemoteAddressAsText()).toString()
  if (trustProxy === 0) return own
  const hops = request.getHeader('x-forwarded-for').split(',').map((hop) => hop.trim()).filter(Boolean)
  return hops.at(-trustProxy) ?? hops[0] ?? own
}
