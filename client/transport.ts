import type { Credentials } from './credentials'
import { readProblem, StenoProblem, StenoUnreachable } from './steno-problem'

/** How long a client keeps trying. */
export interface Patience {
  /** Further attempts after the first. */
  retries: number
  /** The longest wait before one: whoever says “later than that” is believed, and the request refused. */
  waitMsMax: number
  /** Waits; for tests. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export const defaultPatience: Patience = { retries: 4, waitMsMax: 60_000, wait: waitFor }

const FIRST_WAIT_MS = 500
/** Between two looks at what became of a request that is being carried out; where its server has died, that is known after half a minute. */
const RUNNING_WAIT_MS = 2_000

export interface Sending {
  /** Default: those of the client. Null for none. */
  credentials?: Credentials | null
}

/** Sends requests: shows the credential, renews it, waits where Steno asks for it, and throws what is refused. */
export class Transport {
  readonly #fetch: (request: Request) => Promise<Response>
  readonly patience: Patience
  credentials: Credentials | null = null

  constructor(fetch: (request: Request) => Promise<Response>, patience: Patience) {
    this.#fetch = fetch
    this.patience = patience
  }

  /**
   * Resolves with an answer that is none of refusal. `make` makes the request anew for each attempt. Throws StenoProblem,
   * StenoUnreachable, or the reason of the request's signal.
   */
  async send(make: () => Request, { credentials = this.credentials }: Sending = {}): Promise<Response> {
    let isRenewed = false
    let runningMs = 0
    for (let attempt = 0; ; attempt++) {
      const request = make()
      const shown = (await credentials?.current()) ?? null
      if (shown !== null) request.headers.set('Authorization', `Bearer ${shown}`)
      const outcome = await this.#try(request)
      if (outcome instanceof Response) return outcome
      if (isUnauthenticated(outcome) && shown !== null && !isRenewed && (await credentials!.renew(shown))) {
        isRenewed = true
        attempt--
        continue
      }
      // No attempt of its own: what becomes of the earlier one is all that is asked.
      if (isRunning(outcome) && attempt > 0 && runningMs < this.patience.waitMsMax) {
        runningMs += RUNNING_WAIT_MS
        attempt--
        await this.patience.wait(RUNNING_WAIT_MS, request.signal)
        continue
      }
      const waitMs = attempt < this.patience.retries ? waitBefore(outcome, request.method, attempt) : null
      if (waitMs === null || waitMs > this.patience.waitMsMax) throw outcome
      await this.patience.wait(waitMs, request.signal)
    }
  }

  async #try(request: Request): Promise<Response | StenoProblem | StenoUnreachable> {
    try {
      const response = await this.#fetch(request)
      return response.ok ? response : await readProblem(response)
    } catch (error) {
      request.signal.throwIfAborted()
      return new StenoUnreachable(request.url, error)
    }
  }
}

const isUnauthenticated = (outcome: Error) => outcome instanceof StenoProblem && outcome.code === 'unauthenticated'

const isRunning = (outcome: Error) => outcome instanceof StenoProblem && outcome.code === 'idempotency_running'

/** How long to wait before the next attempt; null where it would be in vain, or might do something twice. */
function waitBefore(outcome: StenoProblem | StenoUnreachable, method: string, attempt: number): number | null {
  // Half of it by chance, so that many who were refused together do not come again together.
  const own = FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random() / 2)
  // Whether the request arrived is not known. Those with a key may come again; of a deletion the second is refused.
  if (outcome instanceof StenoUnreachable) return method === 'DELETE' ? null : own
  const { status, code, retryAfterMs } = outcome
  const isPassing = [429, 502, 503, 504].includes(status) || code === 'idempotency_running'
  return isPassing ? retryAfterMs ?? own : null
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
