import http from 'node:http'
import { AppError } from '#domain/errors/app-error'
import { limits } from '../limits/limits'
import { keepFor } from './keep-for.server'
import type { Metrics } from './metrics.server'

/** Resolves when the part can work; rejects with the reason when it cannot. */
export type ReadinessCheck = () => Promise<unknown>

export interface HealthOptions {
  /** By the part's name: `database`, `storage`, `models`. */
  checks: Readonly<Record<string, ReadinessCheck>>
  /**
   * Names of those without which the process is still of use once it has had them: from then on their failing is told, and
   * is no reason to send nobody here.
   */
  dispensable?: readonly string[]
  metrics: Pick<Metrics, 'render' | 'gauge'>
  /** A check that takes longer counts as failed. Default 2000. */
  checkMsMax?: number
  /** How long an answer of the checks is given again. Default limits.readinessKeepMs. */
  keepMs?: number
}

export interface HealthAnswer {
  status: number
  contentType: string
  body: string
}

/**
 * Answers `/healthz` (200 while the process answers at all), `/readyz` (200 when every check passes that must, else 503, with a JSON
 * object of each) and `/metrics`; null for any other path. What the checks say is a metric as well.
 */
export function makeHealthAnswers(options: HealthOptions): (pathname: string) => Promise<HealthAnswer | null> {
  const hadOnce = new Set<string>()
  // Anybody may ask, and a check writes to the storage.
  const checkReadiness = keepFor(options.keepMs ?? limits.readinessKeepMs, async () => {
    const checks = await runChecks(options.checks, options.checkMsMax ?? 2000)
    for (const name of options.dispensable ?? []) if (checks[name]?.ok) hadOnce.add(name)
    return { checks, isReady: Object.entries(checks).every(([name, { ok }]) => ok || hadOnce.has(name)) }
  })
  options.metrics.gauge({
    name: 'steno_unready',
    what: 'Whether a part that this copy needs is out of its reach (1).',
    rise: 'what needs that part fails here; steno_not_ready says whether all does.',
    labels: ['part'],
    collect: async (gauge) => {
      const { checks } = await checkReadiness()
      for (const [part, { ok }] of Object.entries(checks)) gauge.set({ part }, ok ? 0 : 1)
    },
  })
  options.metrics.gauge({
    name: 'steno_not_ready',
    what: 'Whether /readyz says that this copy cannot work (1); without what is dispensable it can.',
    rise: 'a proxy sends nobody to this copy.',
    collect: async (gauge) => gauge.set((await checkReadiness()).isReady ? 0 : 1),
  })
  return async (pathname) => {
    if (pathname === '/healthz') return { status: 200, contentType: 'application/json', body: '{"status":"alive"}\n' }
    if (pathname === '/readyz') {
      const { isReady, checks } = await checkReadiness()
      const body = JSON.stringify({ status: isReady ? 'ready' : 'not ready', checks }) + '\n'
      return { status: isReady ? 200 : 503, contentType: 'application/json', body }
    }
    if (pathname === '/metrics') {
      const { contentType, text } = await options.metrics.render()
      return { status: 200, contentType, body: text }
    }
    return null
  }
}

export type HealthHandler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<boolean>

/**
 * Serves the routes of `makeHealthAnswers`. Anything else is left alone: it resolves to false, and nothing has been written.
 *
 * In Express: `app.use((req, res, next) => { health(req, res).then((done) => done || next(), next) })`
 */
export function makeHealthHandler(options: HealthOptions): HealthHandler {
  const answerOf = makeHealthAnswers(options)
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    // Not every target is an address that URL reads: `//` is none.
    const answer = await answerOf(request.url?.split('?')[0] ?? '')
    if (answer) send(response, answer.status, answer.contentType, answer.body)
    return answer !== null
  }
}

/**
 * A server of these routes alone, for processes that serve nothing else.
 * Rejects with AppError `config_invalid` where the port is taken or may not be used.
 */
export function serveHealth(options: HealthOptions & { host: string; port: number }): Promise<http.Server> {
  const handle = makeHealthHandler(options)
  const server = http.createServer((request, response) => {
    handle(request, response).then(
      (isDone) => isDone || send(response, 404, 'text/plain', 'Only /healthz, /readyz and /metrics are here.\n'),
      () => send(response, 500, 'text/plain', 'Failed.\n'),
    )
  })
  return listen(server, options)
}

/** Where a server listens, and the variable that says so, for the sentence that is needed when it cannot. */
export interface ListenAt {
  host: string
  port: number
  portVariable?: string
}

/** Listens, or rejects with one sentence that says what to do about the port. */
export function listen<T extends http.Server>(server: T, at: ListenAt): Promise<T> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, at)))
    server.listen(at.port, at.host, () => resolve(server))
  })
}

function listenError(error: NodeJS.ErrnoException, at: ListenAt): Error {
  const elsewhere = at.portVariable ? `set ${at.portVariable} to another port` : 'choose another port'
  const problems: Record<string, string> = {
    EADDRINUSE: `Port ${at.port} is taken by another program: stop it, or ${elsewhere}.`,
    EACCES: `Port ${at.port} may not be used by this user: ${elsewhere}, above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${at.host}: correct STENO_HOST.`,
    ENOTFOUND: `This machine has no address ${at.host}: correct STENO_HOST.`,
  }
  const problem = problems[error.code ?? '']
  return problem ? new AppError('config_invalid', problem, { cause: error }) : error
}

interface CheckResult {
  ok: boolean
  ms: number
  reason?: string
}

async function runChecks(checks: HealthOptions['checks'], msMax: number): Promise<Record<string, CheckResult>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await runCheck(check, msMax)] as const),
  )
  return Object.fromEntries(results)
}

async function runCheck(check: ReadinessCheck, msMax: number): Promise<CheckResult> {
  const startedAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${msMax} ms`)), msMax)
  })
  const result = await Promise.race([Promise.resolve().then(check), timeout]).then(
    () => ({ ok: true }),
    (error: unknown) => ({ ok: false, reason: reasonOf(error) }),
  )
  clearTimeout(timer)
  return { ...result, ms: Math.round(performance.now() - startedAt) }
}

/** Only what was written for users, or a network error's code: other messages may hold addresses and passwords. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'AppError' || error.message.startsWith('no answer within')) return error.message
  return (error as NodeJS.ErrnoException).code ?? 'failed'
}

function send(response: http.ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
