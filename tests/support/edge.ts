import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { pickPort } from '#db/embedded/free-port.server'
import { repositoryRoot } from './built-app'
import { Visitor } from './visitor'

/** Whether Caddy is there; `.ci/run` installs Debian's. */
export const hasCaddy = spawnSync('caddy', ['version']).status === 0

export interface Edge {
  pid: number
  /** Origin, `https://localhost:<port>`. */
  url: string
  /** Origin of Caddy's own health and metrics. */
  statusUrl: string
  /** Certificate of the authority that signed that of `url`. */
  ca: string
  /** Everything it has logged. */
  log(): string
  /** A browser that knows the authority. */
  visitor(): Visitor
  stop(): Promise<void>
}

export interface EdgeOptions {
  port: number
  webUpstreams: string
  liveUpstreams: string
}

/** Caddy with the Caddyfile of this repository. All that it keeps lies in a folder of its own; no trust store is touched. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-edge-'))
  const url = `https://localhost:${options.port}`
  const statusPort = await pickPort()
  const child = spawn('caddy', ['run', '--config', path.join(repositoryRoot, 'Caddyfile'), '--adapter', 'caddyfile'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      NODE_ENV: 'production', PATH: process.env.PATH, HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir,
      STENO_EDGE_ADDRESS: url,
      STENO_EDGE_HTTPS_PORT: String(options.port),
      STENO_EDGE_HTTP_PORT: String(await pickPort()),
      STENO_EDGE_STATUS_PORT: String(statusPort),
      STENO_EDGE_ADMIN: `localhost:${await pickPort()}`,
      STENO_WEB_UPSTREAMS: options.webUpstreams,
      STENO_LIVE_UPSTREAMS: options.liveUpstreams,
    },
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()))
  let hasEnded = false
  const ended = once(child, 'exit').then(() => {
    hasEnded = true
  })
  const statusUrl = `http://127.0.0.1:${statusPort}`
  const ca = await waitFor(() => readFile(path.join(dir, 'caddy/pki/authorities/local/root.crt'), 'utf8'))
  const dispatcher = new Agent({ connect: { ca } })
  const visitor = () => new EdgeVisitor(url, dispatcher)
  await waitFor(() => fetch(`${statusUrl}/healthz`))
  // It listens before its certificate is made; this address it answers by itself.
  await waitFor(() => visitor().fetch('/healthz'))
  return {
    pid: child.pid!, url, statusUrl, ca,
    log: () => log,
    visitor,
    async stop() {
      await dispatcher.destroy()
      child.kill('SIGKILL')
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }

  async function waitFor<T>(look: () => Promise<T>): Promise<T> {
    for (;;) {
      const found = await look().catch(() => null)
      if (found) return found
      if (hasEnded) throw new Error(`Caddy ended.\n${log}`)
      await sleep(50)
    }
  }
}

class EdgeVisitor extends Visitor {
  constructor(url: string, private readonly dispatcher: Agent) {
    super(url)
  }

  override fetch(address: string, init: RequestInit = {}): Promise<Response> {
    return super.fetch(address, { ...init, dispatcher: this.dispatcher } as RequestInit)
  }
}
